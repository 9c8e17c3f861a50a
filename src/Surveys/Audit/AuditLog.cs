using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using Surveys.Http;
using Surveys.Privacy;
using Surveys.Storage;

namespace Surveys.Audit;

/// <summary>
/// Appends entries to the audit log. Each entry contains the hash of the entry before it, so a changed, removed or inserted
/// entry breaks the chain (see <see cref="AuditVerifier"/>). The chain cannot show that its last entries were removed by
/// somebody who can write to the table; a copy that the ministry has read before can.
/// <para>
/// Callers write the entry before they act: an action that is not in the log must not be possible, and a repeated request
/// that changes nothing writes no entry that could replace a lost one. An entry therefore says that the action was allowed
/// and was started. If the entry cannot be written, the caller answers 503 and does not act.
/// </para>
/// <para>
/// Writers on several hosts append under the ETag of the head of the day. A new day starts only after the day before was
/// closed under its ETag with the name of the new day, so the chain cannot fork at midnight. A host whose clock is behind
/// writes to the day that is open.
/// </para>
/// </summary>
internal sealed class AuditLog(SurveyStorage storage, PersonalDataMask mask, TimeProvider time) : IDisposable
{
    /// <summary>
    /// How long entries are kept: as long as the interactions that they concern. The last day of the log is always kept.
    /// </summary>
    public const int RetentionMonths = 24;

    private const int MaxEntriesPerTransaction = TableLimits.TransactionEntities - 1;

    /// <summary>Attempts until other hosts leave the head alone. One attempt succeeds unless they write as well.</summary>
    private const int MaxAttempts = 50;

    private static readonly TimeSpan MaxBackoff = TimeSpan.FromMilliseconds(20);

    private readonly SemaphoreSlim _writer = new(1);
    private readonly Lock _lock = new();
    private readonly Queue<Pending> _pending = new();
    private AuditHead? _head;

    private TableClient Table => storage.Audit;

    private DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    /// <summary>
    /// Appends an entry and returns when it is stored. Entries that wait for each other in this host are stored together.
    /// </summary>
    /// <exception cref="TransientException">Other hosts wrote all the time. Storage errors are thrown as they are.</exception>
    public async Task WriteAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        var reason = entry.Reason is { } text ? mask.Mask(text) : null;
        var pending = new Pending(
            entry with
            {
                At = entry.At ?? time.GetUtcNow(),
                Reason = reason is { Length: > AuditEntry.MaxReasonLength }
                    ? reason[..AuditEntry.MaxReasonLength]
                    : reason,
            }
        );
        lock (_lock)
        {
            _pending.Enqueue(pending);
        }

        await _writer.WaitAsync(cancellationToken);
        try
        {
            while (!pending.Task.IsCompleted)
            {
                await WritePendingAsync();
            }
        }
        finally
        {
            _writer.Release();
        }

