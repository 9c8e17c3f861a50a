namespace Surveys.Scoring;

/// <summary>A cell of assistance x channel x language: the strata of the weighted score. Every interaction is in exactly one.</summary>
/// <param name="Assistance">Wire name, such as <c>ai-handoff</c>.</param>
/// <param name="Channel">Wire name, such as <c>web</c>.</param>
/// <param name="Language">Wire name, such as <c>kk</c>.</param>
internal readonly record struct Stratum(string Assistance, string Channel, string Language);

/// <summary>The counts of one group of interactions, such as a service's month or one value of a dimension in it.</summary>
/// <param name="Counts">The sum.</param>
/// <param name="Weighting">What the weighted score is computed from; null where it is not known.</param>
internal sealed record Cell(Counts Counts, WeightedSum? Weighting)
{
    /// <summary>A cell without interactions.</summary>
    public static readonly Cell Empty = new(new Counts(), null);
}

/// <summary>A running sum of cells. Its memory does not grow with the number of parts.</summary>
internal sealed class CellSum
{
    private readonly Counts _counts = new();
    private WeightedSum? _weighting;

    public void Add(Cell part)
    {
        _counts.Add(part.Counts);
        _weighting = part.Weighting is { } weighting ? (_weighting ?? default) + weighting : _weighting;
    }

    /// <summary>The sum. Call it after the last part: later parts change the cell that it returned.</summary>
    public Cell Total() => new(_counts, _weighting);
}
