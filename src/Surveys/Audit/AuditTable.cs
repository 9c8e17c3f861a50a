using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Surveys.Storage;

namespace Surveys.Audit;

/// <summary>The last entry of a day: its number within the day (0 if there is none) and its hash.</summary>
/// <param name="Day">The UTC day.</param>
/// <param name="Number">The number of the last entry.</param>
/// <param name="Hash">The hash of the last entry; in an empty day, of the last entry before it.</param>
internal sealed record AuditHead(DateOnly Day, int Number, byte[] Hash)
{
    /// <summary>The state in storage; null if the day has no entry yet.</summary>
    public ETag? ETag { get; init; }

    /// <summary>The day before in the chain; null for the first day of the log.</summary>
    public DateOnly? PreviousDay { get; init; }

    /// <summary>The hash of the last entry of the day before; zeros for the first day of the log.</summary>
    public required byte[] PreviousHash { get; init; }

    /// <summary>The next day in the chain. Set once; from then on the day takes no entries.</summary>
    public DateOnly? Next { get; init; }
}

/// <summary>A stored entry: its place in the chain, the text that was hashed, and the hash.</summary>
/// <param name="Day">The UTC day.</param>
/// <param name="Number">The number within the day, from 1.</param>
/// <param name="Json">The entry as JSON.</param>
/// <param name="Hash">SHA-256 of the hash of the entry before and of <paramref name="Json"/> in UTF-8.</param>
/// <param name="Batch">The id of the transaction that wrote it.</param>
internal sealed record AuditRow(DateOnly Day, int Number, string Json, byte[] Hash, string Batch);

/// <summary>
/// The rows of the table <c>audit</c>. A partition is a UTC day: entries by number, and the row <c>head</c>, under whose
/// ETag entries are appended. The partition <c>days</c> lists the days. The partition <c>first</c> names the first day, so
/// that two hosts cannot start two chains.
/// </summary>
internal static class AuditTable
{
    private const string HeadKey = "head";
    private const string DaysPartition = "days";
    private const string FirstPartition = "first";

    /// <summary>The hash of an entry that follows an entry with a given hash.</summary>
    public static byte[] Hash(byte[] previous, string json) =>
        SHA256.HashData((byte[])[.. previous, .. Encoding.UTF8.GetBytes(json)]);

