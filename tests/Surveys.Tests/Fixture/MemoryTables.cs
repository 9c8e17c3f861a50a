using System.Collections.Concurrent;
using Azure.Data.Tables;

namespace Surveys.Tests.Fixture;

/// <summary>One call to a table.</summary>
/// <param name="Table">The name of the table. Empty for a transaction over the wire.</param>
/// <param name="Operation">The operation, such as <c>Get</c>, <c>Query</c> or <c>Transaction</c>.</param>
internal readonly record struct TableCall(string Table, string Operation);

/// <summary>
/// Tables in memory with what the platform relies on: ETags, entity-group transactions, and OData filters. They are a
/// hundred times faster than the emulator, and a test can fail any call before or after it takes effect.
/// <c>MemoryTablesTests</c> compares them with the emulator.
/// </summary>
/// <remarks>
/// A mock of the client would need the same state behind it: reads return what transactions wrote, under ETags. So
/// these are subclasses of the clients and not mocks.
/// </remarks>
internal sealed class MemoryTables : TableServiceClient
{
    private readonly ConcurrentDictionary<string, MemoryTable> _tables = new(StringComparer.Ordinal);
    private long _calls;

    /// <summary>
    /// Runs before each call. If it throws, the call has no effect and the caller gets the exception.
    /// </summary>
    public Action<TableCall> Before { get; set; } = static _ => { };

    /// <summary>
    /// Runs after each call took effect. If it throws, the answer is lost and the caller gets the exception.
    /// </summary>
    public Action<TableCall> After { get; set; } = static _ => { };

    /// <summary>The number of calls so far.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    public override TableClient GetTableClient(string tableName) =>
        _tables.GetOrAdd(tableName, static (name, tables) => new MemoryTable(name, tables), this);

    internal void Begin(TableCall call)
    {
        Interlocked.Increment(ref _calls);
        Before(call);
    }
}
