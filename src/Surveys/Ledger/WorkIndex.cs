using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using Surveys.Storage;

namespace Surveys.Ledger;

/// <summary>
/// The table <c>work</c>: one row for each service-day with something to do, written before the first transaction of that day since its last
/// fold. What folds, sweeps, wipes, reminds or retains reads this, and never scans the ledger for what to do.
/// </summary>
internal sealed class WorkIndex(SurveyStorage storage, TimeProvider time)
{
    /// <summary>For so long a host remembers that it wrote the row, so that it costs nothing per citizen.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    /// <summary>A row may be deleted when its last write is older than this: longer than any host remembers having written it.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(5);

    private const string Active = "active";

    /// <summary>Days that are done with for now, until something falls due: wiping hashes, deleting rows.</summary>
    private const string Later = "later";

    /// <summary>When a day is first looked at again: the earliest that any survey's hash may be due.</summary>
    private static readonly int FirstLookDays = 31;

    private const int MaxRemembered = 50_000;

    private readonly ConcurrentDictionary<ServiceDay, DateTimeOffset> _written = [];

    /// <summary>Makes sure that the day is listed; to be called before a transaction on it.</summary>
    public async Task MarkAsync(ServiceDay day, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_written.TryGetValue(day, out var written) && now - written < Remembered && now >= written)
        {
            return;
        }

        await storage.Work.UpsertEntityAsync(
            new TableEntity(Active, day.ToString()) { ["Written"] = now },
            TableUpdateMode.Replace,
            cancellationToken
        );
        if (_written.Count > MaxRemembered)
        {
            _written.Clear();
        }

        _written[day] = now;
    }

    /// <summary>The days with something to do.</summary>
    public async IAsyncEnumerable<ServiceDay> ListAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (
            var entity in storage.Work.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {Active}"),
                cancellationToken: cancellationToken
            )
        )
        {
            yield return ServiceDay.Parse(entity.RowKey);
        }
    }

    /// <summary>The row of a day as it is now; null where there is nothing to do. To be read before the stripes that are folded.</summary>
    public async Task<(ETag ETag, DateTimeOffset Written)?> FindAsync(
        ServiceDay day,
        CancellationToken cancellationToken
    )
    {
        var entity = await storage.Work.GetEntityIfExistsAsync<TableEntity>(
            Active,
            day.ToString(),
            cancellationToken: cancellationToken
        );
        return entity.HasValue ? (entity.Value!.ETag, entity.Value.GetDateTimeOffset("Written")!.Value) : null;
    }

    /// <summary>Takes a day off the list, if it was not written since it was read and its last write is old enough.</summary>
    public async Task CompleteAsync(
        ServiceDay day,
        (ETag ETag, DateTimeOffset Written) seen,
        CancellationToken cancellationToken
    )
    {
        if (time.GetUtcNow() - seen.Written <= Quiet)
        {
            return;
        }

        try
        {
            await storage.Work.AddEntityAsync(
                new TableEntity(Later, day.ToString()) { ["Due"] = day.Day.AddDays(FirstLookDays).DayNumber },
                cancellationToken
            );
        }
        catch (RequestFailedException e) when (e.Status is 409)
        {
            // It was done with before, and has a date already.
        }

        try
        {
            await storage.Work.DeleteEntityAsync(Active, day.ToString(), seen.ETag, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            // Written meanwhile, or another fold took it: in both cases it is in good hands.
        }
    }

    /// <summary>The days that fall due by a date: what is kept of them for a time only has to go.</summary>
    public async IAsyncEnumerable<ServiceDay> ListDueAsync(
        DateOnly today,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Later} and Due le {today.DayNumber}");
        await foreach (var entity in storage.Work.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            yield return ServiceDay.Parse(entity.RowKey);
        }
    }

    /// <summary>Sets when a day falls due next; null: never again.</summary>
    public async Task SetDueAsync(ServiceDay day, DateOnly? due, CancellationToken cancellationToken)
    {
        if (due is { } next)
        {
            await storage.Work.UpsertEntityAsync(
                new TableEntity(Later, day.ToString()) { ["Due"] = next.DayNumber },
                TableUpdateMode.Replace,
                cancellationToken
            );
        }
        else
        {
            await storage.Work.DeleteEntityAsync(Later, day.ToString(), ETag.All, cancellationToken);
        }
    }
}
