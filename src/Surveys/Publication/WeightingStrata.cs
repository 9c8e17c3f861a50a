using Surveys.Ledger;
using Surveys.Scoring;

namespace Surveys.Publication;

/// <summary>A weighting stratum: groups of a month whose answers share one weight.</summary>
/// <param name="Stratum">Its values; <see cref="WeightingStrata.Merged"/> where values were merged.</param>
/// <param name="Groups">The groups of the month's table.</param>
/// <param name="Interactions">Interactions in the weighting frame: those that could be texted.</param>
/// <param name="Answers">Answers to the satisfaction question.</param>
/// <param name="Satisfied">Answers of 4 and 5.</param>
internal sealed record WeightingStratum(
    Stratum Stratum,
    IReadOnlyList<int> Groups,
    long Interactions,
    long Answers,
    long Satisfied
);

/// <summary>
/// Merges the strata of the weighted score until each has enough answers: <c>csat.poststratified.v2</c> of docs/method.md. Merged strata are
/// published sums and take part in the check of <see cref="HiddenValues"/>, so that the weighted score reveals no hidden value.
/// </summary>
/// <remarks>
/// Order: hidden values of a dimension count as one value. Strata with too few answers are merged over languages within their assistance and
/// channel, then over channels within their assistance, then over all. A merged stratum that is still too small joins the smallest stratum of
/// the same level.
/// </remarks>
internal static class WeightingStrata
{
    /// <summary>Stands for merged values in a stratum.</summary>
    public const string Merged = "*";

    private static readonly Func<Stratum, Stratum>[] Levels =
    [
        stratum => stratum with { Language = Merged },
        stratum => new Stratum(stratum.Assistance, Merged, Merged),
        _ => new Stratum(Merged, Merged, Merged),
    ];

    /// <summary>The strata of a month, merged so far that no hidden value follows from them.</summary>
    /// <param name="table">The month; its dimensions include assistance, channel and language.</param>
    /// <param name="hidden">The hidden values of each dimension for the satisfaction measure.</param>
    /// <param name="isSafe">Whether these sets of groups may be published beside everything else.</param>
    public static IReadOnlyList<WeightingStratum> Find(
        GroupTable table,
        IReadOnlyList<IReadOnlySet<string>> hidden,
        Func<IReadOnlyList<IReadOnlyCollection<int>>, bool> isSafe
    )
    {
        var strata = ByStratum(table, hidden);
        var total = strata.Sum(stratum => stratum.Answers);
        for (long min = SmallGroupSuppression.MinAnswers; min <= total; min *= 2)
        {
            var merged = Merge(strata, min);
            if (merged.Count is 1 || isSafe([.. merged.Select(stratum => stratum.Groups)]))
            {
                return merged;
            }
        }

        return [Combine(Levels[^1](strata[0].Stratum), strata)];
    }

    /// <summary>Merges strata with fewer answers than <paramref name="min"/>, level by level.</summary>
    public static IReadOnlyList<WeightingStratum> Merge(IReadOnlyList<WeightingStratum> strata, long min)
    {
        foreach (var level in Levels)
        {
            strata =
            [
                .. strata
                    .GroupBy(stratum => level(stratum.Stratum))
                    .SelectMany(group => MergeSmall(group.Key, [.. group], min)),
            ];
        }

        return strata;
    }

    private static IEnumerable<WeightingStratum> MergeSmall(Stratum key, List<WeightingStratum> strata, long min)
    {
        var small = strata.Where(stratum => stratum.Answers < min).ToList();
        if (small.Count is 0 || strata.Count is 1)
        {
            return strata;
        }

        var rest = strata.Where(stratum => stratum.Answers >= min).OrderBy(stratum => stratum.Answers).ToList();
        if (small.Sum(stratum => stratum.Answers) < min && rest is [var smallest, ..])
        {
            small.Add(smallest);
            rest.Remove(smallest);
        }

        return [.. rest, Combine(key, small)];
    }

    private static WeightingStratum Combine(Stratum key, IReadOnlyCollection<WeightingStratum> strata) =>
        new(
            key,
            [.. strata.SelectMany(stratum => stratum.Groups)],
            strata.Sum(stratum => stratum.Interactions),
            strata.Sum(stratum => stratum.Answers),
            strata.Sum(stratum => stratum.Satisfied)
        );

    private static List<WeightingStratum> ByStratum(GroupTable table, IReadOnlyList<IReadOnlySet<string>> hidden)
    {
        var positions = ((Dimension[])[Dimensions.Assistance, Dimensions.Channel, Dimensions.Language])
            .Select(dimension => dimension.Name)
            .Select(dimension => table.Dimensions.ToList().IndexOf(dimension))
            .ToArray();
        string ValueOf(int group, int position) =>
            table.Groups[group].Values[position] is var value && hidden[position].Contains(value) ? Merged : value;

        return
        [
            .. Enumerable
                .Range(0, table.Groups.Count)
                .GroupBy(group => new Stratum(
                    ValueOf(group, positions[0]),
                    ValueOf(group, positions[1]),
                    ValueOf(group, positions[2])
                ))
                .OrderBy(group => group.Key.ToString(), StringComparer.Ordinal)
                .Select(group =>
                {
                    var counts = table.SumOf(group);
                    return new WeightingStratum(
                        group.Key,
                        [.. group],
                        FrameOf(counts),
                        counts.Responses,
                        Satisfaction.Satisfied(counts)
                    );
                }),
        ];
    }

    /// <summary>The interactions that the weights are computed from.</summary>
    private static long FrameOf(Counts counts) => counts[Counters.Reachable];
}
