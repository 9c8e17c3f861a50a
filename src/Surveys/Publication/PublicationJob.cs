using System.Globalization;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Surveys.Integrity;
using Surveys.Ledger;
using Surveys.ServiceRegister;
using Surveys.Storage;

namespace Surveys.Publication;

/// <summary>
/// Publishes figures at fixed moments: reads the rollups of each month that changed or is not settled yet, decides by
/// <see cref="VersionRule"/> whether a new version is due, and writes it. A run is safe to repeat: the same rollups give the same versions.
/// </summary>
internal sealed partial class PublicationJob(
    SurveyStorage storage,
    PublishedTable published,
    ServicesTable services,
    MonthPublication months,
    IntegrityTable integrity,
    IOptions<PublicationOptions> options,
    TimeProvider time,
    ILogger<PublicationJob> logger
)
{
    /// <summary>Months before the current one whose surveys may still be open, with the longest expiry and delay.</summary>
    private const int OpenMonths = 5;

    /// <summary>Publishes if a fixed moment has passed since the last run.</summary>
    public async Task RunIfDueAsync(CancellationToken cancellationToken)
    {
        var slot = options.Value.SlotAt(time.GetUtcNow());
        if (await published.FindLastRunAsync(cancellationToken) >= slot)
        {
            return;
        }

        await RunAsync(slot, cancellationToken);
    }

    /// <summary>Publishes as of a moment.</summary>
    public async Task RunAsync(DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        var register = (await services.ListAsync(cancellationToken)).ToDictionary(
            stored => stored.Service.ServiceId,
            stored => stored.Service,
            StringComparer.Ordinal
        );
        var versions = 0;
        foreach (var month in await MonthsAsync(asOf, cancellationToken))
        {
            versions += await PublishMonthAsync(month, register, asOf, cancellationToken);
        }

        await published.WriteLastRunAsync(asOf, cancellationToken);
        if (versions > 0)
        {
            Log.Published(logger, versions, asOf);
        }
    }

    /// <summary>The months that changed since the last run, and those that may have a survey open; oldest first.</summary>
    private async Task<IReadOnlyList<DateOnly>> MonthsAsync(DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        var lastRun = await published.FindLastRunAsync(cancellationToken);
        var thisMonth = new DateOnly(asOf.Year, asOf.Month, 1).AddMonths(1);
        var open = thisMonth.AddMonths(-OpenMonths - 1);
        var months = new SortedSet<DateOnly>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {RollupsTable.VersionsPartition}");
        await foreach (
            var entity in storage.Scores.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
        )
        {
            if (
                DateOnly.TryParseExact(
                    entity.RowKey + "-01",
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out var month
                )
                && (
                    month >= open
                    || lastRun is null
                    || entity.GetDateTimeOffset("FoldedAt") >= lastRun.Value.AddHours(-1)
                )
            )
            {
                months.Add(month);
            }
        }

        return [.. months];
    }

    private async Task<int> PublishMonthAsync(
        DateOnly month,
        Dictionary<string, Service> register,
        DateTimeOffset asOf,
        CancellationToken cancellationToken
    )
    {
        var rollups = new List<TableEntity>();
        var (partition, from, until) = (RollupsTable.Month(month), "m_", "m`");
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {partition} and RowKey ge {from} and RowKey lt {until}"
        );
        await foreach (
            var entity in storage.Scores.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
        )
        {
            rollups.Add(entity);
        }

        var states = await months.ReadStatesAsync(month, cancellationToken);
        var versions = 0;
        await ResilientLoop.ForEachAsync(
            rollups.ToAsyncEnumerable(),
            async rollup =>
            {
                var serviceId = rollup.RowKey.Split('_')[1];
                if (register.TryGetValue(serviceId, out var service))
                {
                    var state = states.GetValueOrDefault(serviceId) ?? new PublicationState();
                    if (await months.AdvanceAsync(service, month, rollup, state, asOf, cancellationToken))
                    {
                        versions++;
                        await integrity.RecordAsync(service, month, cancellationToken);
                    }
                }
            },
            (rollup, e) => Log.Failed(logger, rollup.RowKey, partition, e),
            cancellationToken
        );
        if (versions > 0)
        {
            await FigureVersions.RenewAsync(storage, partition, cancellationToken);
        }

        return versions;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Published {Versions} versions as of {AsOf}")]
        public static partial void Published(ILogger logger, int versions, DateTimeOffset asOf);

        [LoggerMessage(2, LogLevel.Error, "The publication of {Row} of {Month} failed; the next run repeats it")]
        public static partial void Failed(ILogger logger, string row, string month, Exception exception);
    }
}
