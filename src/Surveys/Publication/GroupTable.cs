using Surveys.Scoring;

namespace Surveys.Publication;

/// <summary>
/// A service's month, or several of them, as a table: one group for each combination of dimension values that occurred, with everything that is
/// counted of it. All cells of a breakdown are sums of groups, so that dimensions which determine each other are guarded together.
/// </summary>
/// <param name="Dimensions">The names of the dimensions, in the order of <see cref="Group.Values"/>.</param>
/// <param name="Groups">The groups; every one has at least one interaction.</param>
internal sealed record GroupTable(IReadOnlyList<string> Dimensions, IReadOnlyList<Group> Groups)
{
    /// <summary>Several months as one table. The groups of each keep their order, one month after the other.</summary>
    public static GroupTable Join(IReadOnlyList<GroupTable> months) =>
        new(months[0].Dimensions, [.. months.SelectMany(month => month.Groups)]);

    /// <summary>All groups together.</summary>
    public Counts Total() => SumOf(Enumerable.Range(0, Groups.Count));

    /// <summary>The sum of some groups.</summary>
    public Counts SumOf(IEnumerable<int> groups)
    {
        var sum = new Counts();
        foreach (var group in groups)
        {
            sum.Add(Groups[group].Counts);
        }

        return sum;
    }

    /// <summary>The groups of each value of a dimension, by the dimension's position; values in ordinal order.</summary>
    public SortedDictionary<string, List<int>> GroupsBy(int dimension)
    {
        var sets = new SortedDictionary<string, List<int>>(StringComparer.Ordinal);
        for (var index = 0; index < Groups.Count; index++)
        {
            var value = Groups[index].Values[dimension];
            if (!sets.TryGetValue(value, out var set))
            {
                sets[value] = set = [];
            }

            set.Add(index);
        }

        return sets;
    }
}

/// <summary>One combination of dimension values.</summary>
/// <param name="Values">A value for each dimension.</param>
/// <param name="Counts">What is counted of its interactions.</param>
internal sealed record Group(IReadOnlyList<string> Values, Counts Counts);