    /// <summary>The first day of the log. The first host that writes decides it.</summary>
    public static async Task<DateOnly> OpenFirstDayAsync(
        TableClient table,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var first = new TableEntity(FirstPartition, FirstPartition) { ["Day"] = Key(today) };
            await table.AddEntityAsync(first, cancellationToken);
            return today;
        }
        catch (RequestFailedException e) when (e.Status is 409)
        {
            var first = await table.GetEntityIfExistsAsync<TableEntity>(
                FirstPartition,
                FirstPartition,
                cancellationToken: cancellationToken
            );
            return DayOf(first.Value!.GetString("Day"));
        }
    }

    /// <summary>Adds a day to the list of days. Safe to repeat.</summary>
    public static Task AddDayAsync(TableClient table, DateOnly day, CancellationToken cancellationToken) =>
        table.UpsertEntityAsync(new TableEntity(DaysPartition, Key(day)), TableUpdateMode.Replace, cancellationToken);

    /// <summary>The listed days in order. The last one may have no entry yet.</summary>
    public static async Task<List<DateOnly>> ListDaysAsync(TableClient table, CancellationToken cancellationToken)
    {
        var days = new List<DateOnly>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {DaysPartition}");
        await foreach (
            var entity in table.QueryAsync<TableEntity>(
                filter,
                select: [nameof(TableEntity.RowKey)],
                cancellationToken: cancellationToken
            )
        )
        {
            days.Add(DayOf(entity.RowKey));
        }

        return days;
    }

    /// <summary>The head of a day; null if the day has no entry.</summary>
    public static async Task<AuditHead?> FindHeadAsync(
        TableClient table,
        DateOnly day,
        CancellationToken cancellationToken
    )
    {
        var entity = await table.GetEntityIfExistsAsync<TableEntity>(
            Key(day),
            HeadKey,
            cancellationToken: cancellationToken
        );
        if (!entity.HasValue)
        {
            return null;
        }

        var head = entity.Value!;
        return new AuditHead(day, head.GetInt32("Number")!.Value, head.GetBinary("Hash"))
        {
            ETag = head.ETag,
            PreviousDay = head.GetString("PreviousDay") is { } previous ? DayOf(previous) : null,
            PreviousHash = head.GetBinary("PreviousHash"),
            Next = head.GetString("Next") is { } next ? DayOf(next) : null,
        };
    }

    /// <summary>The action that writes a head over the state that was read, or inserts it.</summary>
    public static TableTransactionAction Write(AuditHead head)
    {
        var entity = new TableEntity(Key(head.Day), HeadKey)
        {
            ["Number"] = head.Number,
            ["Hash"] = head.Hash,
            ["PreviousDay"] = head.PreviousDay is { } previous ? Key(previous) : null,
            ["PreviousHash"] = head.PreviousHash,
            ["Next"] = head.Next is { } next ? Key(next) : null,
        };
        return head.ETag is { } etag
            ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, entity, etag)
            : new TableTransactionAction(TableTransactionActionType.Add, entity);
    }

    /// <summary>The action that inserts an entry.</summary>
    public static TableTransactionAction Write(AuditRow row) =>
        new(
            TableTransactionActionType.Add,
            new TableEntity(Key(row.Day), Key(row.Number))
            {
                ["Entry"] = row.Json,
                ["Hash"] = row.Hash,
                ["Batch"] = row.Batch,
            }
        );

    /// <summary>One entry; null if it does not exist.</summary>
    public static async Task<AuditRow?> FindAsync(
        TableClient table,
        DateOnly day,
        int number,
        CancellationToken cancellationToken
    )
    {
        var entity = await table.GetEntityIfExistsAsync<TableEntity>(
            Key(day),
            Key(number),
            cancellationToken: cancellationToken
        );
        return entity.HasValue ? Read(day, entity.Value!) : null;
    }

    /// <summary>The entries of a day in order, after a number.</summary>
    public static async IAsyncEnumerable<AuditRow> ReadAsync(
        TableClient table,
        DateOnly day,
        int after,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {Key(day)} and RowKey gt {Key(after)} and RowKey lt {HeadKey}"
        );
        await foreach (var entity in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            yield return Read(day, entity);
        }
    }

    /// <summary>Deletes a day: its entries, its head, and last its place in the list of days. Safe to repeat.</summary>
    public static async Task DeleteDayAsync(TableClient table, DateOnly day, CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Key(day)}");
        await foreach (
            var entity in table.QueryAsync<TableEntity>(
                filter,
                select: [nameof(TableEntity.RowKey)],
                cancellationToken: cancellationToken
            )
        )
        {
            keys.Add(entity.RowKey);
        }

        foreach (var chunk in keys.Chunk(TableLimits.TransactionEntities))
        {
            await table.SubmitTransactionAsync(
                chunk.Select(key => new TableTransactionAction(
                    TableTransactionActionType.Delete,
                    new TableEntity(Key(day), key),
                    ETag.All
                )),
                cancellationToken
            );
        }

        await table.DeleteEntityAsync(DaysPartition, Key(day), ETag.All, cancellationToken);
    }

    private static AuditRow Read(DateOnly day, TableEntity entity) =>
        new(
            day,
            int.Parse(entity.RowKey, CultureInfo.InvariantCulture),
            entity.GetString("Entry"),
            entity.GetBinary("Hash"),
            entity.GetString("Batch")
        );

    private static string Key(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Key(int number) => number.ToString("D10", CultureInfo.InvariantCulture);

    private static DateOnly DayOf(string key) => DateOnly.ParseExact(key, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
