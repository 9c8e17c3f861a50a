namespace Surveys.Scoring;

/// <summary>
/// A cell of assistance x channel x language: the strata of the weighted score. Every interaction is in exactly one.
/// </summary>
/// <param name="Assistance">Wire name, such as <c>ai-handoff</c>.</param>
/// <param name="Channel">Wire name, such as <c>web</c>.</param>
/// <param name="Language">Wire name, such as <c>kk</c>.</param>
internal readonly record struct Stratum(string Assistance, string Channel, string Language);

/// <summary>
/// The counts of one group of interactions, such as a service's month or one value of a dimension in it.
/// </summary>
/// <param name="Counts">The sum.</param>
/// <param name="Strata">
/// The counts by stratum; null where the group is a value of a dimension that strata are not made of.
/// </param>
internal sealed record Cell(Counts Counts, IReadOnlyDictionary<Stratum, Counts>? Strata)
{
    /// <summary>A cell without interactions.</summary>
    public static readonly Cell Empty = new(new Counts(), new Dictionary<Stratum, Counts>());

    /// <summary>The same cell without strata: the figures of a question need no more.</summary>
    public Cell WithoutStrata => Strata is null ? this : new(Counts, null);

    /// <summary>The sum of cells. Its strata are known if those of every part are.</summary>
    public static Cell Sum(IReadOnlyList<Cell> parts)
    {
        var sum = new CellSum();
        foreach (var part in parts)
        {
            sum.Add(part);
        }

        return sum.Total();
    }
}

/// <summary>A running sum of cells. Its memory does not grow with the number of parts.</summary>
internal sealed class CellSum
{
    private Cell? _first;
    private Counts? _counts;
    private Dictionary<Stratum, Counts>? _strata = [];

    public void Add(Cell part)
    {
        if (_first is null)
        {
            _first = part;
            return;
        }

        // The caller owns the first part, so the second is never added into it.
        if (_counts is null)
        {
            _counts = new Counts();
            AddCopy(_first);
        }

        AddCopy(part);
    }

    /// <summary>The sum. Call it after the last part: later parts change the cell that it returned.</summary>
    public Cell Total() => _counts is { } counts ? new Cell(counts, _strata) : _first ?? Cell.Empty;

    private void AddCopy(Cell part)
    {
        _counts!.Add(part.Counts);
        if (part.Strata is null)
        {
            _strata = null;
        }

        if (_strata is not { } strata)
        {
            return;
        }

        foreach (var (stratum, counts) in part.Strata!)
        {
            if (!strata.TryGetValue(stratum, out var known))
            {
                strata[stratum] = known = new Counts();
            }

            known.Add(counts);
        }
    }
}
