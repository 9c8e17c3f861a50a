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
internal sealed class LedgerUnavailableException(string message, Exception? inner) : PassingFaultException(message, inner);

/// <summary>
/// The ledger: one row an interaction, and its counts in the same transaction. Every change goes through <c>ChangeAsync</c>: the rows
/// (inserted, or replaced under their ETag) and one stripe of the tally (under its ETag) are one entity-group transaction, so counts can't drift
/// from rows, whatever crashes or comes twice. While a transaction on a partition is in flight, further changes wait and go together in the next.
/// </summary>
internal sealed partial class Ledger(SurveyStorage storage, WorkIndex work, FoldNudge nudge, TimeProvider time, ILogger<Ledger> logger)
{
    /// <summary>The longest that a caller waits for its change; then it is told to come again.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    /// <summary>Rows of one transaction: one entity is the stripe.</summary>
    public const int MostRows = TableLimits.TransactionEntities - 1;

    /// <summary>Attempts at one transaction; the SDK's own retry of what is transient runs below each.</summary>
    private const int MostAttempts = 12;

    /// <summary>After so many attempts a batch is committed in halves: what is read and written sooner meets fewer changes by other hosts.</summary>
    private const int AttemptsWhole = 3;

    /// <summary>Partitions kept in memory before idle ones are forgotten.</summary>
    private const int MostPartitions = 4_000;

    /// <summary>Point reads of one batch under way at once.</summary>
    private const int ParallelReads = 16;

    private readonly ConcurrentDictionary<string, Partition> _partitions = new(StringComparer.Ordinal);
    private int _stripe = RandomNumberGenerator.GetInt32(Stripe.Count);
    private long _commits;
    private long _attempts;

    /// <summary>Which of the stripes this host writes: at random, and another as soon as it meets a second host there.</summary>
    internal int StripeNumber
    {
        get => Volatile.Read(ref _stripe);
        set => Volatile.Write(ref _stripe, value);
    }

    /// <summary>Transactions committed and attempted since the start.</summary>
    internal (long Commits, long Attempts) Effort => (Interlocked.Read(ref _commits), Interlocked.Read(ref _attempts));

    /// <summary>The row of a place; null where there is none.</summary>
    public async Task<Interaction?> FindAsync(Place place, CancellationToken cancellationToken) => (await ReadAsync(place, cancellationToken))?.Row;

    /// <summary>The row of a place and which state of it, for a change that shall not read it once more; null where there is none.</summary>
    public async Task<StoredRow?> ReadAsync(Place place, CancellationToken cancellationToken)
    {
        var entity = await storage.Ledger.GetEntityIfExistsAsync<TableEntity>(place.PartitionKey, place.RowKey, cancellationToken: cancellationToken);
        return entity.HasValue ? new StoredRow(InteractionRow.Read(entity.Value!), entity.Value!.ETag) : null;
    }

    /// <summary>
    /// Changes a row, and its counts with it. <paramref name="decide"/> is pure and may run several times, each time on the row as it is stored
    /// (null where there is none); what its last run said is committed and answered.
    /// </summary>
    /// <param name="place">The row's place.</param>
    /// <param name="expectNew">A hint that there is no row yet: saves a read where that is so, and costs one where it is not.</param>
    /// <param name="decide">From the row as it is to the row as it shall be.</param>
    /// <param name="cancellationToken">Ends the wait; a change that is being committed goes on, one that still waits is dropped.</param>
    /// <exception cref="LedgerUnavailableException">It could not be stored for a passing cause.</exception>
    public async Task<TResult> ChangeAsync<TResult>(Place place, bool expectNew, Func<Interaction?, Decision<TResult>> decide, CancellationToken cancellationToken) =>
        (await ChangeAsync(new Change<TResult>(place, expectNew, null, decide), cancellationToken)).Result;

    /// <summary>
    /// The same for a row that the caller has just read or written. It is written under that state's ETag, and where it has changed meanwhile
    /// <paramref name="decide"/> runs again on the row as it is then; a decision that changes nothing holds for the row as the caller read it.
    /// </summary>
    /// <returns>What was decided, and the row as it is stored now; null where that would take a read.</returns>
    /// <exception cref="LedgerUnavailableException">It could not be stored for a passing cause.</exception>
    public Task<(TResult Result, StoredRow? Stored)> ChangeAsync<TResult>(StoredRow known, Func<Interaction?, Decision<TResult>> decide, CancellationToken cancellationToken) =>
        ChangeAsync(new Change<TResult>(known.Row.Place, false, known, decide), cancellationToken);

