using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Surveys.Ledger;

/// <summary>Who served: the AI's part in an interaction.</summary>
public enum Assistance
{
    /// <summary>AI alone.</summary>
    [JsonStringEnumMemberName("ai")]
    Ai,

    /// <summary>AI and then a person.</summary>
    [JsonStringEnumMemberName("ai-handoff")]
    AiHandoff,

    /// <summary>A person alone: the comparison group.</summary>
    [JsonStringEnumMemberName("human")]
    Human,
}

/// <summary>Where an interaction took place.</summary>
public enum Channel
{
    /// <summary>A web site.</summary>
    [JsonStringEnumMemberName("web")]
    Web,

    /// <summary>A mobile app.</summary>
    [JsonStringEnumMemberName("app")]
    App,

    /// <summary>A chat.</summary>
    [JsonStringEnumMemberName("chat")]
    Chat,

    /// <summary>A telephone call.</summary>
    [JsonStringEnumMemberName("voice")]
    Voice,

    /// <summary>A self-service kiosk.</summary>
    [JsonStringEnumMemberName("kiosk")]
    Kiosk,

    /// <summary>Text messages.</summary>
    [JsonStringEnumMemberName("sms")]
    Sms,

    /// <summary>A counter in an office.</summary>
    [JsonStringEnumMemberName("counter")]
    Counter,
}

/// <summary>How an interaction ended, as its service reported it.</summary>
public enum Outcome
{
    /// <summary>The service holds that the matter is settled.</summary>
    [JsonStringEnumMemberName("resolved")]
    Resolved,

    /// <summary>The matter is not settled.</summary>
    [JsonStringEnumMemberName("unresolved")]
    Unresolved,

    /// <summary>The citizen left before the end.</summary>
    [JsonStringEnumMemberName("abandoned")]
    Abandoned,
}

/// <summary>The fate of the invitation's text.</summary>
public enum SmsState
{
    /// <summary>Due at <see cref="Interaction.SendAt"/>.</summary>
    [JsonStringEnumMemberName("scheduled")]
    Scheduled,

    /// <summary>Claimed by a sender; its outcome is not recorded yet.</summary>
    [JsonStringEnumMemberName("sending")]
    Sending,

    /// <summary>Handed to the carrier.</summary>
    [JsonStringEnumMemberName("sent")]
    Sent,

    /// <summary>A report says that it arrived.</summary>
    [JsonStringEnumMemberName("delivered")]
    Delivered,

    /// <summary>It did not arrive, or its fate can't be told.</summary>
    [JsonStringEnumMemberName("undelivered")]
    Undelivered,

    /// <summary>No text goes out; the reason says why.</summary>
    [JsonStringEnumMemberName("withheld")]
    Withheld,
}

/// <summary>Why a text was withheld (the first that applies, in this order) or not delivered (the last three).</summary>
public enum Reason
{
    /// <summary>The interaction was reported in error.</summary>
    [JsonStringEnumMemberName("withdrawn")]
    Withdrawn,

    /// <summary>The citizen asked to be forgotten.</summary>
    [JsonStringEnumMemberName("erased")]
    Erased,

    /// <summary>Not drawn by the service's sampling rate: no link either.</summary>
    [JsonStringEnumMemberName("not-sampled")]
    NotSampled,

    /// <summary>No phone was given.</summary>
    [JsonStringEnumMemberName("no-contact")]
    NoContact,

    /// <summary>The citizen did not agree to be texted.</summary>
    [JsonStringEnumMemberName("no-consent")]
    NoConsent,

    /// <summary>A bereavement, a crime, an illness: never texted.</summary>
    [JsonStringEnumMemberName("sensitive")]
    Sensitive,

    /// <summary>The service has no sender of texts.</summary>
    [JsonStringEnumMemberName("no-sender")]
    NoSender,

    /// <summary>Not a valid mobile number.</summary>
    [JsonStringEnumMemberName("invalid-number")]
    InvalidNumber,

    /// <summary>A country that is not on the allow-list.</summary>
    [JsonStringEnumMemberName("country")]
    Country,

    /// <summary>The citizen said STOP.</summary>
    [JsonStringEnumMemberName("opted-out")]
    OptedOut,

    /// <summary>Texted a short while ago, by whatever service.</summary>
    [JsonStringEnumMemberName("cooldown")]
    Cooldown,

    /// <summary>The service's texts of the day are used up.</summary>
    [JsonStringEnumMemberName("capped")]
    Capped,

    /// <summary>No legal moment was left before the survey expires.</summary>
    [JsonStringEnumMemberName("too-late")]
    TooLate,

    /// <summary>The carrier refused it.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,

    /// <summary>It did not reach the phone in the time it was valid.</summary>
    [JsonStringEnumMemberName("expired")]
    Expired,

    /// <summary>Whether it went out can't be told; it is never sent again.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,
}

/// <summary>How an answer came.</summary>
internal enum ResponseChannel
{
    [JsonStringEnumMemberName("web")]
    Web,

    [JsonStringEnumMemberName("sms")]
    Sms,
}

