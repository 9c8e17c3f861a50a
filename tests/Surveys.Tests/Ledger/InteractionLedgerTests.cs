using Azure.Core;
using Azure.Core.Pipeline;
using Microsoft.Extensions.Time.Testing;
using Surveys.Ledger;
using Surveys.Scoring;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Ledger;

public sealed class LedgerTests(StorageFixture account) : IClassFixture<StorageFixture>, IDisposable
{
    private readonly LogCollector _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task What_is_written_is_read_back_equal_in_every_field()
    {
        var host = Open();
        var random = new Random(1);
        foreach (var row in Enumerable.Range(0, 100).Select(_ => Interactions.Random("equal", random)))
        {
            Assert.True(await host.AddAsync(row));
            var found = await host.Ledger.FindAsync(row.Key, TestContext.Current.CancellationToken);
            Assert.Equivalent(row, found, strict: true);
        }

        await host.RecountAsync();
    }

    [Fact]
    public async Task A_row_that_was_just_read_is_read_again_only_where_it_has_changed_since()
    {
        var reads = new ReadCounter();
        LedgerHost[] hosts = [new(account, _log, TimeProvider.System, reads), Open()];
        var row = Interactions.Row("known", 1);
        await hosts[1].AddAsync(row);
        var known = (await hosts[0].Ledger.ReadAsync(row.Key, TestContext.Current.CancellationToken))!;
        await AnswerAsync(known, "1");
        reads.Count = 0;
        known = (await hosts[0].Ledger.ReadAsync(row.Key, TestContext.Current.CancellationToken))!;
        var (seen, stored) = await AnswerAsync(known, "2");
        Assert.Equal(["1"], seen);
        (seen, stored) = await AnswerAsync(stored!, "3");
        Assert.Equal(["2"], seen);
        Assert.Equal(1, reads.Count);

        await hosts[1].ChangeAsync(row.Key, stale => stale.WithAnswer("satisfaction", "4"));
        (seen, stored) = await AnswerAsync(stored!, "5");
        Assert.Equal(["3", "4"], seen);
        Assert.Equivalent(
            await hosts[1].Ledger.ReadAsync(row.Key, TestContext.Current.CancellationToken),
            stored,
            strict: true
        );
        await hosts[0].RecountAsync();

        async Task<(List<string?> Seen, StoredRow? Stored)> AnswerAsync(StoredRow from, string choice)
        {
            var rows = new List<string?>();
            var (_, after) = await hosts[0]
                .Ledger.ChangeAsync(
                    from,
                    stale =>
                    {
                        rows.Add(stale!.Survey.Satisfaction?.Choice);
                        return new Decision<bool>(stale.WithAnswer("satisfaction", choice), true);
                    },
                    TestContext.Current.CancellationToken
                );
            return (rows, after);
        }
    }

    [Fact]
    public async Task Counts_stay_exact_under_a_thousand_concurrent_changes_by_two_hosts()
    {
        LedgerHost[] hosts = [Open(), Open()];
        var random = new Random(2);
        var work = Enumerable
            .Range(0, 1_000)
            .Select(i =>
                (
                    Host: hosts[i % 2],
                    Row: Interactions.Row("busy", random.Next(300)),
                    Choice: (Text: $"{1 + random.Next(5)}", Withdraw: random.Next(20) is 0)
                )
            )
            .ToList();
        await Task.WhenAll(
            work.Select(item =>
                item.Host.Ledger.ChangeAsync(
                    item.Row.Key,
                    expectNew: item.Choice.Withdraw,
                    stored => new Decision<bool>(
                        (stored ?? item.Row)
                            .WithAnswer("satisfaction", item.Choice.Text)
                            .WithSurvey(survey =>
                                survey with
                                {
                                    Withdrawn = item.Choice.Withdraw || stored is { Survey.Withdrawn: true },
                                }
                            ),
                        true
                    ),
                    TestContext.Current.CancellationToken
                )
            )
        );

        await hosts[0].RecountAsync();
        var stripes = (
            await hosts[1]
                .Folding.SumCounterShardsAsync(
                    new ServiceDay("busy", new DateOnly(2026, 11, 23)),
                    TestContext.Current.CancellationToken
                )
        )
            .Total()
            .Counts;
        Assert.Equal(
            work.Select(item => item.Row.Report.InteractionId).Distinct().Count(),
            stripes.Interactions + stripes[Counters.Withdrawn]
        );
    }

