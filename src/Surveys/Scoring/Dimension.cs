namespace Surveys.Scoring;

/// <summary>Which values a dimension can have, and how a page labels them.</summary>
public enum DimensionValues
{
    /// <summary>A closed list of wire names. Each has a label on the dashboards.</summary>
    Fixed,

    /// <summary>Language codes. A page shows the language's own name.</summary>
    Languages,

    /// <summary>Free text that services report. A page shows it as it is.</summary>
    Free,
}

/// <summary>
/// A dimension by which figures can be broken down. The folder Ledger declares all of them in one list; counts,
/// queries, tables, the API and the dashboards read that list.
/// </summary>
public abstract class Dimension
{
    private protected Dimension(string name)
    {
        Name = name;
        StoredName = char.ToUpperInvariant(name[0]) + name[1..];
    }

    /// <summary>The name in queries and answers of the API, such as <c>responseChannel</c>.</summary>
    public string Name { get; }

    /// <summary>The name in stored tallies, such as <c>ResponseChannel</c>. It never changes.</summary>
    public string StoredName { get; }

    /// <summary>Which values the dimension can have.</summary>
    public DimensionValues Values => FixedValues.Count > 0 ? DimensionValues.Fixed : OpenValues;

    /// <summary>The wire names of a closed list of values; empty for other dimensions.</summary>
    public IReadOnlyList<string> FixedValues { get; init; } = [];

    /// <summary>
    /// Whether the value comes from the answer. Its counts then show who answered, so they are published only with the
    /// answers.
    /// </summary>
    public bool IsKnownFromAnswer { get; init; }

    /// <summary>The key of the dimension's name in the texts of the dashboards.</summary>
    public string LabelKey => "By" + StoredName;

    /// <summary>The dimension's part of a stratum; null where strata are not made of this dimension.</summary>
    internal Func<Stratum, string>? StratumPart { get; init; }

    /// <summary>The kind of values where they are no closed list.</summary>
    internal DimensionValues OpenValues { get; init; } = DimensionValues.Free;

    /// <inheritdoc/>
    public override string ToString() => StoredName;
}

/// <summary>A dimension with the way to read its value from what is counted.</summary>
/// <typeparam name="TRow">The type of the rows that are counted.</typeparam>
internal sealed class Dimension<TRow>(string name, Func<TRow, string?> valueOf) : Dimension(name)
{
    /// <summary>The value of a row; <see cref="Tally.None"/> where the row has none.</summary>
    public string ValueOf(TRow row) => valueOf(row) ?? Tally.None;
}