/// <summary>By which link an answer came. Whoever is measured holds the shown link, so the three are told apart.</summary>
internal enum AnswerLink
{
    /// <summary>The code in the text.</summary>
    [JsonStringEnumMemberName("texted")]
    Texted,

    /// <summary>No link: a reply to the text.</summary>
    [JsonStringEnumMemberName("reply")]
    Reply,

    /// <summary>The link that the service showed on its own screen.</summary>
    [JsonStringEnumMemberName("shown")]
    Shown,
}

/// <summary>One answer to one question.</summary>
/// <param name="Choice">The wire name of the choice; empty for the comment, whose text is <see cref="Interaction.Comment"/>.</param>
/// <param name="FirstAt">When the question was first answered: for 10 minutes from then on an answer may be replaced.</param>
/// <param name="At">When this answer came.</param>
/// <param name="Channel">By text or on the page; null where brought in with the past and not told.</param>
/// <param name="Link">By which link; null where brought in with the past.</param>
internal sealed record Answer(
    string Choice,
    DateTimeOffset FirstAt,
    DateTimeOffset At,
    ResponseChannel? Channel,
    AnswerLink? Link
);

/// <summary>A reminder's fate; there is at most one.</summary>
internal enum ReminderState
{
    None,
    Scheduled,
    Sending,
    Sent,

    /// <summary>It will not go: answered, stopped, refused, or too late.</summary>
    Dropped,
}

/// <summary>
/// One interaction's row: its facts, its text's fate, its survey and its answers. Two axes, the text's and the survey's, and each moves only
/// forward. Immutable: a change is a new record, committed by <c>Ledger.ChangeAsync</c> with the counts that it causes.
/// </summary>
internal sealed record Interaction
{
    public required InteractionKey Place { get; init; }

    // The facts, as reported.
    public required string InteractionId { get; init; }

    public required DateTimeOffset CompletedAt { get; init; }

    public required Assistance Assistance { get; init; }

    public required Channel Channel { get; init; }

    public Outcome? Outcome { get; init; }

    public required string Language { get; init; }

    public string? Region { get; init; }

    public string? Model { get; init; }

    public int? DurationSeconds { get; init; }

    public bool SmsConsent { get; init; }

    public bool Sensitive { get; init; }

    /// <summary>Whether a phone was given, kept or not.</summary>
    public bool PhoneGiven { get; init; }

    /// <summary>Brought in with the past: nothing is sent, no link is made.</summary>
    public bool Imported { get; init; }

    public DateTimeOffset ReportedAt { get; init; }

    // The text.
    public SmsState Text { get; init; } = SmsState.Withheld;

    public Reason? Reason { get; init; }

    /// <summary>When the text is due.</summary>
    public DateTimeOffset? SendAt { get; init; }

    /// <summary>When the text was handed to the carrier.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>How many times a sender claimed the row.</summary>
    public int Attempt { get; init; }

    /// <summary>Until when the sender that claimed the row may still post the text.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The carrier's id of the invitation.</summary>
    public string? Sid { get; init; }

    public ReminderState Reminder { get; init; }

    public DateTimeOffset? ReminderAt { get; init; }

    public string? ReminderSid { get; init; }

    /// <summary>Parts of the text that is being sent: they count once it is known to have left.</summary>
    public int ClaimedParts { get; init; }

    /// <summary>Parts of all texts that went out for this interaction: invitation, reminder, replies.</summary>
    public int Parts { get; init; }

    /// <summary>What they cost, in millionths of the currency unit.</summary>
    public long TextCost { get; init; }

    // The survey.

    /// <summary>Whether the citizen's link was issued: false where not sampled or imported.</summary>
    public bool LinkIssued { get; init; }

    /// <summary>After this instant nothing is taken any more.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    public bool Withdrawn { get; init; }

    /// <summary>By question id; the last counted answer of each.</summary>
    public ImmutableSortedDictionary<string, Answer> Answers { get; init; } =
        ImmutableSortedDictionary.Create<string, Answer>(StringComparer.Ordinal);

    /// <summary>The comment, personal data masked; null where there is none or it was erased.</summary>
    public string? Comment { get; init; }

    // The citizen.

    /// <summary>The phone number, sealed; kept until the text's fate is final and the survey over.</summary>
    public string? Phone { get; init; }

    /// <summary>Keyed hash of the phone with the key's version; until 30 days after expiry.</summary>
    public string? PhoneHash { get; init; }

    /// <summary>The conversation's own state, as the room Sms writes it.</summary>
    public string? Conversation { get; init; }

    /// <summary>The last inbound message ids, with what was replied: a repeated webhook does and says the same.</summary>
    public ImmutableList<Inbound> Inbounds { get; init; } = [];

    // Where the values of unbounded dimensions are counted: (other) where the day already told 40 apart. Set once, when the row is inserted.
    public string? RegionCell { get; init; }

    public string? ModelCell { get; init; }

    public bool IsAnswered => Answers.Count > 0;

    public Answer? Satisfaction => Answers.GetValueOrDefault(Scoring.StandardQuestions.Satisfaction.Id);
}

/// <summary>An inbound text that was taken, and the reply that it got.</summary>
internal sealed record Inbound(string Sid, string? Reply);
