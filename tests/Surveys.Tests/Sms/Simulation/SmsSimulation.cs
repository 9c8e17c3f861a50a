using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Surveys.Countries;
using Surveys.Invitations;
using Surveys.Ledger;
using Surveys.ServiceRegister;
using Surveys.Sms;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Sms.Simulation;

/// <summary>
/// Everything that can happen to a text message happens in a random order: two services, two phones, a carrier that
/// loses, repeats and delays, hosts that crash, citizens who answer and opt out between any two steps of a sender.
/// </summary>
internal sealed class SmsSimulation : IAsyncDisposable
{
    private const int Steps = 40;
    private const int CooldownDays = 2;
    private const int ExpiryDays = 6;

    private static readonly string[] Phones = ["+77010000001", "+77010000002"];
    private static readonly TimeSpan[] Jumps =
    [
        TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(40),
        TimeSpan.FromMinutes(3),
        TimeSpan.FromMinutes(17),
        TimeSpan.FromHours(5),
        TimeSpan.FromHours(30),
        TimeSpan.FromDays(3),
    ];
    private static readonly DeliveryStatus[] Statuses =
    [
        DeliveryStatus.InProgress,
        DeliveryStatus.InProgress,
        DeliveryStatus.Delivered,
        DeliveryStatus.Refused,
    ];

    private readonly SimulatedPlatform _platform;
    private readonly SimulatedReporters _reporters;
    private readonly SimulatedCitizens _citizens;
    private readonly Dictionary<InteractionKey, ImmutableHashSet<string>> _answered = [];
    private readonly List<DeliveryReport> _deliveryReports = [];
    private SimulatedCarrier _carrier = null!;

    public SmsSimulation(int seed)
    {
        const string zone = "Asia/Almaty";
        var window = Kazakhstan.Country.SendingWindow!.In(zone, CountryCatalog.Shipped.HolidaysOf(zone));
        _platform = new SimulatedPlatform(
            seed,
            platform => _carrier = new SimulatedCarrier(platform, TimeSpan.FromDays(CooldownDays), window)
        )
        {
            Interrupt = () => ActAsync(mayJump: !_carrier.IsPosting),
            ContactRead = depth => _carrier.RememberOptOuts(depth),
        };
        _reporters = new SimulatedReporters(_platform, ["alpha", "beta"], Phones);
        _citizens = new SimulatedCitizens(_platform, _carrier, _reporters, Phones);
    }

    /// <summary>The steps so far, for the message of a failure.</summary>
    public string Log => _platform.Log;

    public async Task RunAsync()
    {
        await _platform.RegisterAsync(Service("alpha") with { ReminderAfterDays = 2 });
        await _platform.RegisterAsync(Service("beta") with { TextsPerDay = 2 });
        _platform.IsReliable = false;
        for (var step = 0; step < Steps; step++)
        {
            await ActAsync(mayJump: true);
            await CheckAnswersAsync();
        }

        _platform.IsReliable = true;
        await FinishAsync();
        await CheckAnswersAsync();
        await CheckFinalStatesAsync();
        await _platform.Get<RollupJob>().RunAllAsync(CancellationToken.None);
        Assert.Empty((await _platform.Get<LedgerVerifier>().VerifyAsync(CancellationToken.None)).Differences);
    }

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    private static Service Service(string id) =>
        new()
        {
            ServiceId = id,
            Name = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("kk", "Салық"),
            Agency = "Tax",
            Currency = Kazakhstan.Country.Currency,
            TimeZone = Kazakhstan.Country.DefaultZone,
            SendingWindow = Kazakhstan.Country.SendingWindow,
            CooldownDays = CooldownDays,
            ExpiryDays = ExpiryDays,
            Sms = new SmsSettings("+77001112233", 12.5m, TwoWay: true),
        };

    private Task ActAsync(bool mayJump) =>
        _platform.Next(mayJump ? 20 : 17) switch
        {
            0 or 1 or 2 => _reporters.ReportAsync(),
            3 or 4 or 5 or 6 => PumpAsync(),
            7 or 8 => SweepAsync(),
            9 or 10 => _citizens.ReplyAsync(),
            11 or 12 => ReportDeliveryAsync(),
            13 or 14 => _citizens.AnswerOnPageAsync(),
            15 => _citizens.SendCommandAsync(),
            16 => _citizens.OptOutOnPageAsync(),
            _ => JumpAsync(),
        };

