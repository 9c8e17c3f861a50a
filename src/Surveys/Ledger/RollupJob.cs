using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Surveys.Scoring;
using Surveys.Storage;

namespace Surveys.Ledger;

/// <summary>How many shards a service's days have.</summary>
internal delegate ValueTask<int> ShardCount(string serviceId, CancellationToken cancellationToken);

/// <summary>
/// Folds a service-day: the sum of its stripes goes into the table <c>scores</c>, and the month's sum with it, in one transaction under their ETags.
/// A fold recomputes and replaces, so twice changes nothing, and a fold that met another begins again.
/// </summary>
internal sealed partial class RollupJob(
    SurveyStorage storage,
    WorkIndex work,
    ShardCount shards,
    TimeProvider time,
    ILogger<RollupJob> logger
)
{
    /// <summary>Folds of one month meet when many of its days change at once; each loser begins again.</summary>
    private const int MaxAttempts = 30;

    /// <summary>Folds every day that has something to do; the timer's answer to lost nudges.</summary>
    public async Task RunAllAsync(CancellationToken cancellationToken)
    {
        await foreach (var day in work.ListAsync(cancellationToken))
        {
            await RunAsync(day, cancellationToken);
        }
    }

    /// <summary>Folds one day; the day's open counts are answered.</summary>
    public async Task<Counts> RunAsync(ServiceDay day, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            // The order is the proof: what is written after the work row was read changes that row's ETag, and what is folded after the score
            // rows were read goes under their ETags.
            var seen = await work.FindAsync(day, cancellationToken);
            var month = RollupsTable.Month(day.Day);
            var dayRow = await storage.Scores.GetEntityIfExistsAsync<TableEntity>(
                month,
                RollupsTable.DayRow(day),
                cancellationToken: cancellationToken
            );
            var (tally, stripes) = await ReadCounterShardsAsync(day, cancellationToken);
            var open = tally.Open.Copy();
            tally.Open.Add(open, -1);
            tally.Normalize();
            var encoded = tally.Encode();
            try
            {
                if (stripes is 0)
                {
                    // Its rows were deleted after their time: the figures stay as they were folded.
                }
                else if (dayRow.HasValue && encoded.AsSpan().SequenceEqual(dayRow.Value!.GetBinary("Tally")))
                {
                    await RenewMonthVersionAsync(
                        month,
                        dayRow.Value.GetDateTimeOffset("FoldedAt")!.Value,
                        onlyIfMissed: true,
                        cancellationToken
                    );
                }
                else if (dayRow.HasValue || !tally.IsEmpty)
                {
                    await ReplaceAsync(
                        day,
                        month,
                        tally,
                        encoded,
                        dayRow.HasValue ? dayRow.Value!.ETag : null,
                        cancellationToken
                    );
                }
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412 && attempt < MaxAttempts)
            {
                continue;
            }

            if (seen is { } row && open.IsEmpty)
            {
                await work.CompleteAsync(day, row, cancellationToken);
            }

            return open;
        }
    }

    /// <summary>The sum of a service-day's stripes over all its shards.</summary>
    public async Task<Tally> SumCounterShardsAsync(ServiceDay day, CancellationToken cancellationToken) =>
        (await ReadCounterShardsAsync(day, cancellationToken)).Sum;

    private async Task<(Tally Sum, int Stripes)> ReadCounterShardsAsync(
        ServiceDay day,
        CancellationToken cancellationToken
    )
    {
        var sum = new Tally();
        var stripes = 0;
        var count = await shards(day.ServiceId, cancellationToken);
        for (var shard = 0; shard < count; shard++)
        {
            var filter = TableClient.CreateQueryFilter(
                $"PartitionKey eq {day.Partition(shard)} and RowKey ge {CounterShard.RowPrefix} and RowKey lt {CounterShard.RowPrefixEnd}"
            );
            await foreach (
                var entity in storage.Ledger.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
            )
            {
                sum.Add(CounterShard.TallyOf(entity));
                stripes++;
            }
        }

        return (sum, stripes);
    }

    private async Task ReplaceAsync(
        ServiceDay day,
        string month,
        Tally tally,
        byte[] encoded,
        ETag? dayETag,
        CancellationToken cancellationToken
    )
    {
        var monthRow = await storage.Scores.GetEntityIfExistsAsync<TableEntity>(
            month,
            RollupsTable.MonthRow(day.ServiceId),
            ["PartitionKey"],
            cancellationToken
        );
        var sum = await SumDaysAsync(day, month, tally, cancellationToken);
        var foldedAt = time.GetUtcNow();
        TableTransactionAction Write(string rowKey, byte[] stored, ETag? etag)
        {
            var entity = new TableEntity(month, rowKey) { ["Tally"] = stored, ["FoldedAt"] = foldedAt };
            return etag is { } known
                ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, entity, known)
                : new TableTransactionAction(TableTransactionActionType.Add, entity);
        }

        await storage.Scores.SubmitTransactionAsync(
            [
                Write(RollupsTable.DayRow(day), encoded, dayETag),
                Write(
                    RollupsTable.MonthRow(day.ServiceId),
                    sum.Encode(),
                    monthRow.HasValue ? monthRow.Value!.ETag : null
                ),
            ],
            cancellationToken
        );
        await RenewMonthVersionAsync(month, foldedAt, onlyIfMissed: false, cancellationToken);
        Log.Folded(logger, day, tally.Total().Counts.Interactions);
    }

    private async Task<Tally> SumDaysAsync(
        ServiceDay day,
        string month,
        Tally tally,
        CancellationToken cancellationToken
    )
    {
        var days = await RollupsTable.ReadDaysAsync(storage, month, day.ServiceId, cancellationToken);
        days[day.Day] = tally;
        var sum = new Tally();
        foreach (var (_, each) in days)
        {
            sum.Add(each);
        }

        sum.Normalize();
        return sum;
    }

    /// <summary>
    /// Changes the month's version, after the figures: a reader in between answers new figures under the old version, which the next question mends.
    /// Where an earlier fold died between figures and version, the next fold of the same figures sees that and makes up for it.
    /// </summary>
    private async Task RenewMonthVersionAsync(
        string month,
        DateTimeOffset foldedAt,
        bool onlyIfMissed,
        CancellationToken cancellationToken
    )
    {
        if (onlyIfMissed)
        {
            var known = await storage.Scores.GetEntityIfExistsAsync<TableEntity>(
                RollupsTable.VersionsPartition,
                month,
                cancellationToken: cancellationToken
            );
            if (known.HasValue && known.Value!.GetDateTimeOffset("FoldedAt") >= foldedAt)
            {
                return;
            }
        }

        await storage.Scores.UpsertEntityAsync(
            new TableEntity(RollupsTable.VersionsPartition, month)
            {
                ["Version"] = CounterShard.NewCommit(),
                ["FoldedAt"] = foldedAt,
            },
            TableUpdateMode.Replace,
            cancellationToken
        );
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "Folded {Day}: {Interactions} interactions")]
        public static partial void Folded(ILogger logger, ServiceDay day, long interactions);
    }
}
