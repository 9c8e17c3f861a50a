using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Surveys.Invitations;
using Surveys.Ledger;
using Surveys.Scoring;
using Surveys.ServiceRegister;
using Surveys.Storage;

namespace Surveys.Sms;

/// <summary>
/// Lets go of what was kept for a time only: the keyed hash of a phone 30 days after the survey's end, what is known of the phone beside STOP and START when
/// no cool-down runs any more either, rows and comments after 24 months. Folded figures stay for ever. It says what it deleted.
/// </summary>
internal sealed partial class RetentionJob(
    SurveyStorage storage,
    Ledger.InteractionLedger ledger,
    WorkIndex work,
    ServicesTable services,
    ContactsTable contacts,
    SurveyLinks links,
    TimeProvider time,
    ILogger<RetentionJob> logger
)
{
    /// <summary>A row keeps the hash of its phone so long after the survey's end: for STOP on the page and for erasure.</summary>
    public static readonly TimeSpan HashKept = TimeSpan.FromDays(30);

    /// <summary>Rows and comments are kept so many months.</summary>
    public const int MonthsKept = 24;

    /// <summary>Looks at the days that fall due, and at a part of the contacts.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        await foreach (var day in work.ListDueAsync(today, cancellationToken))
        {
            var shards = (await services.FindAsync(day.ServiceId, cancellationToken))?.Shards ?? 1;
            if (today >= day.Day.AddMonths(MonthsKept))
            {
                // A day of which nothing is left goes off the list; else the next run looks again.
                var rows = await DeleteAsync(day, shards, cancellationToken);
                if (rows is 0)
                {
                    await work.SetDueAsync(day, null, cancellationToken);
                }

                Log.Deleted(logger, day, rows);
            }
            else
            {
                var (wiped, next) = await WipeHashesAsync(day, shards, now, cancellationToken);
                await work.SetDueAsync(
                    day,
                    next is { } due ? DateOnly.FromDateTime(due.UtcDateTime).AddDays(1) : day.Day.AddMonths(MonthsKept),
                    cancellationToken
                );
                Log.Wiped(logger, day, wiped);
            }
        }

        await ForgetContactsAsync(now, cancellationToken);
    }

    private async Task ForgetContactsAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var longest = (await services.ListAsync(cancellationToken))
            .Select(stored => Math.Max(stored.Service.CooldownDays, stored.Service.ExpiryDays))
            .DefaultIfEmpty()
            .Max();
        if (
            await contacts.ForgetIdleAsync(now.AddDays(-longest) - HashKept, now.Hour, cancellationToken)
            is > 0
                and var forgotten
        )
        {
            Log.Forgot(logger, forgotten);
        }
    }

    private async Task<(int Wiped, DateTimeOffset? Next)> WipeHashesAsync(
        ServiceDay day,
        int shards,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var wiped = 0;
        DateTimeOffset? next = null;
        await foreach (
            var row in ledger.ReadDayAsync(
                day,
                shards,
                TableClient.CreateQueryFilter($"PhoneHash gt ''"),
                cancellationToken
            )
        )
        {
            var until = row.Survey.ExpiresAt + HashKept;
            if (until > now)
            {
                next = next is null || until < next ? until : next;
                continue;
            }

            await ledger.ChangeAsync(
                row.Key,
                expectNew: false,
                known => new Decision<bool>(
                    known is { Contact.PhoneHash: not null } && known.Survey.ExpiresAt + HashKept <= now
                        ? known with
                        {
                            Contact = known.Contact with { PhoneHash = null, PhoneBlock = null },
                        }
                        : known,
                    true
                ),
                cancellationToken
            );
            await links.ForgetAsync(row.Key, cancellationToken);
            wiped++;
        }

        return (wiped, next);
    }

    /// <summary>
    /// Deletes a day's rows. What they counted for is added to one row beside them in the same transaction; the stripes stay. So a recount still agrees, and
    /// what is brought in for that day later is added to the figures instead of replacing them.
    /// </summary>
    private async Task<int> DeleteAsync(ServiceDay day, int shards, CancellationToken cancellationToken)
    {
        var deleted = 0;
        for (var shard = 0; shard < shards; shard++)
        {
            var partition = day.Partition(shard);
            var filter = TableClient.CreateQueryFilter(
                $"PartitionKey eq {partition} and RowKey ge {InteractionKey.RowPrefix} and RowKey lt {InteractionKey.RowPrefixEnd}"
            );
            var rows = new List<TableEntity>();
            await foreach (
                var entity in storage.Ledger.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
            )
            {
                rows.Add(entity);
                if (rows.Count is Ledger.InteractionLedger.MaxRows)
                {
                    deleted += await DeleteAsync(partition, rows, cancellationToken);
                    rows.Clear();
                }
            }

            deleted += rows.Count is 0 ? 0 : await DeleteAsync(partition, rows, cancellationToken);
        }

        return deleted;
    }

    /// <summary>Deletes rows as they were read; none of them where one has changed since: the next run comes back for them.</summary>
    private async Task<int> DeleteAsync(string partition, List<TableEntity> rows, CancellationToken cancellationToken)
    {
        var stored = await storage.Ledger.GetEntityIfExistsAsync<TableEntity>(
            partition,
            CounterShard.DeletedRows,
            cancellationToken: cancellationToken
        );
        var tally = stored.HasValue ? CounterShard.TallyOf(stored.Value!) : new Tally();
        foreach (var row in rows)
        {
            RowCounts.Add(tally, InteractionRow.Read(row), 1);
        }

        var counts = new TableEntity(partition, CounterShard.DeletedRows) { ["Tally"] = tally.Encode() };
        var actions = rows.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, row.ETag))
            .Append(
                stored.HasValue
                    ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, counts, stored.Value!.ETag)
                    : new TableTransactionAction(TableTransactionActionType.Add, counts)
            );
        try
        {
            await storage.Ledger.SubmitTransactionAsync(actions, cancellationToken);
            return rows.Count;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return 0;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Retention of {Day}: {Rows} rows deleted; the figures stay")]
        public static partial void Deleted(ILogger logger, ServiceDay day, int rows);

        [LoggerMessage(2, LogLevel.Information, "Retention of {Day}: the hashes of {Rows} phones wiped")]
        public static partial void Wiped(ILogger logger, ServiceDay day, int rows);

        [LoggerMessage(
            3,
            LogLevel.Information,
            "Retention: {Contacts} phones forgotten on which nothing hangs any more, but for STOP and START"
        )]
        public static partial void Forgot(ILogger logger, int contacts);
    }
}