    private async Task<(TResult Result, StoredRow? Stored)> ChangeAsync<TResult>(Change<TResult> change, CancellationToken cancellationToken)
    {
        var place = change.Place;
        while (true)
        {
            var partition = _partitions.GetOrAdd(place.PartitionKey, static (key, day) => new Partition(key, day), place.ServiceDay);
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
            return await change.Done.WaitAsync(LongestWait, time, cancellationToken);
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
    public async IAsyncEnumerable<Interaction> ReadDayAsync(ServiceDay day, int shards, string? filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var shard = 0; shard < shards; shard++)
        {
            var rows = TableClient.CreateQueryFilter($"PartitionKey eq {day.Partition(shard)} and RowKey ge {Place.RowPrefix} and RowKey lt {Place.RowPrefixEnd}");
            await foreach (var entity in storage.Ledger.QueryAsync<TableEntity>(filter is null ? rows : $"{rows} and ({filter})", cancellationToken: cancellationToken))
            {
                yield return InteractionRow.Read(entity);
            }
        }
    }

    /// <summary>Commits what waits at a partition, batch after batch, until nothing waits.</summary>
    private async Task RunAsync(Partition partition)
    {
        while (partition.TakeBatch(MostRows) is { Count: > 0 } batch)
        {
            try
            {
                await CommitAsync(partition, batch);
            }
#pragma warning disable CA1031 // The edge of a background loop: whatever went wrong is told to every waiting caller, and the loop goes on.
            catch (Exception e)
#pragma warning restore CA1031
            {
                partition.Stripe = null;
                var told = e is RequestFailedException or TaskCanceledException or AggregateException ? new LedgerUnavailableException("The ledger could not be written.", e) : e;
                Log.CommitFailed(logger, partition.Key, batch.Count, e);
                foreach (var row in batch)
                {
                    row.Fail(told);
                }
            }
        }

        if (_partitions.Count > MostPartitions)
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
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            if (attempt > 2)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(5, 10 << Math.Min(attempt, 7))), TimeProvider.System, CancellationToken.None);
            }

            await LoadAsync(batch);
            partition.Stripe ??= await Stripe.ReadAsync(storage.Ledger, partition.Key, StripeNumber, CancellationToken.None);
            var stripe = partition.Stripe;
            var writes = batch.Where(row => row.Decide()).ToList();
            if (writes.Count is 0)
            {
                Complete(batch);
                return;
            }

            foreach (var row in writes)
            {
                row.Next = Settle(row.Old is null, row.Next!, stripe.Tally);
                Contribution.Add(stripe.Tally, row.Old, -1);
                Contribution.Add(stripe.Tally, row.Next, 1);
            }

            var commit = Stripe.NewCommit();
            Interlocked.Increment(ref _attempts);
            try
            {
                await work.MarkAsync(partition.Day, CancellationToken.None);
                var actions = new List<TableTransactionAction>(writes.Count + 1) { stripe.Write(commit) };
                actions.AddRange(writes.Select(row => row.Write()));
                var response = await storage.Ledger.SubmitTransactionAsync(actions, CancellationToken.None);
                stripe.Wrote(response.Value[0].Headers.ETag);
                for (var index = 0; index < writes.Count; index++)
                {
                    writes[index].Wrote(response.Value[index + 1].Headers.ETag);
                }
            }
            catch (Exception e) when (e is RequestFailedException or AggregateException or TaskCanceledException)
            {
                // The tally in memory has moved on, so it is forgotten; the stored one says whether the commit went through all the same.
                last = e;
                partition.Stripe = null;
                var stored = await Stripe.ReadAsync(storage.Ledger, partition.Key, stripe.Number, CancellationToken.None);
                if (!stored.Has(commit))
                {
                    if (e is not RequestFailedException refused)
                    {
                        // The SDK gave up after its own attempts: so do we, and the caller comes again.
                        throw;
                    }

                    Refuse(refused, attempt, writes, batch);
                    if (batch.Count is 0)
                    {
                        return;
                    }

                    if (attempt is AttemptsWhole && batch.Count > 1)
                    {
                        var half = batch.Count / 2;
                        await CommitAsync(partition, batch[..half]);
                        await CommitAsync(partition, batch[half..]);
                        return;
                    }

                    continue;
                }

                partition.Stripe = stored;
                writes.ForEach(row => row.Wrote(null));
            }

            Interlocked.Increment(ref _commits);
            Complete(batch);
            await nudge.SendAsync(partition.Day);
            return;
        }

        throw new LedgerUnavailableException($"The ledger could not be written in {MostAttempts} attempts.", last);
    }

    /// <summary>What a refused transaction teaches: which row to read anew, which to drop, whether to write another stripe.</summary>
    private void Refuse(RequestFailedException e, int attempt, List<RowChanges> writes, List<RowChanges> batch)
    {
        var index = (e as TableTransactionFailedException)?.FailedTransactionActionIndex;
        switch (e.Status)
        {
            case 404 or 409 or 412 when index is > 0 && index <= writes.Count:
                // One row is not as it was thought to be. Where rows were taken for new unread, many may be old: a repeated array. All are read.
                // And where it happens again, another host is changing the same rows.
                foreach (var row in batch.Where(row => !row.WasRead || attempt > 1))
                {
                    row.MustRead();
                }

                writes[index.Value - 1].MustRead();
                break;
            case 404 or 409 or 412:
                // Another host writes this stripe: move on to another, which soon leaves each host one of its own.
                StripeNumber = (StripeNumber + RandomNumberGenerator.GetInt32(1, Stripe.Count)) % Stripe.Count;
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
                    row.MustRead();
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
    private static Interaction Settle(bool isNew, Interaction row, Tally tally) => !isNew ? row : row with
    {
        RegionCell = IsOneTooMany(tally, Dimension.Region, row.Region) ? Tally.Other : null,
        ModelCell = IsOneTooMany(tally, Dimension.Model, row.Model) ? Tally.Other : null,
    };

    private static bool IsOneTooMany(Tally tally, Dimension dimension, string? value) =>
        value is not null && tally.ValuesOf(dimension).ToHashSet(StringComparer.Ordinal) is { Count: >= Tally.MostValues } known && !known.Contains(value);

    private async Task LoadAsync(List<RowChanges> batch)
    {
        batch.ForEach(row => row.TakeKnown());
        var unread = batch.Where(row => row.NeedsReading).ToList();
        await Parallel.ForEachAsync(unread, new ParallelOptions { MaxDegreeOfParallelism = ParallelReads }, async (row, cancellationToken) =>
        {
            row.Loaded(await ReadAsync(row.Place, cancellationToken));
        });
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A commit on {Partition} with {Rows} rows failed")]
        public static partial void CommitFailed(ILogger logger, string partition, int rows, Exception exception);
    }
}
