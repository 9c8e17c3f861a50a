using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq.Expressions;
using Azure;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace Surveys.Tests.Fixture;

/// <summary>One call of a table, as a test sees it before and after.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Operation">What is done, such as <c>Get</c>, <c>Query</c>, <c>Transaction</c>.</param>
internal readonly record struct TableCall(string Table, string Operation);

/// <summary>
/// Tables in memory, with what the platform relies on: ETags, entity-group transactions, OData filters in the forms that it uses. A hundred times faster than
/// an emulator, and a test may fail any call before it is done or after it.
/// </summary>
internal sealed class MemoryTables : TableServiceClient
{
    private readonly ConcurrentDictionary<string, MemoryTable> _tables = new(StringComparer.Ordinal);
    private long _calls;

    /// <summary>Runs ahead of each call; what it throws, the caller gets, and nothing is done.</summary>
    public Action<TableCall> Before { get; set; } = static _ => { };

    /// <summary>Runs after each call was done; what it throws, the caller gets: an answer that was lost.</summary>
    public Action<TableCall> After { get; set; } = static _ => { };

    /// <summary>Calls so far.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    public override TableClient GetTableClient(string tableName) =>
        _tables.GetOrAdd(tableName, static (name, tables) => new MemoryTable(name, tables), this);

    internal void Begin(TableCall call)
    {
        Interlocked.Increment(ref _calls);
        Before(call);
    }
}

/// <summary>One table in memory.</summary>
internal sealed class MemoryTable(string name, MemoryTables tables) : TableClient
{
    private const int MostInTransaction = 100;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, SortedDictionary<string, TableEntity>> _partitions = new(
        StringComparer.Ordinal
    );
    private long _version;

    public override string Name => name;

    public override Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(Response.FromValue(new TableItem(name), (Response)new MemoryResponse(204, null)));

