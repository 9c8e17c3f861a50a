using System.Text.Json.Serialization;

namespace Surveys.Ledger;

/// <summary>The channel of an answer.</summary>
internal enum ResponseChannel
{
    [JsonStringEnumMemberName("web")]
    Web,

    [JsonStringEnumMemberName("sms")]
    Sms,
}

/// <summary>
/// The link through which an answer came. The service that is measured holds the shown link, so the three are kept apart.
/// </summary>
internal enum AnswerLink
{
    /// <summary>The code in the text message.</summary>
    [JsonStringEnumMemberName("texted")]
    Texted,

    /// <summary>No link: a reply to the text message.</summary>
    [JsonStringEnumMemberName("reply")]
    Reply,

    /// <summary>The link that the service shows on its own screen.</summary>
    [JsonStringEnumMemberName("shown")]
    Shown,
}

/// <summary>One answer to one question.</summary>
/// <param name="Choice">
/// The wire name of the choice. Empty for the comment: its text is in <see cref="SurveyProgress.Comment"/>.
/// </param>
/// <param name="FirstAt">
/// When the question was first answered. A new answer may replace this one within 10 minutes from then.
/// </param>
/// <param name="At">When this answer came.</param>
/// <param name="Channel">Text message or page; null for an imported answer without a channel.</param>
/// <param name="Link">The link used; null for an imported answer.</param>
internal sealed record Answer(
    string Choice,
    DateTimeOffset FirstAt,
    DateTimeOffset At,
    ResponseChannel? Channel,
    AnswerLink? Link
);
