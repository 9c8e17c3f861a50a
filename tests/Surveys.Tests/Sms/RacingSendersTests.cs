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

/// <summary>Senders that run at the same time, each stopped at a critical point.</summary>
public sealed class RacingSendersTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new(FrontDoor.Start);
    private readonly MemoryTables _tables = new();
    private readonly Mock<ISmsSender> _carrier = new();
    private readonly ServiceProvider[] _hosts;
    private Func<Task>? _duringPost;
    private int _posts;

    public RacingSendersTests()
    {
        _carrier
            .Setup(carrier => carrier.SendAsync(It.IsAny<OutgoingSms>(), It.IsAny<CancellationToken>()))
            .Returns(AcceptAsync);
        _carrier
            .Setup(carrier =>
                carrier.FindAsync(
                    It.IsAny<PhoneNumber>(),
                    It.IsAny<DateTimeOffset>(),
                    It.IsAny<string>(),
                    It.IsAny<CancellationToken>()
                )
            )
            .ReturnsAsync(new FindResult.NotFound());
        var queues = new MemoryQueues(_time);
        _hosts = [.. Enumerable.Range(0, 3).Select(_ => MemoryHost.Open(_tables, queues, _time, _carrier.Object, 1))];
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
    public async Task A_sender_that_loses_the_claim_keeps_the_reservation_of_the_winner()
    {
        var (ours, others) = await ReportTwoAsync();

        // One sender has a reservation and is slow. A second one claims and posts. During its post the first one finds
        // the row claimed, and another service tries to send.
        using var slow = new Hold();
        _tables.After = call => slow.PauseOnce(call is { Table: "contacts", Operation: "Add" or "Update" });
        var loser = Task.Run(() => SendAsync(0, ours), Cancel);
        slow.AwaitPause();
        _duringPost = async () =>
        {
            _duringPost = null;
            slow.Release();
            await loser.WaitAsync(Patience, Cancel);
            await SendAsync(2, others);
        };
        await SendAsync(1, ours);

        Assert.Equal(1, _posts);
        Assert.Equal(SmsState.Sent, (await FindAsync(ours)).Sms.State);
        await SendAsync(2, others);
        Assert.Equal(Reason.Cooldown, (await FindAsync(others)).Sms.Reason);
    }

    [Fact]
    public async Task A_sender_whose_reservation_expired_and_was_taken_releases_its_claim()
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

        Assert.Equal(1, _posts);
        Assert.Equal(
            (SmsState.Scheduled, SmsState.Sent),
            ((await FindAsync(ours)).Sms.State, (await FindAsync(others)).Sms.State)
        );
        await SendAsync(0, ours);
        Assert.Equal(Reason.Cooldown, (await FindAsync(ours)).Sms.Reason);
    }

    [Fact]
    public async Task A_sender_that_resumes_after_a_new_claim_does_not_release_it()
    {
        var (ours, _) = await ReportTwoAsync();
        using var slow = new Hold();
        _tables.After = call => slow.PauseOnce(call.Table is "links");
        var sleeper = Task.Run(() => SendAsync(0, ours), Cancel);
        slow.AwaitPause();
        _time.Advance(TimeSpan.FromMinutes(17));
        await _hosts[1].GetRequiredService<DeliveryReconciler>().SweepAsync(Cancel);
        Assert.Equal(SmsState.Scheduled, (await FindAsync(ours)).Sms.State);
        _duringPost = async () =>
        {
            _duringPost = null;
            slow.Release();
            await sleeper.WaitAsync(Patience, Cancel);
        };
        await SendAsync(1, ours);
        await SendAsync(2, ours);

        Assert.Equal(1, _posts);
        Assert.Equal(SmsState.Sent, (await FindAsync(ours)).Sms.State);
    }

    /// <summary>Two services report the same phone; both have a cool-down.</summary>
    private async Task<(InteractionKey Ours, InteractionKey Others)> ReportTwoAsync()
    {
        var keys = new List<InteractionKey>();
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
            keys.Add(service.KeyOf("one", FrontDoor.Start));
        }

        return (keys[0], keys[1]);
    }

    private async Task<SendResult> AcceptAsync(OutgoingSms message, CancellationToken cancellationToken)
    {
        if (_duringPost is { } act)
        {
            await act();
        }

        return new SendResult.Accepted($"SM{Interlocked.Increment(ref _posts)}");
    }

    private Task SendAsync(int host, InteractionKey key) =>
        _hosts[host].GetRequiredService<SmsDispatcher>().SendDueAsync(key, Cancel);

    private async Task<Interaction> FindAsync(InteractionKey key) =>
        (await _hosts[0].GetRequiredService<Surveys.Ledger.InteractionLedger>().FindAsync(key, Cancel))!;

    /// <summary>Stops the first caller at a point until <see cref="Release"/>.</summary>
    private sealed class Hold : IDisposable
    {
        private readonly ManualResetEventSlim _paused = new();
        private readonly ManualResetEventSlim _released = new();
        private int _callers;

        public void PauseOnce(bool isHere)
        {
            if (isHere && Interlocked.Increment(ref _callers) is 1)
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
}
