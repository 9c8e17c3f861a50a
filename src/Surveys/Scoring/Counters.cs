namespace Surveys.Scoring;

/// <summary>
/// The names of what is counted. A counter of an answer is named <c>question:choice</c>, such as <c>satisfaction:5</c>.
/// The names are stored in tallies and rollups, so a name never changes its meaning.
/// </summary>
internal static class Counters
{
    /// <summary>Interactions reported and not withdrawn.</summary>
    public const string Interactions = "interactions";

    /// <summary>Of those, the ones in which AI took part, alone or before a person.</summary>
    public const string ByAi = "interactions.ai";

    /// <summary>Texts handed to the carrier, and interactions that were answered without one.</summary>
    public const string Invited = "invited";

    /// <summary>Texts that a delivery report called delivered.</summary>
    public const string Delivered = "delivered";

    /// <summary>Invited by text, and the text did not arrive or its outcome is unknown.</summary>
    public const string Undelivered = "undelivered";

    /// <summary>
    /// Interactions withdrawn after they were reported. Only the cost of their texts is counted besides.
    /// </summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>Parts of texts handed to the carrier: invitations, reminders and replies.</summary>
    public const string Parts = "parts";

    /// <summary>
    /// The cost of those parts at the price of their day, in millionths of the service's currency unit.
    /// </summary>
    public const string TextCost = "textCost";

    /// <summary>
    /// Interactions by AI alone reported as resolved whose citizen answered <c>resolved</c> or <c>contactAgain</c>.
    /// </summary>
    public const string SilentAsked = "silent.asked";

    /// <summary>Of those, the ones who said no or partly, or had to contact the service again.</summary>
    public const string SilentFailed = "silent.failed";

    /// <summary>Scheduled texts. Open work is no figure, so this is only in <see cref="Tally.Open"/>.</summary>
    public const string Scheduled = "open.scheduled";

    /// <summary>Texts claimed by a sender whose outcome is not recorded yet.</summary>
    public const string Sending = "open.sending";

    /// <summary>Rows that still hold a sealed phone number.</summary>
    public const string PhonesHeld = "open.phones";

    /// <summary>Interactions of verified ballots, and imported ones: the frame of the weights.</summary>
    public const string Reachable = "reachable";

    /// <summary>Answers to the satisfaction question that were imported.</summary>
    public const string Imported = "imported";

    /// <summary>
    /// Of those, the ones whose import did not state what became of the text message: no response rate counts them.
    /// </summary>
    public const string ImportedUnrated = "imported.unrated";

    private const string ShownPrefix = "shown.";

    /// <summary>A counter of verified ballots, or its twin of shown ballots.</summary>
    public static string For(bool isShown, string counter) => isShown ? string.Intern(ShownPrefix + counter) : counter;

    /// <summary>
    /// The counter of verified ballots whose twin of shown ballots this is; null for any other counter.
    /// </summary>
    public static string? VerifiedTwin(string counter) =>
        counter.StartsWith(ShownPrefix, StringComparison.Ordinal) ? string.Intern(counter[ShownPrefix.Length..]) : null;

    /// <summary>Text messages withheld for a reason.</summary>
    public static string Withheld(string reason) => string.Intern($"withheld.{reason}");

    /// <summary>The counter of one choice of one question.</summary>
    public static string Answer(string question, string choice) => string.Intern($"{question}:{choice}");
}
