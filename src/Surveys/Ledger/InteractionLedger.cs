using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Surveys.Http;
using Surveys.Scoring;
using Surveys.Storage;

namespace Surveys.Ledger;

/// <summary>What to make of a row: the row as it shall be (the same, or null where there was none, for no change), and what to tell the caller.</summary>
internal readonly record struct Decision<TResult>(Interaction? Row, TResult Result);

/// <summary>A row as it was read from storage or written to it, and never one that was changed since: only the ledger makes it.</summary>
internal sealed record StoredRow(Interaction Row, ETag ETag);

/// <summary>The ledger can't be written for a passing cause; nothing that was not acknowledged is promised. Repeat the request.</summary>
internal sealed class LedgerUnavailableException(string message, Exception? inner) : TransientException(message, inner);

/// <summary>
/// The ledger: one row an interaction, and its counts in the same transaction. Every change goes through <c>ChangeAsync</c>: the rows
/// (inserted, or replaced under their ETag) and one stripe of the tally (under its ETag) are one entity-group transaction, so counts can't drift
/// from rows, whatever crashes or comes twice. While a transaction on a partition is in flight, further changes wait and go together in the next.
/// </summary>
internal sealed partial class InteractionLedger(
    SurveyStorage storage,
    WorkIndex work,
    RollupScheduler nudge,
    TimeProvider time,
    ILogger<InteractionLedger> logger
)
{
    /// <summary>The longest that a caller waits for its change; then it is told to come again.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(20);

    /// <summary>Rows of one transaction: one entity is the stripe.</summary>
    public const int MaxRows = TableLimits.TransactionEntities - 1;

    /// <summary>Attempts at one transaction; the SDK's own retry of what is transient runs below each.</summary>
    private const int MaxAttempts = 12;

    /// <summary>After so many attempts a batch is committed in halves: what is read and written sooner meets fewer changes by other hosts.</summary>
    private const int AttemptsBeforeSplit = 3;

    /// <summary>Partitions kept in memory before idle ones are forgotten.</summary>
    private const int MaxPartitions = 4_000;

    /// <summary>Point reads of one batch under way at once.</summary>
    private const int ParallelReads = 16;

    private readonly ConcurrentDictionary<string, Partition> _partitions = new(StringComparer.Ordinal);
    private int _stripe = RandomNumberGenerator.GetInt32(CounterShard.Count);
    private long _commits;
    private long _attempts;

    /// <summary>Which of the stripes this host writes: at random, and another as soon as it meets a second host there.</summary>
    internal int CounterShardNumber
    {
        get => Volatile.Read(ref _stripe);
        set => Volatile.Write(ref _stripe, value);
    }

    /// <summary>Transactions committed and attempted since the start.</summary>
    internal (long Commits, long Attempts) CommitStatistics =>
        (Interlocked.Read(ref _commits), Interlocked.Read(ref _attempts));

    /// <summary>The row of a place; null where there is none.</summary>
    public async Task<Interaction?> FindAsync(InteractionKey key, CancellationToken cancellationToken) =>
        (await ReadAsync(key, cancellationToken))?.Row;

    /// <summary>The row of a place and which state of it, for a change that shall not read it once more; null where there is none.</summary>
    public async Task<StoredRow?> ReadAsync(InteractionKey key, CancellationToken cancellationToken)
    {
        var entity = await storage.Ledger.GetEntityIfExistsAsync<TableEntity>(
            key.PartitionKey,
            key.RowKey,
            cancellationToken: cancellationToken
        );
        return entity.HasValue ? new StoredRow(InteractionRow.Read(entity.Value!), entity.Value!.ETag) : null;
    }

    /// <summary>
    /// Changes a row, and its counts with it. <paramref name="decide"/> is pure and may run several times, each time on the row as it is stored
    /// (null where there is none); what its last run said is committed and answered.
    /// </summary>
    /// <param name="key">The row's place.</param>
    /// <param name="expectNew">A hint that there is no row yet: saves a read where that is so, and costs one where it is not.</param>
    /// <param name="decide">From the row as it is to the row as it shall be.</param>
    /// <param name="cancellationToken">Ends the wait; a change that is being committed goes on, one that still waits is dropped.</param>
    /// <exception cref="LedgerUnavailableException">It could not be stored for a passing cause.</exception>
    public async Task<TResult> ChangeAsync<TResult>(
        InteractionKey key,
        bool expectNew,
        Func<Interaction?, Decision<TResult>> decide,
        CancellationToken cancellationToken
    ) => (await ChangeAsync(new PendingChange<TResult>(key, expectNew, null, decide), cancellationToken)).Result;

    /// <summary>
    /// The same for a row that the caller has just read or written. It is written under that state's ETag, and where it has changed meanwhile
    /// <paramref name="decide"/> runs again on the row as it is then; a decision that changes nothing holds for the row as the caller read it.
    /// </summary>
    /// <returns>What was decided, and the row as it is stored now; null where that would take a read.</returns>
    /// <exception cref="LedgerUnavailableException">It could not be stored for a passing cause.</exception>
    public Task<(TResult Result, StoredRow? Stored)> ChangeAsync<TResult>(
        StoredRow known,
        Func<Interaction?, Decision<TResult>> decide,
        CancellationToken cancellationToken
    ) => ChangeAsync(new PendingChange<TResult>(known.Row.Key, false, known, decide), cancellationToken);

    private async Task<(TResult Result, StoredRow? Stored)> ChangeAsync<TResult>(
        PendingChange<TResult> change,
        CancellationToken cancellationToken
    )
    {
        var interactionKey = change.Key;
        while (true)
        {
            var partition = _partitions.GetOrAdd(
                interactionKey.PartitionKey,
                static (key, day) => new Partition(key, day),
                interactionKey.ServiceDay
            );
            if (partition.Enqueue(change, out var idle))
            {
                if (idle)
                {
                    _ = Task.Run(() => RunAsync(partition), CancellationToken.None);
                }

                break;
            }
        }

        try
        {
            return await change.Done.WaitAsync(MaxWait, time, cancellationToken);
        }
        catch (TimeoutException e)
        {
            change.Abandon();
            throw new LedgerUnavailableException("The ledger did not answer in time.", e);
        }
        catch (OperationCanceledException)
        {
            change.Abandon();
            throw;
        }
    }

    /// <summary>All rows of a service-day, or those that an OData filter names; a long stream, page by page.</summary>
    public async IAsyncEnumerable<Interaction> ReadDayAsync(
        ServiceDay day,
        int shards,
        string? filter,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        for (var shard = 0; shard < shards; shard++)
        {
            var rows = TableClient.CreateQueryFilter(
                $"PartitionKey eq {day.Partition(shard)} and RowKey ge {InteractionKey.RowPrefix} and RowKey lt {InteractionKey.RowPrefixEnd}"
            );
            await foreach (
                var entity in storage.Ledger.QueryAsync<TableEntity>(
                    filter is null ? rows : $"{rows} and ({filter})",
                    cancellationToken: cancellationToken
                )
            )
            {
                yield return InteractionRow.Read(entity);
            }
        }
    }

    /// <summary>Commits what waits at a partition, batch after batch, until nothing waits.</summary>
    private async Task RunAsync(Partition partition)
    {
        while (partition.TakeBatch(MaxRows) is { Count: > 0 } batch)
        {
            try
            {
                await CommitAsync(partition, batch);
            }
#pragma warning disable CA1031 // The edge of a background loop: whatever went wrong is told to every waiting caller, and the loop goes on.
            catch (Exception e)
#pragma warning restore CA1031
            {
                partition.CounterShard = null;
                var told = e is RequestFailedException or TaskCanceledException or AggregateException
                    ? new LedgerUnavailableException("The ledger could not be written.", e)
                    : e;
                Log.CommitFailed(logger, partition.Key, batch.Count, e);
                foreach (var row in batch)
                {
                    row.Fail(told);
                }
            }
        }

        if (_partitions.Count > MaxPartitions)
        {
            foreach (var (key, idle) in _partitions)
            {
                if (idle.TryRetire())
                {
                    _partitions.TryRemove(new KeyValuePair<string, Partition>(key, idle));
                }
            }
        }
    }

    private async Task CommitAsync(Partition partition, List<RowChanges> batch)
    {
        Exception? last = null;
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            if (attempt > 2)
            {
                await Task.Delay(
                    TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(5, 10 << Math.Min(attempt, 7))),
                    TimeProvider.System,
                    CancellationToken.None
                );
            }

            await LoadAsync(batch);
            partition.CounterShard ??= await CounterShard.ReadAsync(
                storage.Ledger,
                partition.Key,
                CounterShardNumber,
                CancellationToken.None
            );
            var shard = partition.CounterShard;
            var writes = batch.Where(row => row.Decide()).ToList();
            if (writes.Count is 0)
            {
                Complete(batch);
                return;
            }

            foreach (var row in writes)
            {
                row.Next = AssignOtherCells(row.Old is null, row.Next!, shard.Tally);
                RowCounts.Add(shard.Tally, row.Old, -1);
                RowCounts.Add(shard.Tally, row.Next, 1);
            }

            var commit = CounterShard.NewCommit();
            Interlocked.Increment(ref _attempts);
            try
            {
                await work.MarkAsync(partition.Day, CancellationToken.None);
                var actions = new List<TableTransactionAction>(writes.Count + 1) { shard.Write(commit) };
                actions.AddRange(writes.Select(row => row.Write()));
                var response = await storage.Ledger.SubmitTransactionAsync(actions, CancellationToken.None);
                shard.SetETag(response.Value[0].Headers.ETag);
                for (var index = 0; index < writes.Count; index++)
                {
                    writes[index].SetWritten(response.Value[index + 1].Headers.ETag);
                }
            }
            catch (Exception e) when (e is RequestFailedException or AggregateException or TaskCanceledException)
            {
                // The tally in memory has moved on, so it is forgotten; the stored one says whether the commit went through all the same.
                last = e;
                partition.CounterShard = null;
                var stored = await CounterShard.ReadAsync(
                    storage.Ledger,
                    partition.Key,
                    shard.Number,
                    CancellationToken.None
                );
                if (!stored.Has(commit))
                {
                    if (e is not RequestFailedException refused)
                    {
                        // The SDK gave up after its own attempts: so do we, and the caller comes again.
                        throw;
                    }

                    HandleRejection(refused, attempt, writes, batch);
                    if (batch.Count is 0)
                    {
                        return;
                    }

                    if (attempt is AttemptsBeforeSplit && batch.Count > 1)
                    {
                        var half = batch.Count / 2;
                        await CommitAsync(partition, batch[..half]);
                        await CommitAsync(partition, batch[half..]);
                        return;
                    }

                    continue;
                }

                partition.CounterShard = stored;
                writes.ForEach(row => row.SetWritten(null));
            }

            Interlocked.Increment(ref _commits);
            Complete(batch);
            await nudge.ScheduleAsync(partition.Day);
            return;
        }

        throw new LedgerUnavailableException($"The ledger could not be written in {MaxAttempts} attempts.", last);
    }

    /// <summary>What a refused transaction teaches: which row to read anew, which to drop, whether to write another stripe.</summary>
    private void HandleRejection(RequestFailedException e, int attempt, List<RowChanges> writes, List<RowChanges> batch)
    {
        var index = (e as TableTransactionFailedException)?.FailedTransactionActionIndex;
        switch (e.Status)
        {
            case 404 or 409 or 412 when index is > 0 && index <= writes.Count:
                // One row is not as it was thought to be. Where rows were taken for new unread, many may be old: a repeated array. All are read.
                // And where it happens again, another host is changing the same rows.
                foreach (var row in batch.Where(row => !row.WasRead || attempt > 1))
                {
                    row.RequireRead();
                }

                writes[index.Value - 1].RequireRead();
                break;
            case 404 or 409 or 412:
                // Another host writes this stripe: move on to another, which soon leaves each host one of its own.
                CounterShardNumber =
                    (CounterShardNumber + RandomNumberGenerator.GetInt32(1, CounterShard.Count)) % CounterShard.Count;
                break;
            case 400 or 413 when index is > 0 && index <= writes.Count:
                // A row that Azure will never take must not harm its neighbours.
                var bad = writes[index.Value - 1];
                bad.Fail(e);
                batch.Remove(bad);
                break;
            case 400 or 413:
                throw e;
            default:
                // Busy, or the line was cut. Rows are read anew, since the answer may have been lost rather than the request.
                foreach (var row in batch)
                {
                    row.RequireRead();
                }

                break;
        }
    }

    private static void Complete(List<RowChanges> batch)
    {
        foreach (var row in batch)
        {
            row.Complete();
        }
    }

    /// <summary>A new row's values of unbounded dimensions are counted as (other) where this stripe already tells enough apart.</summary>
    private static Interaction AssignOtherCells(bool isNew, Interaction row, Tally tally) =>
        !isNew
            ? row
            : row with
            {
                Report = row.Report with
                {
                    RegionCell = ExceedsMaxValues(tally, Dimensions.Region, row.Report.Region) ? Tally.Other : null,
                    ModelCell = ExceedsMaxValues(tally, Dimensions.Model, row.Report.Model) ? Tally.Other : null,
                },
            };

    private static bool ExceedsMaxValues(Tally tally, Dimension dimension, string? value) =>
        value is not null
        && tally.ValuesOf(dimension).ToHashSet(StringComparer.Ordinal) is { Count: >= Tally.MaxValues } known
        && !known.Contains(value);

    private async Task LoadAsync(List<RowChanges> batch)
    {
        batch.ForEach(row => row.UseKnownRow());
        var unread = batch.Where(row => row.NeedsReading).ToList();
        await Parallel.ForEachAsync(
            unread,
            new ParallelOptions { MaxDegreeOfParallelism = ParallelReads },
            async (row, cancellationToken) =>
            {
                row.SetLoaded(await ReadAsync(row.Key, cancellationToken));
            }
        );
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A commit on {Partition} with {Rows} rows failed")]
        public static partial void CommitFailed(ILogger logger, string partition, int rows, Exception exception);
    }
}