        await pending.Task;
    }

    /// <summary>Deletes the days whose retention period has ended. Returns their number.</summary>
    public async Task<int> DeleteOldAsync(CancellationToken cancellationToken)
    {
        var until = Today.AddMonths(-RetentionMonths);
        var days = await AuditTable.ListDaysAsync(Table, cancellationToken);
        var old = days.SkipLast(1).Where(day => day < until).ToList();
        if (old.Count is 0)
        {
            return 0;
        }

        await WriteAsync(
            new AuditEntry(AuditEntry.Platform, null, AuditAction.AuditDeleted) { Count = old.Count },
            cancellationToken
        );
        foreach (var day in old)
        {
            await AuditTable.DeleteDayAsync(Table, day, cancellationToken);
        }

        return old.Count;
    }

    public void Dispose() => _writer.Dispose();

    private async Task WritePendingAsync()
    {
        var batch = new List<Pending>();
        lock (_lock)
        {
            while (batch.Count < MaxEntriesPerTransaction && _pending.TryDequeue(out var next))
            {
                batch.Add(next);
            }
        }

        try
        {
            // Not cancelled: the entries of other callers are in the same transaction.
            await AppendAsync([.. batch.Select(pending => pending.Entry.ToJson())], CancellationToken.None);
            batch.ForEach(pending => pending.SetResult());
        }
#pragma warning disable CA1031 // Every caller whose entry is in the transaction gets the error.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _head = null;
            batch.ForEach(pending => pending.SetException(e));
        }
    }

    private async Task AppendAsync(IReadOnlyList<string> entries, CancellationToken cancellationToken)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var head = _head ?? await FindOpenHeadAsync(cancellationToken);
            if (head.Day < Today && head.ETag is not null)
            {
                _head = await CloseAsync(head, cancellationToken);
                continue;
            }

            if (await TryAppendAsync(head, entries, id, cancellationToken))
            {
                return;
            }

            _head = null;
            await Task.Delay(
                MaxBackoff * (RandomNumberGenerator.GetInt32(100) / 100.0),
                TimeProvider.System,
                cancellationToken
            );
        }

        throw new TransientException("Other hosts write to the audit log all the time.", null);
    }

    /// <summary>Appends entries to a day. False if another host has written meanwhile.</summary>
    private async Task<bool> TryAppendAsync(
        AuditHead head,
        IReadOnlyList<string> entries,
        string id,
        CancellationToken cancellationToken
    )
    {
        if (head.ETag is null)
        {
            await AuditTable.AddDayAsync(Table, head.Day, cancellationToken);
        }

        var (number, hash) = (head.Number, head.Hash);
        var actions = new List<TableTransactionAction>();
        foreach (var json in entries)
        {
            hash = AuditTable.Hash(hash, json);
            actions.Add(AuditTable.Write(new AuditRow(head.Day, ++number, json, hash, id)));
        }

        var next = head with { Number = number, Hash = hash };
        actions.Insert(0, AuditTable.Write(next));
        try
        {
            var answers = await Table.SubmitTransactionAsync(actions, cancellationToken);
            _head = next with { ETag = answers.Value[0].Headers.ETag };
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            // The client repeats a transaction whose answer was lost; the repetition conflicts with the first attempt.
            var first = await AuditTable.FindAsync(Table, head.Day, head.Number + 1, cancellationToken);
            _head = null;
            return first?.Batch == id;
        }
    }

    /// <summary>The head of the day that is open: of the last day with entries, or of the day that follows it.</summary>
    private async Task<AuditHead> FindOpenHeadAsync(CancellationToken cancellationToken)
    {
        foreach (var day in Enumerable.Reverse(await AuditTable.ListDaysAsync(Table, cancellationToken)))
        {
            if (await AuditTable.FindHeadAsync(Table, day, cancellationToken) is { } head)
            {
                return await FollowAsync(head, cancellationToken);
            }
        }

        var first = await AuditTable.OpenFirstDayAsync(Table, Today, cancellationToken);
        var none = new byte[SHA256.HashSizeInBytes];
        return await AuditTable.FindHeadAsync(Table, first, cancellationToken) is { } found
            ? await FollowAsync(found, cancellationToken)
            : new AuditHead(first, 0, none) { PreviousHash = none };
    }

    private async Task<AuditHead> FollowAsync(AuditHead head, CancellationToken cancellationToken)
    {
        while (head.Next is { } next)
        {
            head =
                await AuditTable.FindHeadAsync(Table, next, cancellationToken)
                ?? new AuditHead(next, 0, head.Hash) { PreviousDay = head.Day, PreviousHash = head.Hash };
        }

        return head;
    }

    /// <summary>Closes a day, and returns the head of the day that follows; null if another host has written meanwhile.</summary>
    private async Task<AuditHead?> CloseAsync(AuditHead head, CancellationToken cancellationToken)
    {
        var closed = head with { Next = Today };
        await AuditTable.AddDayAsync(Table, Today, cancellationToken);
        try
        {
            await Table.SubmitTransactionAsync([AuditTable.Write(closed)], cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            return null;
        }

        return await FollowAsync(closed, cancellationToken);
    }

    /// <summary>An entry that waits to be stored.</summary>
    private sealed class Pending(AuditEntry entry)
        : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public AuditEntry Entry { get; } = entry;
    }
}
