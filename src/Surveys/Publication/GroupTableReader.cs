using Surveys.Ledger;
using Surveys.Scoring;

namespace Surveys.Publication;

/// <summary>A month's rows as a table of groups, and whether one of its surveys is still open.</summary>
/// <param name="Table">The groups.</param>
/// <param name="Days">The same interactions by their day alone.</param>
/// <param name="IsOpen">Whether a survey can still be answered or a text message is not final.</param>
internal sealed record MonthRows(GroupTable Table, GroupTable Days, bool IsOpen);

/// <summary>
/// Reads the rows of a service's month into groups, once when the month is settled. The cost grows with the rows of that month.
/// </summary>
internal sealed class GroupTableReader(LedgerRows rows, LabelsTable labels)
{
    /// <summary>A registered label with fewer interactions in a settled month counts as <see cref="Tally.Other"/>.</summary>
    public const int MinLabelInteractions = 30;

    /// <summary>Reads one month.</summary>
    /// <param name="serviceId">The service.</param>
    /// <param name="month">The month's first day.</param>
    /// <param name="provenance">Which ballots its figures are of.</param>
    /// <param name="now">When surveys are judged open or closed.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<MonthRows> ReadAsync(
        string serviceId,
        DateOnly month,
        Provenance provenance,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var registered = await labels.ReadAsync(serviceId, cancellationToken);
        var groups = new Dictionary<string, Group>(StringComparer.Ordinal);
        var days = new SortedDictionary<string, Group>(StringComparer.Ordinal);
        var isOpen = false;
        await foreach (var row in rows.ReadMonthAsync(serviceId, month, cancellationToken))
        {
            isOpen |= IsOpen(row, now);
            var counts = RowCounts.CountsOf(row);
            if (provenance is Provenance.Shown)
            {
                counts = Counters.OfShownBallots(counts);
            }

            // A withdrawn interaction has no values; it counts for the month alone.
            string[] values =
            [
                .. Dimensions.All.Select(dimension => registered.Apply(dimension.Name, dimension.ValueOf(row))),
            ];
            Add(groups, string.Join('\n', values), values, counts);
            var day = row.Key.ServiceDay.Day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
            Add(days, day, [day], counts);
        }

        var names = Dimensions.All.Select(dimension => dimension.Name).ToList();
        return new MonthRows(
            MergeRareLabels(new GroupTable(names, [.. groups.Values])),
            new GroupTable([PublishedTable.Days], [.. days.Values]),
            isOpen
        );
    }

    private static bool IsOpen(Interaction row, DateTimeOffset now) =>
        row.Sms.State is SmsState.Scheduled or SmsState.Sending
        || (row is { Survey: { LinkIssued: true, Withdrawn: false } } && row.Survey.ExpiresAt >= now);

    private static void Add(IDictionary<string, Group> groups, string key, IReadOnlyList<string> values, Counts counts)
    {
        if (!groups.TryGetValue(key, out var group))
        {
            groups[key] = group = new Group(values, new Counts());
        }

        group.Counts.Add(counts);
    }

    /// <summary>A label of few interactions could name a citizen: it counts among the others, and stays there.</summary>
    private static GroupTable MergeRareLabels(GroupTable table)
    {
        for (var position = 0; position < table.Dimensions.Count; position++)
        {
            if (!Labels.IsLabel(table.Dimensions[position]))
            {
                continue;
            }

            var rare = table
                .GroupsBy(position)
                .Where(pair =>
                    pair.Key is not (Tally.None or Tally.Other)
                    && table.SumOf(pair.Value).Interactions < MinLabelInteractions
                )
                .Select(pair => pair.Key)
                .ToHashSet(StringComparer.Ordinal);
            table = rare.Count is 0
                ? table
                : Rename(table, position, value => rare.Contains(value) ? Tally.Other : value);
        }

        return table;
    }

    private static GroupTable Rename(GroupTable table, int position, Func<string, string> rename)
    {
        var groups = new Dictionary<string, Group>(StringComparer.Ordinal);
        foreach (var group in table.Groups)
        {
            string[] values = [.. group.Values];
            values[position] = rename(values[position]);
            Add(groups, string.Join('\n', values), values, group.Counts);
        }

        return new GroupTable(table.Dimensions, [.. groups.Values]);
    }
}
