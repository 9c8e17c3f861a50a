using Surveys.Benchmarks;
using Surveys.Local;

// The storage to measure on: a connection string, or an emulator in memory that is started for it.
if (args is [var connection])
{
    await new LedgerBenchmark(connection).RunAsync();
    return;
}

await using var azurite = await Azurite.StartAsync(AzuritePackages.Home(), data: null, ["bench"], Console.WriteLine, TimeProvider.System, CancellationToken.None);
await new LedgerBenchmark(azurite.ConnectionString("bench")).RunAsync();
