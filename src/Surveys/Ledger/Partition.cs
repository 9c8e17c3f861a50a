using Azure;
using Azure.Data.Tables;

namespace Surveys.Ledger;

/// <summary>One caller's change of one row, waiting to be committed.</summary>
internal abstract class PendingChange(InteractionKey key, bool expectNew, StoredRow? known)
{
    public InteractionKey Key { get; } = key;

    public bool ExpectNew { get; } = expectNew;

    /// <summary>The row as the caller has read it; null: it is to be read.</summary>
    public StoredRow? Known { get; } = known;

    /// <summary>Nobody waits for it any more: while it still waits itself it is dropped, or repeats would pile up behind what they repeat.</summary>
    public bool IsAbandoned { get; private set; }

    public void Abandon() => IsAbandoned = true;

    /// <summary>Runs the decision on the row as it would then be; a fault of the decision fails this change alone and leaves the row.</summary>
    public abstract Interaction? Decide(Interaction? row);

    /// <summary>It is done; the row is now stored as <paramref name="stored"/> says, null where that is not known.</summary>
    public abstract void Complete(StoredRow? stored);

    public abstract void Fail(Exception exception);
}

/// <inheritdoc/>
internal sealed class PendingChange<TResult>(
    InteractionKey key,
    bool expectNew,
    StoredRow? known,
    Func<Interaction?, Decision<TResult>> decide
) : PendingChange(key, expectNew, known)
{
    private readonly TaskCompletionSource<(TResult Result, StoredRow? Stored)> _done = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private TResult? _result;
    private Exception? _fault;

    public Task<(TResult Result, StoredRow? Stored)> Done => _done.Task;

    public override Interaction? Decide(Interaction? row)
    {
        try
        {
            _fault = null;
            (var next, _result) = decide(row);
            return next;
        }
#pragma warning disable CA1031 // A caller's fault must reach that caller, and not the neighbours in its batch.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _fault = e;
            return row;
        }
    }

    public override void Complete(StoredRow? stored)
    {
        if (_fault is not null)
        {
            _done.TrySetException(_fault);
        }
        else
        {
            _done.TrySetResult((_result!, stored));
        }
    }

    public override void Fail(Exception exception) => _done.TrySetException(exception);
}

/// <summary>All changes of one row in one batch: merged, so that a transaction names the row once.</summary>
internal sealed class RowChanges(InteractionKey key)
{
    private readonly List<PendingChange> _changes = [];
    private ETag? _etag;
    private bool _readRequired;

    public InteractionKey Key { get; } = key;

    public Interaction? Old { get; private set; }

    public Interaction? Next { get; set; }

    public bool WasRead { get; private set; }

    public bool NeedsReading => _readRequired || (!WasRead && !_changes[0].ExpectNew);

    public void Add(PendingChange change) => _changes.Add(change);

    public void RequireRead() => _readRequired = true;

    public void SetLoaded(StoredRow? stored)
    {
        (Old, _etag, WasRead, _readRequired) = (stored?.Row, stored?.ETag, true, false);
    }

    /// <summary>
    /// Takes the row as its callers have read it, where all of them have, and the same: it goes under that ETag, and is read anew where it has changed since.
    /// Whoever has not read it is owed the row as it is now.
    /// </summary>
    public void UseKnownRow()
    {
        if (
            !WasRead
            && !_readRequired
            && _changes[0].Known is { } known
            && _changes.TrueForAll(change => change.Known?.ETag == known.ETag)
        )
        {
            SetLoaded(known);
        }
    }

    /// <summary>Runs the decisions one after the other on the row as it was read; whether there is anything to write.</summary>
    public bool Decide()
    {
        Next = Old;
        foreach (var change in _changes)
        {
            Next = change.Decide(Next);
        }

        return Next is not null && !ReferenceEquals(Next, Old);
    }

    public TableTransactionAction Write()
    {
        var entity = InteractionRow.Write(Next!);
        return _etag is { } etag
            ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, entity, etag)
            : new TableTransactionAction(TableTransactionActionType.Add, entity);
    }

    /// <summary>The row was written, and lies there under this ETag; null where the answer was lost.</summary>
    public void SetWritten(ETag? etag) => (Old, _etag) = (Next, etag);

    public void Complete()
    {
        var stored = Old is { } row && _etag is { } etag ? new StoredRow(row, etag) : null;
        _changes.ForEach(change => change.Complete(stored));
    }

    public void Fail(Exception exception) => _changes.ForEach(change => change.Fail(exception));
}

/// <summary>What waits at one partition of the ledger, and the stripe as this host last wrote it.</summary>
internal sealed class Partition(string key, ServiceDay day)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<PendingChange> _waiting = [];
    private bool _running;
    private bool _retired;

    public string Key { get; } = key;

    public ServiceDay Day { get; } = day;

    /// <summary>Only the one running loop touches it.</summary>
    public CounterShard? CounterShard { get; set; }

    /// <summary>Changes that may wait here: some seconds' worth. Who comes later is told at once to come again, which costs nothing.</summary>
    private const int MaxWaiting = 10_000;

    /// <summary>Queues a change; false where the partition was retired meanwhile. <paramref name="idle"/>: nobody commits here, the caller has to start.</summary>
    /// <exception cref="LedgerUnavailableException">Too many wait already.</exception>
    public bool Enqueue(PendingChange change, out bool idle)
    {
        lock (_lock)
        {
            idle = !_running && !_retired;
            if (_retired)
            {
                return false;
            }

            if (_waiting.Count >= MaxWaiting)
            {
                throw new LedgerUnavailableException("Too many changes wait for this service-day.", null);
            }

            _waiting.AddLast(change);
            _running = true;
            return true;
        }
    }

    /// <summary>The changes of up to <paramref name="most"/> rows, in order of arrival; empty ends the run.</summary>
    public List<RowChanges> TakeBatch(int most)
    {
        var rows = new Dictionary<string, RowChanges>(StringComparer.Ordinal);
        lock (_lock)
        {
            while (_waiting.First is { } first && (rows.Count < most || rows.ContainsKey(first.Value.Key.Hash)))
            {
                _waiting.RemoveFirst();
                var change = first.Value;
                if (change.IsAbandoned)
                {
                    continue;
                }

                if (!rows.TryGetValue(change.Key.Hash, out var row))
                {
                    rows[change.Key.Hash] = row = new RowChanges(change.Key);
                }

                row.Add(change);
            }

            _running = rows.Count > 0;
        }

        return [.. rows.Values];
    }

    public bool TryRetire()
    {
        lock (_lock)
        {
            return !_running && (_retired = true);
        }
    }
}
