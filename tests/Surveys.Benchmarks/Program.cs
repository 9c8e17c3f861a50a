using Surveys.Benchmarks;
using Surveys.Local;

// What to measure, by name; all where nothing is said. The ledger is measured on the storage of a connection string
// where one follows, else on an emulator in memory.
const string Known = "Known are: ledger [CONNECTION], pull; all where nothing is said.";
switch (args)
{
    case []:
        await MeasureLedgerAsync();
        Console.WriteLine();
        await MeasurePullAsync();
        break;
    case ["ledger"]:
        await MeasureLedgerAsync();
        break;
    case ["ledger", var connection]:
        await new LedgerBenchmark(connection).RunAsync();
        break;
    case ["pull"]:
        await MeasurePullAsync();
        break;
    case ["--help"]:
        Console.WriteLine(Known);
        break;
    default:
        Console.Error.WriteLine(Known);
        Environment.ExitCode = 2;
        break;
}

static async Task MeasureLedgerAsync()
{
    await using var azurite = await StartAsync("bench");
    await new LedgerBenchmark(azurite.ConnectionString("bench")).RunAsync();
}

static async Task MeasurePullAsync()
{
    await using var azurite = await StartAsync(PullBenchmark.Accounts);
    await new PullBenchmark(azurite.ConnectionString).RunAsync();
}

static Task<Azurite> StartAsync(params string[] accounts) =>
    Azurite.StartAsync(
        AzuritePackages.DefaultFolder(),
        data: null,
        accounts,
        Console.WriteLine,
        TimeProvider.System,
        CancellationToken.None
    );
