using Azure.Data.Tables;
using Azure.Storage.Queues;
using Surveys.Local;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Local;

public sealed class AzuriteTests(AzuriteFixture running)
{
    [Fact]
    public async Task What_was_written_is_there_after_a_stop_and_a_start()
    {
        var data = Directory.CreateTempSubdirectory("surveys-");
        try
        {
            await using (var first = await StartAsync(data.FullName))
            {
                var table = new TableServiceClient(first.ConnectionString("surveys")).GetTableClient("kept");
                await table.CreateIfNotExistsAsync(TestContext.Current.CancellationToken);
                await table.AddEntityAsync(new TableEntity("a", "b"), TestContext.Current.CancellationToken);
            }

            Assert.False(File.Exists(Path.Combine(data.FullName, "azurite.pid")));
            await using var second = await StartAsync(data.FullName);
            var kept = new TableServiceClient(second.ConnectionString("surveys")).GetTableClient("kept");
            Assert.True(
                (
                    await kept.GetEntityIfExistsAsync<TableEntity>(
                        "a",
                        "b",
                        cancellationToken: TestContext.Current.CancellationToken
                    )
                ).HasValue
            );
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    /// <summary>What is looked up faster must be the same: partitions with quotes and numbers in their names, conditions with and without "or".</summary>
    [Fact]
    public async Task A_query_finds_the_same_whether_it_names_its_partition_or_not()
    {
        var table = new TableServiceClient(await running.TakeAccountAsync()).GetTableClient("found");
        await table.CreateIfNotExistsAsync(TestContext.Current.CancellationToken);
        string[] partitions = ["a", "o'neil", "x') or (y", "12", "12.0", "012"];
        var rows = (
            from partition in partitions
            from number in Enumerable.Range(0, 12)
            select (Partition: partition, Row: $"r{number:d2}", Number: number)
        ).ToList();
        foreach (var (partition, row, number) in rows)
        {
            await table.AddEntityAsync(
                new TableEntity(partition, row) { ["Number"] = number },
                TestContext.Current.CancellationToken
            );
        }

        foreach (var partition in partitions)
        {
            var named = TableClient.CreateQueryFilter($"PartitionKey eq {partition}");
            await AssertFoundAsync(named, row => row.Partition == partition);
            await AssertFoundAsync(
                $"{named} and RowKey ge 'r03' and RowKey lt 'r06'",
                row => row.Partition == partition && row.Number is >= 3 and < 6
            );
            await AssertFoundAsync(
                $"{named} and (Number lt 2 or Number gt 9)",
                row => row.Partition == partition && (row.Number is < 2 or > 9)
            );
            await AssertFoundAsync($"{named} or RowKey eq 'r03'", row => row.Partition == partition || row.Number is 3);
            await AssertFoundAsync(
                $"{named} and RowKey eq 'r05' or RowKey eq 'r03'",
                row => (row.Partition == partition && row.Number is 5) || row.Number is 3
            );
            await AssertFoundAsync($"({named}) and Number eq 4", row => row.Partition == partition && row.Number is 4);
            Assert.Equal(
                7,
                (
                    await table.GetEntityAsync<TableEntity>(
                        partition,
                        "r07",
                        cancellationToken: TestContext.Current.CancellationToken
                    )
                ).Value.GetInt32("Number")
            );
        }

        await table.DeleteEntityAsync("12", "r07", cancellationToken: TestContext.Current.CancellationToken);
        Assert.False(
            (
                await table.GetEntityIfExistsAsync<TableEntity>(
                    "12",
                    "r07",
                    cancellationToken: TestContext.Current.CancellationToken
                )
            ).HasValue
        );
        Assert.True(
            (
                await table.GetEntityIfExistsAsync<TableEntity>(
                    "12.0",
                    "r07",
                    cancellationToken: TestContext.Current.CancellationToken
                )
            ).HasValue
        );

        async Task AssertFoundAsync(string filter, Func<(string Partition, string Row, int Number), bool> expected)
        {
            var found = new List<string>();
            await foreach (
                var page in table
                    .QueryAsync<TableEntity>(
                        filter,
                        maxPerPage: 5,
                        cancellationToken: TestContext.Current.CancellationToken
                    )
                    .AsPages()
            )
            {
                found.AddRange(page.Values.Select(entity => $"{entity.PartitionKey} {entity.RowKey}"));
            }

            Assert.Equal(
                rows.Where(expected).Select(row => $"{row.Partition} {row.Row}").Order(StringComparer.Ordinal),
                found.Order(StringComparer.Ordinal)
            );
        }
    }

    /// <summary>The same for queues: messages are hidden, come again, are deleted.</summary>
    [Fact]
    public async Task A_queue_gives_each_message_until_it_is_deleted()
    {
        var queue = new QueueServiceClient(await running.TakeAccountAsync()).GetQueueClient("given");
        await queue.CreateIfNotExistsAsync(cancellationToken: TestContext.Current.CancellationToken);
        for (var number = 0; number < 40; number++)
        {
            await queue.SendMessageAsync(
                $"{number}",
                number is 39 ? TimeSpan.FromHours(1) : TimeSpan.Zero,
                TimeSpan.FromSeconds(-1),
                TestContext.Current.CancellationToken
            );
        }

        var taken = new List<string>();
        while (
            (await queue.ReceiveMessagesAsync(16, TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken)).Value
                is { Length: > 0 } messages
        )
        {
            foreach (var message in messages)
            {
                taken.Add(message.MessageText);
                if (message.MessageText is "7")
                {
                    await queue.UpdateMessageAsync(
                        message.MessageId,
                        message.PopReceipt,
                        "again",
                        TimeSpan.Zero,
                        TestContext.Current.CancellationToken
                    );
                }
                else
                {
                    await queue.DeleteMessageAsync(
                        message.MessageId,
                        message.PopReceipt,
                        TestContext.Current.CancellationToken
                    );
                }
            }
        }

        Assert.Equal([.. Enumerable.Range(0, 39).Select(number => $"{number}"), "again"], taken);
        Assert.Equal(
            1,
            (await queue.GetPropertiesAsync(TestContext.Current.CancellationToken)).Value.ApproximateMessagesCount
        );
    }

    private static Task<Azurite> StartAsync(string data) =>
        Azurite.StartAsync(
            AzuritePackages.DefaultFolder(),
            data,
            ["surveys"],
            TestContext.Current.SendDiagnosticMessage,
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );
}
