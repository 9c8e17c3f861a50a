using System.Globalization;
using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using Surveys.Scoring;
using Surveys.Storage;

namespace Surveys.Ledger;

/// <summary>
/// One stripe of a partition's tally: the signed deltas that one host wrote. The partition's counts are the sum of its stripes, so hosts that
/// write to the same partition don't fight over one row.
/// </summary>
internal sealed class CounterShard
{
    /// <summary>Stripes of a partition: the most hosts that can write to one partition without ever meeting.</summary>
    public const int Count = 16;

    public const string RowPrefix = "tally-";

    /// <summary>The first key after all stripes.</summary>
    public const string RowPrefixEnd = "tally.";

    /// <summary>The row beside the stripes that says what rows counted for which were deleted after their time: for recounts alone, no part of the sum.</summary>
    public const string DeletedRows = "deleted";

    /// <summary>So many commits are remembered, to recognise one whose answer was lost although another followed it.</summary>
    private const int RememberedCommits = 4;

    private readonly string _partition;
    private ETag? _etag;
    private List<string> _commits = [];

    private CounterShard(string partition, int number)
    {
        _partition = partition;
        Number = number;
    }

    public int Number { get; }

    public Tally Tally { get; private set; } = new();

    /// <summary>Reads the stripe as it is stored; an empty one where there is none yet.</summary>
    public static async Task<CounterShard> ReadAsync(
        TableClient ledger,
        string partition,
        int number,
        CancellationToken cancellationToken
    )
    {
        var shard = new CounterShard(partition, number);
        var entity = await ledger.GetEntityIfExistsAsync<TableEntity>(
            partition,
            RowKey(number),
            cancellationToken: cancellationToken
        );
        if (entity.HasValue)
        {
            shard._etag = entity.Value!.ETag;
            shard.Tally = TallyOf(entity.Value);
            shard._commits = [.. entity.Value.GetString("Commits").Split(' ')];
        }

        return shard;
    }

    /// <summary>The counts that an entity of a stripe holds.</summary>
    public static Tally TallyOf(TableEntity entity) => TallyFormat.Decode(entity.GetBinary("Tally"));

    public static string NewCommit() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    public bool Has(string commit) => _commits.Contains(commit);

    /// <summary>The action that writes the stripe under the ETag with which it was read: with the rows in one transaction, the delta is exact.</summary>
    public TableTransactionAction Write(string commit)
    {
        var tally = Tally.Encode();
        if (tally.Length > TableLimits.PropertyBytes)
        {
            throw new InvalidOperationException(
                $"The tally of {_partition} has {tally.Length} bytes; a property holds {TableLimits.PropertyBytes}."
            );
        }

        _commits = [.. _commits.TakeLast(RememberedCommits - 1), commit];
        var entity = new TableEntity(_partition, RowKey(Number))
        {
            ["Tally"] = tally,
            ["Commits"] = string.Join(' ', _commits),
        };
        return _etag is { } etag
            ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, entity, etag)
            : new TableTransactionAction(TableTransactionActionType.Add, entity);
    }

    public void SetETag(ETag? etag) => _etag = etag;

    private static string RowKey(int number) => string.Create(CultureInfo.InvariantCulture, $"{RowPrefix}{number:x}");
}
