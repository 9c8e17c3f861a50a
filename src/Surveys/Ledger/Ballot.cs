using System.Text.Json.Serialization;

namespace Surveys.Ledger;

/// <summary>
/// Who can speak for the citizen of an interaction. It is decided when the interaction is reported and never changes, so that one interaction
/// has one kind of ballot.
/// </summary>
internal enum Ballot
{
    /// <summary>Answers come from the citizen's phone: a reply, or the page behind the code of a text message.</summary>
    [JsonStringEnumMemberName("verified")]
    Verified,

    /// <summary>
    /// No text message can ever reach the citizen: answers come through a link that the service shows. The service holds that link, so these
    /// answers are published beside the headline figures, not in them.
    /// </summary>
    [JsonStringEnumMemberName("shown")]
    Shown,
}

/// <summary>Rules of the two kinds of ballots.</summary>
internal static class Ballots
{
    /// <summary>Reasons for which no text message can ever go out; they are known when the interaction is reported.</summary>
    private static readonly Reason[] UnreachableReasons =
    [
        Reason.NoContact,
        Reason.NoConsent,
        Reason.Sensitive,
        Reason.NoSender,
        Reason.InvalidNumber,
        Reason.Country,
    ];

    /// <summary>The ballot of an interaction from the reason that keeps its text message back for good; null: none does.</summary>
    public static Ballot Of(Reason? unreachable) =>
        unreachable is { } reason && UnreachableReasons.Contains(reason) ? Ballot.Shown : Ballot.Verified;

    /// <summary>Whether an answer through a link counts for a ballot. The link that a service shows never speaks for a phone.</summary>
    public static bool Accepts(Ballot ballot, AnswerLink link) => ballot is Ballot.Shown == link is AnswerLink.Shown;
}
