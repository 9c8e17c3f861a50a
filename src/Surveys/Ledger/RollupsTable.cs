using System.Globalization;
using Azure.Data.Tables;
using Surveys.Scoring;
using Surveys.Storage;

namespace Surveys.Ledger;

/// <summary>A folded day or month of one service.</summary>
/// <param name="ServiceId">The service.</param>
/// <param name="Tally">Its counts.</param>
internal sealed record Rollup(string ServiceId, Tally Tally);

/// <summary>
/// The keys of the table <c>scores</c>. Partition = year-month; rows <c>m_service</c> (the month's sum, so that a month of all services is one range) and
/// <c>d_service_01</c> to <c>31</c> (its days). A partition <c>versions</c> has a row for each month, so that the ETag of a query over a year is one read.
/// </summary>
internal static class RollupsTable
{
    public const string VersionsPartition = "versions";

    public static string Month(DateOnly day) => day.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    public static string MonthRow(string serviceId) => $"m_{serviceId}";

    /// <summary>Whether a service has a rollup of a month: whether it had any interactions.</summary>
    public static async Task<bool> HasMonthAsync(
        SurveyStorage storage,
        DateOnly month,
        string serviceId,
        CancellationToken cancellationToken
    ) =>
        (
            await storage.Scores.GetEntityIfExistsAsync<TableEntity>(
                Month(month),
                MonthRow(serviceId),
                ["PartitionKey"],
                cancellationToken
            )
        ).HasValue;

    /// <summary>Whether a row is the rollup of a day or a month; the states of publication lie beside them.</summary>
    public static bool IsRollup(string rowKey) =>
        rowKey.StartsWith("m_", StringComparison.Ordinal) || rowKey.StartsWith("d_", StringComparison.Ordinal);

    public static string DayRow(ServiceDay day) =>
        string.Create(CultureInfo.InvariantCulture, $"d_{day.ServiceId}_{day.Day:dd}");

    /// <summary>The range of the days of a service's month.</summary>
    public static string DaysFilter(string month, string serviceId) =>
        TableClient.CreateQueryFilter(
            $"PartitionKey eq {month} and RowKey ge {$"d_{serviceId}_"} and RowKey lt {$"d_{serviceId}`"}"
        );

    public static Rollup Read(TableEntity entity, Dimension? only = null) =>
        new(entity.RowKey.Split('_')[1], TallyFormat.Decode(entity.GetBinary("Tally"), only));

    /// <summary>The folded month of one service, or <see cref="TallyFormat.Decode">part of it</see>; null where nothing was folded.</summary>
    public static async Task<Tally?> FindMonthAsync(
        SurveyStorage storage,
        string month,
        string serviceId,
        Dimension? only,
        CancellationToken cancellationToken
    )
    {
        var entity = await storage.Scores.GetEntityIfExistsAsync<TableEntity>(
            month,
            MonthRow(serviceId),
            cancellationToken: cancellationToken
        );
        return entity.HasValue ? Read(entity.Value!, only).Tally : null;
    }

    /// <summary>The folded days of one service's month, by day.</summary>
    public static async Task<SortedDictionary<DateOnly, Tally>> ReadDaysAsync(
        SurveyStorage storage,
        string month,
        string serviceId,
        CancellationToken cancellationToken
    )
    {
        var days = new SortedDictionary<DateOnly, Tally>();
        await foreach (
            var entity in storage.Scores.QueryAsync<TableEntity>(
                DaysFilter(month, serviceId),
                cancellationToken: cancellationToken
            )
        )
        {
            days[DateOnly.ParseExact($"{month}-{entity.RowKey[^2..]}", "yyyy-MM-dd", CultureInfo.InvariantCulture)] =
                Read(entity).Tally;
        }

        return days;
    }

    /// <summary>
    /// The folded month of the services from the first id to the last, in ordinal order, or <see cref="TallyFormat.Decode">part of it</see>: one range of one partition; a stream of pages.
    /// </summary>
    public static async IAsyncEnumerable<Rollup> ReadMonthAsync(
        SurveyStorage storage,
        string month,
        string firstService,
        string lastService,
        Dimension? only,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {month} and RowKey ge {MonthRow(firstService)} and RowKey le {MonthRow(lastService)}"
        );
        await foreach (
            var entity in storage.Scores.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
        )
        {
            yield return Read(entity, only);
        }
    }

    /// <summary>
    /// Makes every ETag new that hangs on a row of the versions; to be called after what it stands for has changed, so that a reader in between is mended by its
    /// next question.
    /// </summary>
    public static Task RenewVersionAsync(SurveyStorage storage, string row, CancellationToken cancellationToken) =>
        storage.Scores.UpsertEntityAsync(
            new TableEntity(VersionsPartition, row) { ["Version"] = CounterShard.NewCommit() },
            TableUpdateMode.Replace,
            cancellationToken
        );

    /// <summary>
    /// The versions of the months from first to last, and of what is not a month but concerns them all (row keys that begin with 0, such as the
    /// register's), as one text: what the ETag of a query hangs on. One read.
    /// </summary>
    public static async Task<string> ReadVersionsAsync(
        SurveyStorage storage,
        string firstMonth,
        string lastMonth,
        CancellationToken cancellationToken
    )
    {
        var versions = new List<string>();
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {VersionsPartition} and (RowKey lt {"1"} or (RowKey ge {firstMonth} and RowKey le {lastMonth}))"
        );
        await foreach (
            var entity in storage.Scores.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
        )
        {
            versions.Add($"{entity.RowKey}:{entity.GetString("Version")}");
        }

        return string.Join(' ', versions);
    }
}
