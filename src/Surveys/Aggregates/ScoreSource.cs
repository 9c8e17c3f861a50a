using Surveys.Scoring;

namespace Surveys.Aggregates;

/// <summary>What the figures of a score are computed from.</summary>
/// <param name="Cell">The published cell of the group and period.</param>
/// <param name="Before">The same group's cell of the period before; null where there is none.</param>
/// <param name="By">The dimension of which the group is a value; null for all interactions.</param>
internal sealed record ScoreSource(SuppressedFigures Cell, SuppressedFigures? Before, Dimension? By)
{
    /// <summary>The counts of interactions. They are hidden with the answers where the dimension is known from the answer.</summary>
    public Counts? Frame { get; } =
        Cell.Info is null || By is { IsKnownFromAnswer: true }
            ? Cell.Satisfaction.Published?.Counts
            : Cell.Satisfaction.Totals.Counts;

    /// <summary>What the figures of answers are taken from; null where the cell is suppressed.</summary>
    public Cell? Published { get; } = Cell.Satisfaction.Published;

    /// <summary>Answers of 1 to 5.</summary>
    public long[]? Distribution { get; } =
        Cell.Satisfaction.Published?.Counts.Distribution(StandardQuestions.Satisfaction);
}
