using Azure;
using Azure.Data.Tables;

namespace Surveys.Tests.Fixture;

/// <summary>Tables in memory behave like the emulator: every test runs on both.</summary>
public sealed class MemoryTablesTests(StorageFixture account) : IClassFixture<StorageFixture>
{
    private async Task<TableClient> OpenAsync(bool inMemory)
    {
        var table = inMemory
            ? new MemoryTables().GetTableClient("parity")
            : new TableServiceClient(account.ConnectionString).GetTableClient("parity");
        await table.CreateIfNotExistsAsync(TestContext.Current.CancellationToken);
        return table;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Writes_are_guarded_by_etags(bool inMemory)
    {
        var table = await OpenAsync(inMemory);
        var cancel = TestContext.Current.CancellationToken;
        var first = (await table.AddEntityAsync(new TableEntity("etag", "r") { ["A"] = 1 }, cancel))
            .Headers
            .ETag!
            .Value;
        Assert.Equal(
            409,
            (
                await Assert.ThrowsAsync<RequestFailedException>(() =>
                    table.AddEntityAsync(new TableEntity("etag", "r"), cancel)
                )
            ).Status
        );
        var second = (
            await table.UpdateEntityAsync(
                new TableEntity("etag", "r") { ["B"] = 2 },
                first,
                TableUpdateMode.Replace,
                cancel
            )
        )
            .Headers
            .ETag!
            .Value;
        Assert.Equal(
            412,
            (
                await Assert.ThrowsAsync<RequestFailedException>(() =>
                    table.UpdateEntityAsync(new TableEntity("etag", "r"), first, TableUpdateMode.Replace, cancel)
                )
            ).Status
        );
        Assert.Equal(
            404,
            (
                await Assert.ThrowsAsync<RequestFailedException>(() =>
                    table.UpdateEntityAsync(new TableEntity("etag", "none"), first, TableUpdateMode.Replace, cancel)
                )
            ).Status
        );
        var read = (await table.GetEntityIfExistsAsync<TableEntity>("etag", "r", cancellationToken: cancel)).Value!;
        Assert.Equal(second, read.ETag);
        Assert.Null(read.GetInt32("A"));
        Assert.Equal(2, read.GetInt32("B"));
        Assert.Equal(
            412,
            (
                await Assert.ThrowsAsync<RequestFailedException>(() =>
                    table.DeleteEntityAsync("etag", "r", first, cancel)
                )
            ).Status
        );
        await table.DeleteEntityAsync("etag", "r", second, cancel);
        await table.DeleteEntityAsync("etag", "r", ETag.All, cancel);
        Assert.False(
            (await table.GetEntityIfExistsAsync<TableEntity>("etag", "r", cancellationToken: cancel)).HasValue
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transaction_is_atomic_and_names_its_first_invalid_row(bool inMemory)
    {
        var table = await OpenAsync(inMemory);
        var cancel = TestContext.Current.CancellationToken;
        var etags = (
            await table.SubmitTransactionAsync(
                Enumerable
                    .Range(0, 3)
                    .Select(i => new TableTransactionAction(
                        TableTransactionActionType.Add,
                        new TableEntity("batch", $"r{i}")
                    )),
                cancel
            )
        ).Value;
        Assert.All(etags, each => Assert.NotNull(each.Headers.ETag));
        var failed = await Assert.ThrowsAsync<TableTransactionFailedException>(() =>
            table.SubmitTransactionAsync(
                [
                    new TableTransactionAction(
                        TableTransactionActionType.UpsertReplace,
                        new TableEntity("batch", "r9")
                    ),
                    new TableTransactionAction(
                        TableTransactionActionType.UpdateReplace,
                        new TableEntity("batch", "r0") { ["A"] = 1 },
                        etags[0].Headers.ETag!.Value
                    ),
                    new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("batch", "r2")),
                ],
                cancel
            )
        );
        Assert.Equal((409, 2), (failed.Status, failed.FailedTransactionActionIndex));
        Assert.False(
            (await table.GetEntityIfExistsAsync<TableEntity>("batch", "r9", cancellationToken: cancel)).HasValue
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Filters_find_the_same_rows(bool inMemory)
    {
        var table = await OpenAsync(inMemory);
        var cancel = TestContext.Current.CancellationToken;
        var noon = new DateTimeOffset(2026, 11, 23, 7, 0, 0, TimeSpan.Zero);
        var next = noon.AddMilliseconds(1);
        await table.UpsertEntityAsync(
            new TableEntity("f1", "i-1")
            {
                ["Text"] = "scheduled",
                ["SendAt"] = noon,
                ["Due"] = 5,
                ["Note"] = "it's (so) and so",
            },
            TableUpdateMode.Replace,
            cancel
        );
        await table.UpsertEntityAsync(
            new TableEntity("f1", "i-2")
            {
                ["Text"] = "sent",
                ["SendAt"] = next,
                ["Big"] = 5L,
                ["Flag"] = true,
            },
            TableUpdateMode.Replace,
            cancel
        );
        await table.UpsertEntityAsync(
            new TableEntity("f1", "tally-0") { ["Phone"] = "x" },
            TableUpdateMode.Replace,
            cancel
        );
        await table.UpsertEntityAsync(new TableEntity("f2", "i-1"), TableUpdateMode.Replace, cancel);
        async Task<string> FindAsync(string filter) =>
            string.Join(
                ' ',
                await table
                    .QueryAsync<TableEntity>(filter, cancellationToken: cancel)
                    .Where(entity => entity.PartitionKey[0] is 'f')
                    .Select(entity => $"{entity.PartitionKey}/{entity.RowKey}")
                    .ToListAsync(cancel)
            );

        Assert.Equal("f1/i-1 f1/i-2", await FindAsync("PartitionKey eq 'f1' and RowKey ge 'i-' and RowKey lt 'i.'"));
        Assert.Equal(
            "f1/i-1",
            await FindAsync(
                TableClient.CreateQueryFilter(
                    $"PartitionKey eq {"f1"} and ((Text eq 'scheduled' and SendAt lt {next}) or (Text eq 'none'))"
                )
            )
        );
        Assert.Equal("f1/i-2", await FindAsync(TableClient.CreateQueryFilter($"SendAt gt {noon}")));
        Assert.Equal("f1/i-1", await FindAsync(TableClient.CreateQueryFilter($"Note eq {"it's (so) and so"}")));
        Assert.Equal("f1/tally-0", await FindAsync("Phone gt ''"));
        Assert.Equal("f1/i-1", await FindAsync(TableClient.CreateQueryFilter($"Due le {5}")));
        Assert.Equal("f1/i-2", await FindAsync("Flag eq true"));
        Assert.Equal(
            "f2/i-1",
            await FindAsync(TableClient.CreateQueryFilter<TableEntity>(entity => entity.PartitionKey == "f2"))
        );
    }
}