    public override Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default) =>
        Do("Add", () => Write(new TableTransactionAction(TableTransactionActionType.Add, entity)));

    public override Task<Response> UpsertEntityAsync<T>(
        T entity,
        TableUpdateMode mode = TableUpdateMode.Merge,
        CancellationToken cancellationToken = default
    ) =>
        Do(
            "Upsert",
            () =>
                Write(
                    new TableTransactionAction(
                        mode is TableUpdateMode.Merge
                            ? TableTransactionActionType.UpsertMerge
                            : TableTransactionActionType.UpsertReplace,
                        entity
                    )
                )
        );

    public override Task<Response> UpdateEntityAsync<T>(
        T entity,
        ETag ifMatch,
        TableUpdateMode mode = TableUpdateMode.Merge,
        CancellationToken cancellationToken = default
    ) =>
        Do(
            "Update",
            () =>
                Write(
                    new TableTransactionAction(
                        mode is TableUpdateMode.Merge
                            ? TableTransactionActionType.UpdateMerge
                            : TableTransactionActionType.UpdateReplace,
                        entity,
                        ifMatch
                    )
                )
        );

    public override Task<Response> DeleteEntityAsync(
        string partitionKey,
        string rowKey,
        ETag ifMatch = default,
        CancellationToken cancellationToken = default
    ) =>
        Do(
            "Delete",
            () =>
            {
                var etag = ifMatch == default ? ETag.All : ifMatch;

                // The SDK answers a deletion of what is not there, and does not throw.
                return Find(partitionKey, rowKey) is null
                    ? new MemoryResponse(404, null)
                    : Write(
                        new TableTransactionAction(
                            TableTransactionActionType.Delete,
                            new TableEntity(partitionKey, rowKey),
                            etag
                        )
                    );
            }
        );

    public override Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey,
        string rowKey,
        IEnumerable<string>? select = null,
        CancellationToken cancellationToken = default
    ) =>
        Do<NullableResponse<T>>(
            "Get",
            () => Find(partitionKey, rowKey) is { } found ? new Found<T>((T)(object)Copy(found)) : new NotFound<T>()
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
        var holds = ODataFilter.Parse(filter);
        List<T> found;
        lock (_lock)
        {
            found =
            [
                .. _partitions
                    .Values.SelectMany(rows => rows.Values)
                    .Where(holds)
                    .Select(entity => (T)(object)Copy(entity)),
            ];
        }

        tables.After(call);
        return AsyncPageable<T>.FromPages([Page<T>.FromValues(found, null, new MemoryResponse(200, null))]);
    }

    public override Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions,
        CancellationToken cancellationToken = default
    ) =>
        Do(
            "Transaction",
            () =>
            {
                var actions = transactionActions.ToList();
                if (
                    actions.Count is 0 or > MostInTransaction
                    || actions.Select(action => action.Entity.PartitionKey).Distinct().Count() > 1
                    || actions.DistinctBy(action => action.Entity.RowKey).Count() < actions.Count
                )
                {
                    throw new InvalidOperationException(
                        $"A transaction is of 1 to {MostInTransaction} rows of one partition, each of them once."
                    );
                }

                for (var index = 0; index < actions.Count; index++)
                {
                    if (FindFault(actions[index]) is { } fault)
                    {
                        fault.Data["FailedEntity"] = index.ToString(CultureInfo.InvariantCulture);
                        throw new TableTransactionFailedException(fault);
                    }
                }

                return Response.FromValue<IReadOnlyList<Response>>(
                    [.. actions.Select(Apply)],
                    new MemoryResponse(202, null)
                );
            }
        );

    private Task<TResult> Do<TResult>(string operation, Func<TResult> work)
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
#pragma warning disable CA1031 // As an asynchronous method would: whatever is thrown is in the task.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Task.FromException<TResult>(e);
        }
    }

    private Response Write(TableTransactionAction action) =>
        FindFault(action) is { } fault ? throw fault : Apply(action);

    private TableEntity? Find(string partitionKey, string rowKey) =>
        _partitions.GetValueOrDefault(partitionKey)?.GetValueOrDefault(rowKey);

    private RequestFailedException? FindFault(TableTransactionAction action)
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
                "There is no such entity.",
                "ResourceNotFound",
                null
            ),
            _ => action.ETag == ETag.All || action.ETag == stored.ETag
                ? null
                : new RequestFailedException(412, "The entity has changed.", "UpdateConditionNotSatisfied", null),
        };
    }

    private Response Apply(TableTransactionAction action)
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

        var merged = action.ActionType
            is TableTransactionActionType.UpdateMerge
                or TableTransactionActionType.UpsertMerge
            ? rows.GetValueOrDefault(row)
            : null;
        var next = merged is null ? new TableEntity(partition, row) : Copy(merged);
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

    private static TableEntity Copy(TableEntity entity) => new(entity);

    private sealed class Found<T>(T value) : NullableResponse<T>
    {
        public override bool HasValue => true;

        public override T Value => value;

        public override Response GetRawResponse() => new MemoryResponse(200, null);
    }

    private sealed class NotFound<T> : NullableResponse<T>
    {
        public override bool HasValue => false;

        public override T Value => throw new InvalidOperationException("There is none.");

        public override Response GetRawResponse() => new MemoryResponse(404, null);
    }

    private sealed class MemoryResponse(int status, ETag? etag) : Response
    {
        public override int Status => status;

        public override string ReasonPhrase => "";

        public override Stream? ContentStream { get; set; }

        public override string ClientRequestId { get; set; } = "";

        public override void Dispose() { }

        protected override bool ContainsHeader(string name) => TryGetHeader(name, out _);

        protected override IEnumerable<HttpHeader> EnumerateHeaders() =>
            etag is { } tag ? [new HttpHeader("ETag", tag.ToString("H"))] : [];

        protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value) =>
            (value = name is "ETag" ? etag?.ToString("H") : null) is not null;

        protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values) =>
            (values = TryGetHeader(name, out var value) ? [value] : null) is not null;
    }
}