    private Task JumpAsync()
    {
        var jump = _platform.Pick(Jumps);
        _platform.Time.Advance(jump);
        _platform.Note($"{jump} pass");
        return Task.CompletedTask;
    }

    private Task<bool> SweepAsync()
    {
        _platform.Note("sweep");
        return _platform.TryAsync(host =>
            host.GetRequiredService<DeliveryReconciler>().SweepAsync(CancellationToken.None)
        );
    }

    /// <summary>
    /// Handles the visible messages of the queue. A message may come twice, be lost, or come back after a crash.
    /// </summary>
    private async Task PumpAsync()
    {
        _platform.Note("pump");
        foreach (var body in _platform.Queues.Of("send").TakeVisible())
        {
            var message = JsonSerializer.Deserialize(body, SendJson.Default.SendMessage)!;
            for (var times = _platform.IsReliable || !_platform.OneIn(5) ? 1 : 2; times > 0; times--)
            {
                if (!await _platform.TryAsync(host => SendDueAsync(host, message)) && !_platform.OneIn(3))
                {
                    await _platform
                        .Queues.Of("send")
                        .SendMessageAsync(body, TimeSpan.FromSeconds(30), cancellationToken: CancellationToken.None);
                }
            }
        }
    }

    /// <summary>Works through a message as the queue handler does, but stops at a crash.</summary>
    private static async Task SendDueAsync(IServiceProvider host, SendMessage message)
    {
        foreach (var key in message.Keys)
        {
            await host.GetRequiredService<SmsDispatcher>().SendDueAsync(key, CancellationToken.None);
        }
    }

    /// <summary>Delivers any delivery report so far: late, repeated, out of order.</summary>
    private async Task ReportDeliveryAsync()
    {
        if (_carrier.Sent.Count > 0 && !_platform.OneIn(3))
        {
            var sent = _platform.Pick(_carrier.Sent);
            _deliveryReports.Add(new DeliveryReport(sent.Key, sent.IsReminder, sent.Sid, _platform.Pick(Statuses)));
        }

        if (_deliveryReports.Count > 0)
        {
            var report = _platform.Pick(_deliveryReports);
            _platform.Note($"delivery report {report.Status} of {report.Key.ServiceDay.ServiceId}");
            await _platform.RetryAsync(host =>
                host.GetRequiredService<DeliveryReportHandler>().HandleAsync(report, CancellationToken.None)
            );
        }
    }

    /// <summary>Lets time pass until every survey is over, without further failures.</summary>
    private async Task FinishAsync()
    {
        for (var hour = 0; hour < 24 * (ExpiryDays + 8); hour += hour < 2 ? 1 : 6)
        {
            _platform.Time.Advance(TimeSpan.FromHours(hour < 2 ? 1 : 6));
            await SweepAsync();
            await PumpAsync();
        }
    }

    /// <summary>A question that was answered stays answered.</summary>
    private async Task CheckAnswersAsync()
    {
        foreach (var key in _reporters.Reports.Select(SimulatedReporters.KeyOf))
        {
            if (await _platform.FindAsync(key) is { } row)
            {
                var known = _answered.GetValueOrDefault(key, []);
                Assert.True(known.IsSubsetOf(row.Survey.Answers.Keys), "An answer was lost.");
                _answered[key] = [.. row.Survey.Answers.Keys];
            }
        }
    }

    /// <summary>Every message has a final state that agrees with the carrier, and no phone number is left.</summary>
    private async Task CheckFinalStatesAsync()
    {
        foreach (var report in _reporters.Reports)
        {
            var row = (await _platform.FindAsync(SimulatedReporters.KeyOf(report)))!;
            var count = _carrier.Sent.Count(sent => sent.Key == row.Key && !sent.IsReminder);
            var isSent =
                row.Sms.Sid is not null || row is { Sms.State: SmsState.Undelivered, Sms.Reason: Reason.Unknown };
            Assert.True(
                row.Sms.State is not (SmsState.Scheduled or SmsState.Sending)
                    && row.Sms.ReminderState is not (ReminderState.Scheduled or ReminderState.Sending),
                $"{report.InteractionId} has no final state: {row.Sms.State}, {row.Sms.ReminderState}."
            );
            Assert.True(
                count is 0 or 1 && (count is 0 || isSent) && (row.Sms.Sid is null || count is 1),
                $"{report.InteractionId} left {count} times, and its row says {row.Sms.State}."
            );
            Assert.True(row.Contact.SealedPhone is null, $"The phone of {report.InteractionId} is still stored.");
        }
    }
}
