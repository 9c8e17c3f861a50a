using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Surveys.Interactions;
using Surveys.Invitations;
using Surveys.Ledger;
using Surveys.Privacy;
using Surveys.ServiceRegister;
using Surveys.Sms;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Sms;

/// <summary>Senders that really run at once, each held at the one point where it could do harm.</summary>
public sealed class RacingSendersTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new(FrontDoor.Start);
    private readonly MemoryTables _tables = new();
    private readonly HeldCarrier _carrier = new();
    private readonly ServiceProvider[] _hosts;

    public RacingSendersTests()
    {
        var queues = new MemoryQueues(_time);
        _hosts = [.. Enumerable.Range(0, 3).Select(_ => MemoryHost.Open(_tables, queues, _time, _carrier, 1))];
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }
    }

    [Fact]
    public async Task Who_loses_the_claim_leaves_the_reservation_to_whoever_won_it()
    {
        var (ours, others) = await ReportTwoAsync();

        // One sender has reserved and is slow; a second claims and posts; in the middle of its post the first finds the row taken, and another service tries.
        using var slow = new Hold();
        _tables.After = call => slow.PauseOnce(call is { Table: "contacts", Operation: "Add" or "Update" });
        var loser = Task.Run(() => SendAsync(0, ours), Cancel);
        slow.AwaitPause();
        _carrier.Posting = async () =>
        {
            _carrier.Posting = null;
            slow.Release();
            await loser.WaitAsync(Patience, Cancel);
            await SendAsync(2, others);
        };
        await SendAsync(1, ours);

        Assert.Equal(1, _carrier.Posts);
        Assert.Equal(SmsState.Sent, (await FindAsync(ours)).Sms.State);
        await SendAsync(2, others);
        Assert.Equal(Reason.Cooldown, (await FindAsync(others)).Sms.Reason);
    }

    [Fact]
    public async Task Whose_reservation_was_taken_over_gives_the_claim_back()
    {
        var (ours, others) = await ReportTwoAsync();
        using var slow = new Hold();
        _tables.After = call => slow.PauseOnce(call is { Table: "contacts", Operation: "Add" or "Update" });
        var sleeper = Task.Run(() => SendAsync(0, ours), Cancel);
        slow.AwaitPause();
        _time.Advance(TimeSpan.FromMinutes(3));
        await SendAsync(1, others);
        slow.Release();
        await sleeper.WaitAsync(Patience, Cancel);

        Assert.Equal(1, _carrier.Posts);
        Assert.Equal(
            (SmsState.Scheduled, SmsState.Sent),
            ((await FindAsync(ours)).Sms.State, (await FindAsync(others)).Sms.State)
        );
        await SendAsync(0, ours);
        Assert.Equal(Reason.Cooldown, (await FindAsync(ours)).Sms.Reason);
    }

    [Fact]
    public async Task Who_wakes_up_after_the_row_was_claimed_anew_gives_nothing_back()
    {
        var (ours, _) = await ReportTwoAsync();
        using var slow = new Hold();
        _tables.After = call => slow.PauseOnce(call.Table is "links");
        var sleeper = Task.Run(() => SendAsync(0, ours), Cancel);
        slow.AwaitPause();
        _time.Advance(TimeSpan.FromMinutes(17));
        await _hosts[1].GetRequiredService<DeliveryReconciler>().SweepAsync(Cancel);
        Assert.Equal(SmsState.Scheduled, (await FindAsync(ours)).Sms.State);
        _carrier.Posting = async () =>
        {
            _carrier.Posting = null;
            slow.Release();
            await sleeper.WaitAsync(Patience, Cancel);
        };
        await SendAsync(1, ours);
        await SendAsync(2, ours);

        Assert.Equal(1, _carrier.Posts);
        Assert.Equal(SmsState.Sent, (await FindAsync(ours)).Sms.State);
    }

    /// <summary>Two services want to text one citizen, who is cooling down after either.</summary>
    private async Task<(InteractionKey Ours, InteractionKey Others)> ReportTwoAsync()
    {
        var places = new List<InteractionKey>();
        foreach (var id in (string[])["ours", "others"])
        {
            await MemoryHost.RegisterAsync(_hosts[0], id, cooldownDays: 30);
            var service = (await _hosts[0].GetRequiredService<ServicesTable>().FindAsync(id, Cancel))!;
            var report = new InteractionReport
            {
                Language = "kk",
                ServiceId = id,
                InteractionId = "one",
                CompletedAt = FrontDoor.Start,
                Assistance = Assistance.Ai,
                Channel = Channel.Web,
                Phone = "+77010000001",
                SmsConsent = true,
            };
            await _hosts[0].GetRequiredService<InteractionIntake>().AcceptAsync(report, service, import: false, Cancel);
            places.Add(service.KeyOf("one", FrontDoor.Start));
        }

        return (places[0], places[1]);
    }

    private Task SendAsync(int host, InteractionKey key) =>
        _hosts[host].GetRequiredService<SmsDispatcher>().SendDueAsync(key, Cancel);

    private async Task<Interaction> FindAsync(InteractionKey key) =>
        (await _hosts[0].GetRequiredService<Surveys.Ledger.InteractionLedger>().FindAsync(key, Cancel))!;

    /// <summary>Holds the first caller that comes to a point, until it is let go.</summary>
    private sealed class Hold : IDisposable
    {
        private readonly ManualResetEventSlim _paused = new();
        private readonly ManualResetEventSlim _released = new();
        private int _comers;

        public void PauseOnce(bool isHere)
        {
            if (isHere && Interlocked.Increment(ref _comers) is 1)
            {
                _paused.Set();
                Assert.True(_released.Wait(Patience, Cancel));
            }
        }

        public void AwaitPause() => Assert.True(_paused.Wait(Patience, Cancel));

        public void Release() => _released.Set();

        public void Dispose()
        {
            _paused.Dispose();
            _released.Dispose();
        }
    }

    /// <summary>A carrier that takes everything; the test acts while a post is under way.</summary>
    private sealed class HeldCarrier : ISmsSender
    {
        private int _posts;

        public Func<Task>? Posting { get; set; }

        public int Posts => _posts;

        public async Task<SendResult> SendAsync(OutgoingSms message, CancellationToken cancellationToken)
        {
            if (Posting is { } act)
            {
                await act();
            }

            return new SendResult.Accepted($"SM{Interlocked.Increment(ref _posts)}");
        }

        public Task<FindResult> FindAsync(
            PhoneNumber to,
            DateTimeOffset since,
            string code,
            CancellationToken cancellationToken
        ) => Task.FromResult<FindResult>(new FindResult.NotFound());
    }
}
