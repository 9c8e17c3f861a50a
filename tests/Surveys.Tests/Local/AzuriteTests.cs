using Azure.Data.Tables;
using Surveys.Local;

namespace Surveys.Tests.Local;

public sealed class AzuriteTests
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
            Assert.True((await kept.GetEntityIfExistsAsync<TableEntity>("a", "b", cancellationToken: TestContext.Current.CancellationToken)).HasValue);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static Task<Azurite> StartAsync(string data) =>
        Azurite.StartAsync(AzuritePackages.Home(), data, ["surveys"], TestContext.Current.SendDiagnosticMessage, TimeProvider.System, TestContext.Current.CancellationToken);
}
