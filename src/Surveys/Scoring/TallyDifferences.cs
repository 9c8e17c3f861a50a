namespace Surveys.Scoring;

/// <summary>Compares two tallies of the same interactions, such as a recount and what is stored.</summary>
internal static class TallyDifferences
{
    private static readonly Counts Nothing = new();

    /// <summary>
    /// One text for each counter that differs, with its cell and both values; empty where the tallies agree.
    /// </summary>
    public static IEnumerable<string> DifferencesFrom(this Tally tally, Tally other)
    {
        var byStratum = Differences(
            tally.Strata,
            other.Strata,
            stratum => $"{stratum.Assistance}/{stratum.Channel}/{stratum.Language}"
        );
        var byValue = Differences(tally.Values, other.Values, key => $"{key.Dimension}={key.Value}");
        return [.. byStratum, .. byValue, .. Differences("open", tally.Open, other.Open)];
    }

    private static IEnumerable<string> Differences<TKey>(
        IReadOnlyDictionary<TKey, Counts> one,
        IReadOnlyDictionary<TKey, Counts> other,
        Func<TKey, string> nameOf
    )
        where TKey : notnull =>
        one
            .Keys.Union(other.Keys)
            .SelectMany(key =>
                Differences(nameOf(key), one.GetValueOrDefault(key, Nothing), other.GetValueOrDefault(key, Nothing))
            );

    private static IEnumerable<string> Differences(string cell, Counts one, Counts other) =>
        one.Select(pair => pair.Key)
            .Union(other.Select(pair => pair.Key))
            .Where(counter => one[counter] != other[counter])
            .Select(counter => $"{cell} {counter}: {one[counter]} and {other[counter]}");
}
