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

    /// <summary>The reason of a counter of withheld text messages; null for any other counter.</summary>
    public static string? WithheldReason(string counter) =>
        counter.StartsWith(WithheldPrefix, StringComparison.Ordinal) ? counter[WithheldPrefix.Length..] : null;

    /// <summary>Text messages withheld for a reason.</summary>
    public static string Withheld(string reason) => string.Intern(WithheldPrefix + reason);

    private const string WithheldPrefix = "withheld.";

    /// <summary>
    /// Removes what is not published: reasons with fewer than 10 text messages, and the twins of shown ballots where fewer than 30 of them
    /// rated; of a breakdown's values, all of both.
    /// </summary>
    public static void RemoveUnpublished(Counts counts, bool isWhole)
    {
        var shownRatings = !isWhole
            ? 0
            : StandardQuestions.Satisfaction.CounterNames.Sum(counter => counts[For(isShown: true, counter)]);
        foreach (var (counter, value) in counts.ToList())
        {
            if (
                (
                    counter.StartsWith(WithheldPrefix, StringComparison.Ordinal)
                    && (!isWhole || value < SmallGroupSuppression.MinAnswers)
                ) || (counter.StartsWith(ShownPrefix, StringComparison.Ordinal) && shownRatings < MinShownBallots)
            )
            {
                counts[counter] = 0;
            }
        }
    }

    /// <summary>The counters as they are where a service has shown ballots alone: the twins take the places of the verified ones.</summary>
    public static Counts OfShownBallots(Counts counts)
    {
        var shown = new Counts();
        foreach (var (counter, value) in counts)
        {
            if (VerifiedTwin(counter) is { } twin)
            {
                shown.Add(twin, value);
            }
            else if (counter is Interactions or ByAi or Withdrawn or Parts or TextCost)
            {
                shown.Add(counter, value);
            }
        }

        // No text message can go out, so that the frame is all interactions.
        shown[Reachable] = counts.Interactions;
        return shown;
    }

    /// <summary>From so many ratings on, shown ballots are published beside the verified ones.</summary>
    public const int MinShownBallots = 30;

    /// <summary>The counter of one choice of one question.</summary>
    public static string Answer(string question, string choice) => string.Intern($"{question}:{choice}");
}