    [Fact]
    public async Task An_array_that_is_repeated_by_all_is_new_exactly_once()
    {
        LedgerHost[] hosts = [Open(), Open()];
        var rows = Enumerable.Range(0, 200).Select(number => Interactions.Row("repeated", number)).ToList();
        var news = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(caller =>
                    Task.Run(async () =>
                    {
                        var ids = new List<string>();
                        for (var time = 0; time < 3; time++)
                        {
                            var isNew = await Task.WhenAll(rows.Select(row => hosts[caller % 2].AddAsync(row)));
                            ids.AddRange(
                                rows.Where((_, index) => isNew[index]).Select(row => row.Report.InteractionId)
                            );
                        }

                        return ids;
                    })
                )
        );

        Assert.Equal(
            rows.Select(row => row.Report.InteractionId).Order(StringComparer.Ordinal),
            news.SelectMany(ids => ids).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            rows.Count,
            (
                await hosts[0]
                    .Folding.SumCounterShardsAsync(rows[0].Key.ServiceDay, TestContext.Current.CancellationToken)
            )
                .Total()
                .Counts.Interactions
        );
        await hosts[0].RecountAsync();
    }

    [Fact]
    public async Task A_fault_in_one_decision_fails_its_caller_alone()
    {
        var host = Open();
        var neighbours = Enumerable
            .Range(0, 20)
            .Select(number => host.AddAsync(Interactions.Row("fault", number)))
            .ToList();
        var fault = host.Ledger.ChangeAsync<bool>(
            Interactions.Row("fault", 5).Key,
            expectNew: false,
            _ => throw new FormatException("This one."),
            TestContext.Current.CancellationToken
        );
        Assert.All(await Task.WhenAll(neighbours), Assert.True);
        await Assert.ThrowsAsync<FormatException>(() => fault);
    }

    [Fact]
    public async Task A_change_that_nobody_waits_for_any_more_is_dropped_unless_it_is_under_way()
    {
        var wire = new HeldWire();
        var host = new LedgerHost(account, _log, TimeProvider.System, wire);
        using var gone = new CancellationTokenSource();
        Task<bool> ChangeAsync(int number) =>
            host.Ledger.ChangeAsync(
                Interactions.Row("gone", number).Key,
                expectNew: true,
                row => new Decision<bool>(row ?? Interactions.Row("gone", number), true),
                gone.Token
            );
        var underWay = ChangeAsync(1);
        await wire.Reached.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        var waiting = ChangeAsync(2);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => underWay);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        wire.Release();

        Assert.True(await host.AddAsync(Interactions.Row("gone", 3)));
        Assert.NotNull(
            await host.Ledger.FindAsync(Interactions.Row("gone", 1).Key, TestContext.Current.CancellationToken)
        );
        Assert.Null(
            await host.Ledger.FindAsync(Interactions.Row("gone", 2).Key, TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task A_month_is_the_sum_of_its_days()
    {
        var host = Open();
        await Task.WhenAll(
            Enumerable
                .Range(0, 60)
                .Select(number =>
                    host.AddAsync(Interactions.Row("month", number, 1 + (number % 3)).WithAnswer("satisfaction", "4"))
                )
        );
        await host.Folding.RunAllAsync(TestContext.Current.CancellationToken);

        var month = await RollupsTable.FindMonthAsync(
            host.Storage,
            "2026-11",
            "month",
            only: null,
            TestContext.Current.CancellationToken
        );
        var days = await RollupsTable.ReadDaysAsync(
            host.Storage,
            "2026-11",
            "month",
            TestContext.Current.CancellationToken
        );
        Assert.Equal(60, month!.Total().Counts.Interactions);
        Assert.Equal(60, month.Total().Counts[Counters.Answer("satisfaction", "4")]);
        Assert.Equal([20, 20, 20], days.Values.Select(day => day.Total().Counts.Interactions));
        await host.RecountAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_wire_that_loses_requests_and_answers_changes_no_count(int seed)
    {
        var random = new Random(seed);
        // Every fourth goes well, so that the SDK doesn't give up.
        var wire = new FailingWire(number => number % 4 is 0 ? WireFault.None : (WireFault)random.Next(3));
        var host = new LedgerHost(account, _log, TimeProvider.System, wire);
        var service = $"wire-{seed}";
        for (var round = 0; round < 8; round++)
        {
            // A row in the fifth round and later answers; before, rows are new. Each caller learns the truth although its answer was lost.
            var rows = Enumerable.Range(round % 4 * 10, 10).Select(number => Interactions.Row(service, number));
            var isNew = await Task.WhenAll(
                rows.Select(row =>
                    host.Ledger.ChangeAsync(
                        row.Key,
                        expectNew: true,
                        stored => new Decision<bool>(stored?.WithAnswer("satisfaction", "3") ?? row, stored is null),
                        TestContext.Current.CancellationToken
                    )
                )
            );
            Assert.All(isNew, each => Assert.Equal(round < 4, each));
        }

        var counts = (
            await host.Folding.SumCounterShardsAsync(
                Interactions.Row(service, 0).Key.ServiceDay,
                TestContext.Current.CancellationToken
            )
        )
            .Total()
            .Counts;
        Assert.Equal((40, 40), (counts.Interactions, counts[Counters.Answer("satisfaction", "3")]));
        await Open().RecountAsync();
    }

    [Fact]
    public async Task A_commit_whose_every_answer_was_lost_is_known_by_its_id()
    {
        var host = new LedgerHost(
            account,
            _log,
            TimeProvider.System,
            new FailingWire(number => number <= 4 ? WireFault.AnswerLost : WireFault.None)
        );
        Assert.True(await host.AddAsync(Interactions.Row("lost", 1)));
        Assert.Equal((1, 1), host.Ledger.CommitStatistics);
        await host.RecountAsync();
    }

    [Fact]
    public async Task Where_the_line_stays_dead_the_caller_is_told_to_come_again()
    {
        _log.Expect("A commit on dead_20261123_0");
        var isDead = true;
        var host = new LedgerHost(
            account,
            _log,
            TimeProvider.System,
            new FailingWire(_ => isDead ? WireFault.Cut : WireFault.None)
        );
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => host.AddAsync(Interactions.Row("dead", 1)));
        isDead = false;
        Assert.True(await host.AddAsync(Interactions.Row("dead", 1)));
    }

    [Fact]
    public async Task Regions_past_the_fortieth_of_a_day_are_counted_as_other()
    {
        var host = Open();
        foreach (var number in Enumerable.Range(0, 45))
        {
            await host.AddAsync(
                Interactions.Row("regions", number).WithReport(report => report with { Region = $"KZ-{number}" })
            );
        }

        var tally = await host.Folding.SumCounterShardsAsync(
            Interactions.Row("regions", 0).Key.ServiceDay,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(5, tally.By(Dimensions.Region)[Tally.Other].Counts.Interactions);
        await host.RecountAsync();
    }

    [Fact]
    public async Task A_day_leaves_the_work_when_nothing_is_open_and_it_was_quiet_for_five_minutes()
    {
        var time = new FakeTimeProvider(Interactions.Noon);
        var host = new LedgerHost(account, _log, time);
        var row = Interactions
            .Row("quiet", 1)
            .WithSms(sms => sms with { State = SmsState.Scheduled, Reason = null, SendAt = Interactions.Noon });
        var day = row.Key.ServiceDay;
        await host.AddAsync(row);
        async Task<bool> IsListedAfterAFoldAsync()
        {
            await host.Folding.RunAsync(day, TestContext.Current.CancellationToken);
            return await host.Work.FindAsync(day, TestContext.Current.CancellationToken) is not null;
        }

        time.Advance(TimeSpan.FromMinutes(6));
        Assert.True(await IsListedAfterAFoldAsync(), "A text is still open.");
        await host.ChangeAsync(row.Key, stored => stored with { Sms = stored.Sms with { State = SmsState.Delivered } });
        Assert.True(await IsListedAfterAFoldAsync(), "It was written just now.");
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.True(await IsListedAfterAFoldAsync(), "Five minutes are not more than five minutes.");
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await IsListedAfterAFoldAsync());
        await host.ChangeAsync(row.Key, stored => stored.WithAnswer("satisfaction", "5"));
        Assert.True(
            await host.Work.FindAsync(day, TestContext.Current.CancellationToken) is not null,
            "A late answer lists the day again."
        );
    }

    private LedgerHost Open() => new(account, _log, TimeProvider.System);

    /// <summary>Counts what is read from the ledger.</summary>
    private sealed class ReadCounter : HttpPipelinePolicy
    {
        private int _count;

        public int Count
        {
            get => Volatile.Read(ref _count);
            set => Volatile.Write(ref _count, value);
        }

        public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            if (
                message.Request.Method == RequestMethod.Get
                && message.Request.Uri.Path.Contains("ledger", StringComparison.Ordinal)
            )
            {
                Interlocked.Increment(ref _count);
            }

            return ProcessNextAsync(message, pipeline);
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            throw new NotSupportedException("The ledger never waits on a thread.");
    }
}
