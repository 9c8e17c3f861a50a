using System.Globalization;
using Azure;
using Azure.Data.Tables;

namespace Surveys.Tests.Fixture;

/// <summary>
/// The rows of a table in memory, in the order of their keys, and the rules of writing them. Not thread-safe.
/// </summary>
internal sealed class MemoryRows
{
    private readonly SortedDictionary<string, SortedDictionary<string, TableEntity>> _partitions = new(
        StringComparer.Ordinal
    );
    private long _version;

    public IEnumerable<TableEntity> All => _partitions.Values.SelectMany(rows => rows.Values);

    public TableEntity? Find(string partitionKey, string rowKey) =>
        _partitions.GetValueOrDefault(partitionKey)?.GetValueOrDefault(rowKey);

    /// <summary>Applies an action, or throws its error.</summary>
    public Response Write(TableTransactionAction action) =>
        FindError(action) is { } error ? throw error : Apply(action);

    /// <summary>The error of the service for an action; null if the action can be applied.</summary>
    public RequestFailedException? FindError(TableTransactionAction action)
    {
        var stored = Find(action.Entity.PartitionKey, action.Entity.RowKey);
        return action.ActionType switch
        {
            TableTransactionActionType.Add => stored is null
                ? null
                : new RequestFailedException(409, "The entity exists.", "EntityAlreadyExists", null),
            TableTransactionActionType.UpsertMerge or TableTransactionActionType.UpsertReplace => null,
            _ when stored is null => new RequestFailedException(
                404,
                "The entity does not exist.",
                "ResourceNotFound",
                null
            ),
            _ => action.ETag == ETag.All || action.ETag == stored.ETag
                ? null
                : new RequestFailedException(412, "The entity has changed.", "UpdateConditionNotSatisfied", null),
        };
    }

    /// <summary>Applies an action that has no error.</summary>
    public Response Apply(TableTransactionAction action)
    {
        var (partition, row) = (action.Entity.PartitionKey, action.Entity.RowKey);
        if (!_partitions.TryGetValue(partition, out var rows))
        {
            _partitions[partition] = rows = new(StringComparer.Ordinal);
        }

        if (action.ActionType is TableTransactionActionType.Delete)
        {
            rows.Remove(row);
            return new MemoryResponse(204, null);
        }

        var isMerge =
            action.ActionType is TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpsertMerge;
        var next =
            isMerge && rows.TryGetValue(row, out var known) ? new TableEntity(known) : new TableEntity(partition, row);
        foreach (var (property, value) in (TableEntity)action.Entity)
        {
            if (value is not null && property is not ("odata.etag" or "Timestamp"))
            {
                next[property] = value is DateTimeOffset instant ? instant.ToUniversalTime() : value;
            }
        }

        next.ETag = new ETag(string.Create(CultureInfo.InvariantCulture, $"W/\"{++_version}\""));
        rows[row] = next;
        return new MemoryResponse(204, next.ETag);
    }
}
