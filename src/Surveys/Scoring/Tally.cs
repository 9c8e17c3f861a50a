namespace Surveys.Scoring;

/// <summary>
/// Counts by stratum (assistance x channel x language), counts by value of each other dimension, and the work that is
/// open. Tallies add up: a partition's tally is the sum of its counter shards, a month's tally the sum of its days.
/// </summary>
internal sealed class Tally
{
    /// <summary>The value of a row that has none for the dimension.</summary>
    public const string None = "(none)";

    /// <summary>The value under which all values beyond <see cref="MaxValues"/> are counted.</summary>
    public const string Other = "(other)";

    /// <summary>The hidden values of a breakdown together.</summary>
    public const string Joint = "(joint)";

    /// <summary>Maximum number of values of one dimension that are counted apart.</summary>
    public const int MaxValues = 40;

    private readonly Dictionary<Stratum, Counts> _strata = [];
    private readonly Dictionary<(string Dimension, string Value), Counts> _values = [];

    /// <summary>Texts scheduled, texts being sent, phone numbers held.</summary>
    public Counts Open { get; } = new();

    /// <summary>Counts by stratum.</summary>
    public IReadOnlyDictionary<Stratum, Counts> Strata => _strata;

    /// <summary>
    /// Counts by the stored name of a dimension and its value, for dimensions that strata are not made of.
    /// </summary>
    public IReadOnlyDictionary<(string Dimension, string Value), Counts> Values => _values;

    /// <summary>Whether every count is 0.</summary>
    public bool IsEmpty =>
        Open.IsEmpty && _strata.Values.All(counts => counts.IsEmpty) && _values.Values.All(counts => counts.IsEmpty);

    /// <summary>The counts of one stratum, added where absent.</summary>
    public Counts Of(Stratum stratum) =>
        _strata.TryGetValue(stratum, out var counts) ? counts : _strata[stratum] = new Counts();

    /// <summary>The counts of one value of a dimension, added where absent.</summary>
    /// <exception cref="ArgumentException">Strata are made of this dimension; its counts are theirs.</exception>
    public Counts Of(Dimension dimension, string value) =>
        dimension.StratumPart is null
            ? Of(dimension.StoredName, value)
            : throw new ArgumentException($"{dimension} is counted by stratum.", nameof(dimension));

    /// <summary>The values that are counted apart of a dimension that strata are not made of.</summary>
    public IEnumerable<string> ValuesOf(Dimension dimension) =>
        _values.Keys.Where(key => key.Dimension == dimension.StoredName).Select(key => key.Value);

    /// <summary>All interactions.</summary>
    public Cell Total()
    {
        var sum = new Counts();
        foreach (var counts in _strata.Values)
        {
            sum.Add(counts);
        }

        return new Cell(sum, null);
    }

    /// <summary>One cell for each value of a dimension that occurs, in ordinal order of the values.</summary>
    public SortedDictionary<string, Cell> By(Dimension dimension)
    {
        var cells = new SortedDictionary<string, Cell>(StringComparer.Ordinal);
        if (dimension.StratumPart is { } part)
        {
            foreach (var group in _strata.GroupBy(pair => part(pair.Key), StringComparer.Ordinal))
            {
                var sum = new Counts();
                foreach (var (_, counts) in group)
                {
                    sum.Add(counts);
                }

                cells[group.Key] = new Cell(sum, null);
            }
        }
        else
        {
            foreach (var ((_, value), counts) in _values.Where(pair => pair.Key.Dimension == dimension.StoredName))
            {
                cells[value] = new Cell(counts, null);
            }
        }

        return cells;
    }

    /// <summary>Adds another tally, or subtracts it with a sign of -1.</summary>
    public void Add(Tally other, int sign = 1)
    {
        foreach (var (stratum, counts) in other._strata)
        {
            Of(stratum).Add(counts, sign);
        }

        foreach (var (key, counts) in other._values)
        {
            Of(key.Dimension, key.Value).Add(counts, sign);
        }

        Open.Add(other.Open, sign);
    }

    /// <summary>
    /// Removes empty cells, and counts the values of a dimension beyond <see cref="MaxValues"/> as <see cref="Other"/>.
    /// The values with the most interactions stay (of equals, the first in ordinal order), so that equal sums have
    /// equal cells.
    /// </summary>
    public void Normalize()
    {
        foreach (var (stratum, _) in _strata.Where(pair => pair.Value.IsEmpty).ToList())
        {
            _strata.Remove(stratum);
        }

        foreach (var (key, _) in _values.Where(pair => pair.Value.IsEmpty).ToList())
        {
            _values.Remove(key);
        }

        var byDimension = _values
            .Where(pair => pair.Key.Value is not (None or Other))
            .GroupBy(pair => pair.Key.Dimension)
            .ToList();
        foreach (var values in byDimension)
        {
            var surplus = values
                .OrderByDescending(pair => pair.Value.Interactions)
                .ThenBy(pair => pair.Key.Value, StringComparer.Ordinal)
                .Skip(MaxValues)
                .ToList();
            foreach (var (key, counts) in surplus)
            {
                Of(key.Dimension, Other).Add(counts);
                _values.Remove(key);
            }
        }
    }

    /// <summary>Replaces the counts of a stratum by stored ones.</summary>
    internal void Set(Stratum stratum, Counts counts) => _strata[stratum] = counts;

    /// <summary>Replaces the counts of a dimension's value by stored ones.</summary>
    internal void Set(string dimension, string value, Counts counts) => _values[(dimension, value)] = counts;

    private Counts Of(string dimension, string value) =>
        _values.TryGetValue((dimension, value), out var counts) ? counts : _values[(dimension, value)] = new Counts();
}
