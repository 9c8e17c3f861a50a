using System.Diagnostics;
using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.Logging.Abstractions;
using Surveys.Ledger;
using Surveys.Scoring;
using Surveys.Storage;
using LedgerOfRows = Surveys.Ledger.InteractionLedger;

namespace Surveys.Benchmarks;

/// <summary>
/// What counting in the same transaction costs: the ledger against plain inserts, inserts with a compare-and-swap
/// tally, and raw transactions of 100, all on the same storage in the same run. Ratios are what counts; the absolute
/// figures are the emulator's.
/// </summary>
internal sealed class LedgerBenchmark(string connection)
{
    private static readonly DateOnly Day = new(2026, 11, 23);

    /// <summary>Partition names are told apart by run, so that nothing meets what an earlier run left.</summary>
    private readonly string _run = Stopwatch.GetTimestamp().ToString("x", CultureInfo.InvariantCulture);
    private int _next;

    public async Task RunAsync()
    {
        await OpenStorage().CreateAsync(CancellationToken.None);
        await MeasureAsync(64, 4_000);
        Console.WriteLine(
            "writers | plain inserts/s | insert + CAS tally/s | raw transactions of 100/s | ledger/s | ledger / plain | ledger / CAS"
        );
        Console.WriteLine(
            "--------|-----------------|----------------------|---------------------------|----------|----------------|-------------"
        );
        foreach (var writers in (int[])[64, 256])
        {
            var (plain, tallied, raw, ledger) = await MeasureAsync(writers, 12_000);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{writers, 7} | {plain, 15:F0} | {tallied, 20:F0} | {raw, 25:F0} | {ledger, 8:F0} | {ledger / plain, 14:F1} | {ledger / tallied, 12:F1}"
                )
            );
        }

        Console.WriteLine();
        Console.WriteLine("hosts on one partition | rows | attempts a commit | counts exact");
        Console.WriteLine("-----------------------|------|-------------------|-------------");
        foreach (var hosts in (int[])[1, 4, 16])
        {
            await MeasureHostsAsync(hosts, 16_000);
        }
    }

    private async Task<(double Plain, double Tallied, double Raw, double Ledger)> MeasureAsync(int writers, int rows)
    {
        var storage = OpenStorage();
        var plain = await TimeAsync(
            writers,
            rows,
            index => storage.Ledger.AddEntityAsync(Entity($"plain{_run}{writers}x{rows}", index))
        );
        var few = Math.Min(rows, 300);
        var tallied = await TimeAsync(
            writers,
            few,
            index => InsertAndIncrementAsync(storage.Ledger, $"cas{_run}{writers}x{rows}", index)
        );
        var raw = await TimeAsync(
            Math.Min(writers, 8),
            rows / 100,
            index =>
                storage.Ledger.SubmitTransactionAsync(
                    Enumerable
                        .Range(0, 100)
                        .Select(i => new TableTransactionAction(
                            TableTransactionActionType.Add,
                            Entity($"raw{_run}{writers}x{rows}x{index % 8}", (index * 100) + i)
                        ))
                )
        );
        var ledger = OpenLedger(OpenStorage());
        var service = $"bench-{_run}-{writers}-{rows}";
        var grouped = await TimeAsync(writers, rows, index => AddAsync(ledger, service, index));
        return (plain, tallied, raw * 100, grouped);
    }

    private async Task MeasureHostsAsync(int hosts, int rows)
    {
        var service = $"hosts-{_run}-{hosts}";
        var ledgers = Enumerable
            .Range(0, hosts)
            .Select(number =>
            {
                var ledger = OpenLedger(OpenStorage());
                ledger.CounterShardNumber = number;
                return ledger;
            })
            .ToList();
        await TimeAsync(256, rows, index => AddAsync(ledgers[index % hosts], service, index));
        var (commits, attempts) = ledgers
            .Select(ledger => ledger.CommitStatistics)
            .Aggregate((a, b) => (a.Commits + b.Commits, a.Attempts + b.Attempts));
        var storage = OpenStorage();
        var folding = new RollupJob(
            storage,
            new WorkIndex(storage, TimeProvider.System),
            (_, _) => ValueTask.FromResult(1),
            TimeProvider.System,
            NullLogger<RollupJob>.Instance
        );
        var stripes = await folding.SumCounterShardsAsync(new ServiceDay(service, Day), CancellationToken.None);
        var recount = new Tally();
        await foreach (
            var row in ledgers[0].ReadDayAsync(new ServiceDay(service, Day), 1, null, CancellationToken.None)
        )
        {
            RowCounts.Add(recount, row, 1);
        }

        var exact = !recount.DifferencesFrom(stripes).Any() && recount.Total().Counts.Interactions == rows;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{hosts, 22} | {rows, 4} | {(double)attempts / commits, 17:F2} | {(exact ? "yes" : "NO")}"
            )
        );
        if (!exact)
        {
            Environment.ExitCode = 1;
        }
    }

    private static Task AddAsync(LedgerOfRows ledger, string service, int index)
    {
        var key = InteractionKey.Of(service, Day, index.ToString(CultureInfo.InvariantCulture), 1);
        return ledger.ChangeAsync(
            key,
            expectNew: true,
            row => new Decision<bool>(row ?? Row(key, index), row is null),
            CancellationToken.None
        );
    }

    private static Interaction Row(InteractionKey key, int index) =>
        new()
        {
            Key = key,
            Report = new ReportedFacts
            {
                InteractionId = index.ToString(CultureInfo.InvariantCulture),
                CompletedAt = new DateTimeOffset(2026, 11, 23, 5, 0, 0, TimeSpan.Zero),
                ReportedAt = new DateTimeOffset(2026, 11, 23, 5, 1, 0, TimeSpan.Zero),
                Assistance = (Assistance)(index % 3),
                Channel = (Channel)(index % 7),
                Outcome = (Outcome)(index % 3),
                Language = (index % 3) switch
                {
                    0 => "kk",
                    1 => "ru",
                    _ => "en",
                },
                Region = string.Create(CultureInfo.InvariantCulture, $"KZ-{10 + (index % 20)}"),
                Model = "assistant-2026",
            },
            Survey = new SurveyProgress
            {
                ExpiresAt = new DateTimeOffset(2026, 12, 7, 5, 0, 0, TimeSpan.Zero),
                LinkIssued = true,
            },
            Sms = new SmsDelivery { Reason = Reason.NoContact },
        };

    /// <summary>The same row in every contender.</summary>
    private static TableEntity Entity(string partition, int index)
    {
        var entity = InteractionRow.Write(
            Row(InteractionKey.Of("bench", Day, index.ToString(CultureInfo.InvariantCulture), 1), index)
        );
        entity.PartitionKey = partition;
        return entity;
    }

    private static async Task InsertAndIncrementAsync(TableClient table, string partition, int index)
    {
        await table.AddEntityAsync(Entity(partition, index));
        while (true)
        {
            try
            {
                var tally = await table.GetEntityIfExistsAsync<TableEntity>(partition, "tally");
                if (tally.HasValue)
                {
                    tally.Value!["N"] = tally.Value.GetInt64("N") + 1;
                    await table.UpdateEntityAsync(tally.Value, tally.Value.ETag, TableUpdateMode.Replace);
                }
                else
                {
                    await table.AddEntityAsync(new TableEntity(partition, "tally") { ["N"] = 1L });
                }

                return;
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412) { }
        }
    }

    private async Task<double> TimeAsync(int writers, int operations, Func<int, Task> operation)
    {
        _next = -1;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(
            Enumerable
                .Range(0, writers)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        int index;
                        while ((index = Interlocked.Increment(ref _next)) < operations)
                        {
                            await operation(index);
                        }
                    })
                )
        );
        return operations / watch.Elapsed.TotalSeconds;
    }

    private SurveyStorage OpenStorage() => new(new TableServiceClient(connection), new QueueServiceClient(connection));

    private static LedgerOfRows OpenLedger(SurveyStorage storage) =>
        new(
            storage,
            new WorkIndex(storage, TimeProvider.System),
            new RollupScheduler(storage, TimeProvider.System, NullLogger<RollupScheduler>.Instance),
            TimeProvider.System,
            NullLogger<LedgerOfRows>.Instance
        );
}