/// <summary>OData filters in the forms that the platform writes: comparisons of a property with a literal, <c>and</c>, <c>or</c>, brackets.</summary>
internal sealed class ODataFilter
{
    private readonly List<string> _tokens = [];
    private int _at;

    private ODataFilter(string filter)
    {
        for (var i = 0; i < filter.Length; )
        {
            var from = i;
            if (filter[i] is ' ')
            {
                i++;
                continue;
            }

            if (filter[i] is '(' or ')')
            {
                _tokens.Add(filter[i++].ToString());
                continue;
            }

            while (i < filter.Length && filter[i] is not (' ' or '(' or ')'))
            {
                // A quoted literal, with doubled quotes within, and whatever type stands before it.
                if (filter[i++] is '\'')
                {
                    while (filter[i] is not '\'' || (i + 1 < filter.Length && filter[i + 1] is '\''))
                    {
                        i += filter[i] is '\'' ? 2 : 1;
                    }

                    i++;
                }
            }

            _tokens.Add(filter[from..i]);
        }
    }

    /// <summary>The filter as a predicate; all hold where there is none.</summary>
    public static Func<TableEntity, bool> Parse(string? filter)
    {
        if (string.IsNullOrEmpty(filter))
        {
            return static _ => true;
        }

        var parser = new ODataFilter(filter);
        var holds = parser.ReadOr();
        return parser._at == parser._tokens.Count
            ? holds
            : throw new NotSupportedException($"This filter is not understood: {filter}");
    }

    private Func<TableEntity, bool> ReadOr()
    {
        var left = ReadAnd();
        while (Takes("or"))
        {
            var (one, other) = (left, ReadAnd());
            left = entity => one(entity) || other(entity);
        }

        return left;
    }

    private Func<TableEntity, bool> ReadAnd()
    {
        var left = ReadOne();
        while (Takes("and"))
        {
            var (one, other) = (left, ReadOne());
            left = entity => one(entity) && other(entity);
        }

        return left;
    }

    private Func<TableEntity, bool> ReadOne()
    {
        if (Takes("("))
        {
            var inner = ReadOr();
            return Takes(")") ? inner : throw new NotSupportedException("A bracket is missing.");
        }

        var (property, comparison, literal) = (_tokens[_at], _tokens[_at + 1], ReadLiteral(_tokens[_at + 2]));
        _at += 3;
        Func<int, bool> holds = comparison switch
        {
            "eq" => order => order is 0,
            "ne" => order => order is not 0,
            "lt" => order => order < 0,
            "le" => order => order <= 0,
            "gt" => order => order > 0,
            "ge" => order => order >= 0,
            _ => throw new NotSupportedException(comparison),
        };

        // A property that an entity lacks compares with nothing.
        return entity =>
            entity.TryGetValue(property, out var value) && value is not null && holds(Compare(value, literal));
    }

    private bool Takes(string token)
    {
        if (_at >= _tokens.Count || _tokens[_at] != token)
        {
            return false;
        }

        _at++;
        return true;
    }

    private static int Compare(object value, object literal) =>
        (value, literal) switch
        {
            (string text, string other) => string.CompareOrdinal(text, other),
            (DateTimeOffset at, DateTimeOffset other) => at.CompareTo(other),
            (bool flag, bool other) => flag.CompareTo(other),
            (int or long or double, int or long or double) => Convert
                .ToDouble(value, CultureInfo.InvariantCulture)
                .CompareTo(Convert.ToDouble(literal, CultureInfo.InvariantCulture)),
            _ => throw new NotSupportedException($"{value.GetType()} is not compared with {literal.GetType()}."),
        };

    private static object ReadLiteral(string token) =>
        token switch
        {
            ['\'', .. var text, '\''] => text.Replace("''", "'", StringComparison.Ordinal),
            _ when token.StartsWith("datetime'", StringComparison.Ordinal) => DateTimeOffset.Parse(
                token[9..^1],
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal
            ),
            "true" => true,
            "false" => false,
            _ => double.Parse(token.TrimEnd('L'), CultureInfo.InvariantCulture),
        };
}
