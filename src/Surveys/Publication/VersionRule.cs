using Surveys.Scoring;

namespace Surveys.Publication;

/// <summary>What is published of one measure of a month, and what waits to be.</summary>
/// <param name="Published">The counters of the current version; empty before the first one.</param>
/// <param name="Candidate">The counters of the next version; null while none waits.</param>
internal sealed record MeasureVersion(Counts Published, Counts? Candidate)
{
    public static MeasureVersion None { get; } = new(new Counts(), null);
}

/// <summary>
/// Decides when the figures of a month may change: <c>publication.versions.v1</c> of docs/method.md. A version takes in 10 or more new answers,
/// and it is published when 10 later ones have come or when the month is settled. So no step between two versions is smaller than 10, and the
/// settled version holds every answer.
/// </summary>
internal static class VersionRule
{
    /// <summary>The fewest answers between two versions.</summary>
    public const int MinStep = SmallGroupSuppression.MinAnswers;

    /// <summary>The state of a measure after a run of the publication job.</summary>
    /// <param name="before">The state before it.</param>
    /// <param name="live">The measure's counters as they are now.</param>
    /// <param name="answers">The counters that are answers to the measure's question.</param>
    /// <param name="isSettled">Whether no survey of the month can be answered any more.</param>
    public static MeasureVersion Advance(
        MeasureVersion before,
        Counts live,
        IReadOnlyCollection<string> answers,
        bool isSettled
    )
    {
        long AnswersOf(Counts counts) => answers.Sum(counter => counts[counter]);
        if (isSettled)
        {
            // Fewer than 10 changes since the last version stay out: they are corrections, such as withdrawals by an admin.
            return AnswersOf(before.Published) is 0 || DistanceOf(before.Published, live, answers) >= MinStep
                ? new(live, null)
                : before with
                {
                    Candidate = null,
                };
        }

        var after = before;
        if (after.Candidate is { } candidate && AnswersOf(live) - AnswersOf(candidate) >= MinStep)
        {
            after = new MeasureVersion(candidate, null);
        }

        return after.Candidate is null && AnswersOf(live) - AnswersOf(after.Published) >= MinStep
            ? after with
            {
                Candidate = live.Copy(),
            }
            : after;
    }

    /// <summary>How many answers differ between two states: a removed answer and an added one count as two.</summary>
    public static long DistanceOf(Counts published, Counts live, IReadOnlyCollection<string> answers) =>
        answers.Sum(counter => Math.Abs(live[counter] - published[counter]));
}
