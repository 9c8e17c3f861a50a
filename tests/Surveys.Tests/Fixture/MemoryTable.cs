using System.Globalization;
using System.Linq.Expressions;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace Surveys.Tests.Fixture;

/// <summary>One table in memory, with the operations that the platform uses.</summary>
internal sealed class MemoryTable(string name, MemoryTables tables) : TableClient
{
    private const int MaxTransactionActions = 100;

    private readonly Lock _lock = new();
    private readonly MemoryRows _rows = new();

    public override string Name => name;

    public override Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(Response.FromValue(new TableItem(name), (Response)new MemoryResponse(204, null)));

    public override Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default) =>
        CallAsync("Add", () => _rows.Write(new TableTransactionAction(TableTransactionActionType.Add, entity)));

    public override Task<Response> UpsertEntityAsync<T>(
        T entity,
        TableUpdateMode mode = TableUpdateMode.Merge,
        CancellationToken cancellationToken = default
    )
    {
        var type =
            mode is TableUpdateMode.Merge
                ? TableTransactionActionType.UpsertMerge
                : TableTransactionActionType.UpsertReplace;
        return CallAsync("Upsert", () => _rows.Write(new TableTransactionAction(type, entity)));
    }

    public override Task<Response> UpdateEntityAsync<T>(
        T entity,
        ETag ifMatch,
        TableUpdateMode mode = TableUpdateMode.Merge,
        CancellationToken cancellationToken = default
    )
    {
        var type =
            mode is TableUpdateMode.Merge
                ? TableTransactionActionType.UpdateMerge
                : TableTransactionActionType.UpdateReplace;
        return CallAsync("Update", () => _rows.Write(new TableTransactionAction(type, entity, ifMatch)));
    }

    public override Task<Response> DeleteEntityAsync(
        string partitionKey,
        string rowKey,
        ETag ifMatch = default,
        CancellationToken cancellationToken = default
    ) => CallAsync("Delete", () => Delete(partitionKey, rowKey, ifMatch == default ? ETag.All : ifMatch));

    public override Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey,
        string rowKey,
        IEnumerable<string>? select = null,
        CancellationToken cancellationToken = default
    ) =>
        CallAsync<NullableResponse<T>>(
            "Get",
            () =>
                _rows.Find(partitionKey, rowKey) is { } found
                    ? new FoundResponse<T>((T)(object)Copy(found))
                    : new NotFoundResponse<T>()
        );

    public override AsyncPageable<T> QueryAsync<T>(
        Expression<Func<T, bool>> filter,
        int? maxPerPage = null,
        IEnumerable<string>? select = null,
        CancellationToken cancellationToken = default
    ) => QueryAsync<T>(CreateQueryFilter(filter), maxPerPage, select, cancellationToken);

    public override AsyncPageable<T> QueryAsync<T>(
        string? filter = null,
        int? maxPerPage = null,
        IEnumerable<string>? select = null,
        CancellationToken cancellationToken = default
    )
    {
        var call = new TableCall(name, "Query");
        tables.Begin(call);
        var predicate = ODataFilter.Parse(filter);
        List<T> found;
        lock (_lock)
        {
            found = [.. _rows.All.Where(predicate).Select(entity => (T)(object)Copy(entity))];
        }

        tables.After(call);
        return AsyncPageable<T>.FromPages([Page<T>.FromValues(found, null, new MemoryResponse(200, null))]);
    }

    public override Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions,
        CancellationToken cancellationToken = default
    ) => CallAsync("Transaction", () => Submit([.. transactionActions]));

    private Response<IReadOnlyList<Response>> Submit(List<TableTransactionAction> actions)
    {
        if (
            actions.Count is 0 or > MaxTransactionActions
            || actions.Select(action => action.Entity.PartitionKey).Distinct().Count() > 1
            || actions.DistinctBy(action => action.Entity.RowKey).Count() < actions.Count
        )
        {
            throw new InvalidOperationException(
                $"A transaction has 1 to {MaxTransactionActions} rows of one partition, each of them once."
            );
        }

        for (var index = 0; index < actions.Count; index++)
        {
            if (_rows.FindError(actions[index]) is { } error)
            {
                error.Data["FailedEntity"] = index.ToString(CultureInfo.InvariantCulture);
                throw new TableTransactionFailedException(error);
            }
        }

        return Response.FromValue<IReadOnlyList<Response>>(
            [.. actions.Select(_rows.Apply)],
            new MemoryResponse(202, null)
        );
    }

    /// <summary>The SDK returns a response and does not throw if the row does not exist.</summary>
    private Response Delete(string partitionKey, string rowKey, ETag etag) =>
        _rows.Find(partitionKey, rowKey) is null
            ? new MemoryResponse(404, null)
            : _rows.Write(
                new TableTransactionAction(
                    TableTransactionActionType.Delete,
                    new TableEntity(partitionKey, rowKey),
                    etag
                )
            );

    private Task<TResult> CallAsync<TResult>(string operation, Func<TResult> work)
    {
        var call = new TableCall(name, operation);
        try
        {
            tables.Begin(call);
            TResult result;
            lock (_lock)
            {
                result = work();
            }

            tables.After(call);
            return Task.FromResult(result);
        }
#pragma warning disable CA1031 // An asynchronous method puts every exception into its task.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Task.FromException<TResult>(e);
        }
    }

    private static TableEntity Copy(TableEntity entity) => new(entity);
}
