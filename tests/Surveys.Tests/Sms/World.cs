using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Surveys.Calendar;
using Surveys.Countries;
using Surveys.Interactions;
using Surveys.Invitations;
using Surveys.Ledger;
using Surveys.Privacy;
using Surveys.Questionnaires;
using Surveys.ServiceRegister;
using Surveys.Sms;
using Surveys.Sms.Twilio;
using Surveys.Storage;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Sms;

/// <summary>A host died in the middle of what it did.</summary>
internal sealed class CrashException() : Exception("The host died here.");

/// <summary>
/// A small world on which everything that can happen to a text happens in a random order: two services, two phones, a carrier that loses, doubles and delays,
/// hosts that die at any call of storage or carrier, citizens who answer and say STOP between any two steps of a sender. All randomness comes from the seed,
/// and everything runs on one line of time, so a seed that failed fails again.
/// </summary>
internal sealed class World : ISmsSender, IAsyncDisposable
{
    private const int Steps = 40;
    private const int CooldownDays = 2;
    private const int ExpiryDays = 6;

    private static readonly string[] Numbers = ["+77010000001", "+77010000002"];
    private static readonly string[] Texts =
    [
        "5",
        "4",
        "2",
        "оценка 3",
        "да",
        "спасибо",
        "Долго ждал",
        "не знаю",
        "4-5",
    ];
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
    private static readonly SendingWindow Window = new(
        "Asia/Almaty",
        new HashSet<DayOfWeek>
        {
            DayOfWeek.Monday,
            DayOfWeek.Tuesday,
            DayOfWeek.Wednesday,
            DayOfWeek.Thursday,
            DayOfWeek.Friday,
        },
        TimeSpan.FromHours(9),
        TimeSpan.FromHours(21),
        CountryCatalog.Shipped.HolidaysOf("Asia/Almaty").IsDayOff
    );

    private static readonly IConfiguration Configuration = new ConfigurationBuilder()
        .AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Surveys:PublicUrl"] = "https://surveys.example.kz",
                ["Surveys:ShortUrl"] = "gov.kz/s/",
                ["Surveys:Keys:Ring:0:Version"] = "1",
                ["Surveys:Keys:Ring:0:Secret"] = Convert.ToBase64String(
                    Encoding.ASCII.GetBytes("the tests' secret of 32 bytes ok")
                ),
                ["Surveys:Sms:TextsPerSecond"] = "10000",
            }
        )
        .Build();

    private readonly Random _random;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 6, 0, 0, TimeSpan.Zero));
    private readonly MemoryTables _tables = new();
    private readonly MemoryQueues _queues;
    private readonly ServiceProvider[] _hosts;
    private readonly List<(
        string Sid,
        OutgoingSms Text,
        InteractionKey Place,
        bool IsReminder,
        DateTimeOffset At
    )> _left = [];
    private readonly HashSet<string> _stopped = [];
    private readonly Dictionary<int, ImmutableHashSet<string>> _stoppedAtLook = [];
    private readonly Dictionary<InteractionKey, ImmutableHashSet<string>> _answered = [];
    private readonly List<InteractionReport> _reports = [];
    private readonly List<InboundSms> _texts = [];
    private readonly List<DeliveryReport> _statuses = [];
    private readonly List<string> _story = [];
    private int _depth;
    private int _intrusions;
    private int _posts;
    private int _number;
    private bool _calm;

    public World(int seed)
    {
        _random = new Random(seed);
        _queues = new MemoryQueues(_time);
        _hosts = [Open(), Open()];
        _tables.Before = call =>
        {
            // Between the steps of a sender, and never while the ledger's own loop holds a partition.
            if (call.Table is "contacts" or "links")
            {
                Intrude();
            }

            if (call is { Table: "contacts", Operation: "Get" })
            {
                _stoppedAtLook[_depth] = [.. _stopped];
            }

            PerhapsDie();
        };
        _tables.After = _ => PerhapsDie();
    }

    /// <summary>What happened, for the message of a failure.</summary>
    public string Story => string.Join('\n', _story);

    public async Task RunAsync()
    {
        _calm = true;
        foreach (var id in (string[])["alpha", "beta"])
        {
            await Get<ServicesTable>()
                .WriteAsync(
                    new Service
                    {
                        ServiceId = id,
                        Name = ImmutableSortedDictionary
                            .Create<string, string>(StringComparer.Ordinal)
                            .Add("kk", "Салық"),
                        Agency = "Tax",
                        Currency = Kazakhstan.Country.Currency,
                        TimeZone = Kazakhstan.Country.DefaultZone,
                        SendingWindow = Kazakhstan.Country.SendingWindow,
                        CooldownDays = CooldownDays,
                        ExpiryDays = ExpiryDays,
                        ReminderAfterDays = id is "alpha" ? 2 : null,
                        TextsPerDay = id is "beta" ? 2 : null,
                        Sms = new SmsSettings("+77001112233", 12.5m, TwoWay: true),
                    },
                    null,
                    CancellationToken.None
                );
        }

        _calm = false;
        for (var step = 0; step < Steps; step++)
        {
            await ActAsync(mayJump: true);
            await CheckAnswersAsync();
        }

        await ComeToRestAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }
    }

    async Task<SendResult> ISmsSender.SendAsync(OutgoingSms message, CancellationToken cancellationToken)
    {
        // A post lasts ten seconds at most: no clock jumps meanwhile.
        var depth = _depth;
        _posts++;
        try
        {
            Intrude();
        }
        finally
        {
            _posts--;
        }

        await Task.CompletedTask;
        switch (_calm ? 0 : _random.Next(14))
        {
            case 1:
                return new SendResult.Throttled(TimeSpan.FromSeconds(5));
            case 2:
                return new SendResult.Refused(Refusal.Temporary, "30001");
            case 3:
                return new SendResult.Refused(Refusal.Permanent, "21612");
            case 4:
                Tell("the carrier never got it, and no answer came");
                return new SendResult.Unknown();
            case 5:
                throw new CrashException();
            case 6:
                Leave(message, depth);
                Tell("no answer came");
                throw new HttpRequestException("The line was cut.");
            case 7:
                Leave(message, depth);
                throw new CrashException();
            default:
                return new SendResult.Accepted(Leave(message, depth));
        }
    }

    Task<FindResult> ISmsSender.FindAsync(
        PhoneNumber to,
        DateTimeOffset since,
        string code,
        CancellationToken cancellationToken
    )
    {
        PerhapsDie();
        if (!_calm && _random.Next(6) is 0)
        {
            Tell("the carrier's list can't be read");
            return Task.FromResult<FindResult>(new FindResult.Inconclusive());
        }

        var found = _left.LastOrDefault(left =>
            left.Text.To == to && left.At >= since && left.Text.Body.Contains(code, StringComparison.Ordinal)
        );
        return Task.FromResult<FindResult>(
            found.Sid is null ? new FindResult.NotFound() : new FindResult.Found(found.Sid, DeliveryStatus.InProgress)
        );
    }

    /// <summary>A text leaves: here is where the promises are kept or broken.</summary>
    private string Leave(OutgoingSms message, int depth)
    {
        var (key, isReminder) = Get<StatusCallback>().Read(message.StatusCallback.Query.Split('=')[1])!.Value;
        var now = _time.GetUtcNow();
        var phone = message.To.E164;
        Tell($"{(isReminder ? "REMINDER" : "INVITATION")} {key.ServiceDay.ServiceId} to {phone}");
        Assert.False(
            _left.Exists(left => left.Place == key && left.IsReminder == isReminder),
            "Two texts for one interaction."
        );
        Assert.False(_stoppedAtLook[depth].Contains(phone), "A text to somebody who had opted out.");
        Assert.True(
            Window.Contains(now) && now + message.Validity <= Window.ClosesAfter(now),
            "A text outside the window."
        );
        Assert.False(
            !isReminder
                && _left.Exists(left =>
                    left.Text.To == message.To && !left.IsReminder && left.At.AddDays(CooldownDays) > now
                ),
            "A text within the cool-down."
        );
        var sid = string.Create(CultureInfo.InvariantCulture, $"SM{_left.Count:x32}");
        _left.Add((sid, message, key, isReminder, now));
        return sid;
    }

    private async Task ActAsync(bool mayJump)
    {
        switch (_random.Next(mayJump ? 20 : 17))
        {
            case 0 or 1 or 2:
                await ReportAsync();
                break;
            case 3 or 4 or 5 or 6:
                await PumpAsync();
                break;
            case 7 or 8:
                Tell("sweep");
                await TryAsync(host =>
                    host.GetRequiredService<DeliveryReconciler>().SweepAsync(CancellationToken.None)
                );
                break;
            case 9 or 10:
                await TextAsync();
                break;
            case 11 or 12:
                await ReportStatusAsync();
                break;
            case 13 or 14:
                await AnswerOnPageAsync();
                break;
            case 15:
                await CommandAsync();
                break;
            case 16:
                await StopOnPageAsync();
                break;
            default:
                var jump = Jumps[_random.Next(Jumps.Length)];
                _time.Advance(jump);
                Tell($"{jump} pass");
                break;
        }
    }

    private async Task ReportAsync()
    {
        InteractionReport report;
        if (_reports.Count > 0 && _random.Next(2) is 0)
        {
            report = _reports[_random.Next(_reports.Count)];
        }
        else
        {
            report = new InteractionReport
            {
                Language = "kk",
                ServiceId = _random.Next(2) is 0 ? "alpha" : "beta",
                InteractionId = string.Create(CultureInfo.InvariantCulture, $"i{_number++}"),
                CompletedAt = _time.GetUtcNow(),
                Assistance = Assistance.Ai,
                Channel = Channel.Web,
                Phone = Numbers[_random.Next(Numbers.Length)],
                SmsConsent = true,
            };
            _reports.Add(report);
        }

        Tell($"report {report.InteractionId} of {report.ServiceId} for {report.Phone}");
        await UntilDoneAsync(async host =>
        {
            var service = await host.GetRequiredService<ServicesTable>()
                .FindAsync(report.ServiceId, CancellationToken.None);
            if (
                (
                    await host.GetRequiredService<InteractionIntake>()
                        .AcceptAsync(report, service!, import: false, CancellationToken.None)
                ).Text is
                { } due
            )
            {
                await host.GetRequiredService<SendScheduler>().ScheduleAsync([due], CancellationToken.None);
            }
        });
    }

    /// <summary>Handles what the queue shows: a message may come twice, be lost (its host died for good) or come back after its handler died.</summary>
    private async Task PumpAsync()
    {
        Tell("pump");
        foreach (var body in _queues.Of("send").TakeVisible())
        {
            var message = JsonSerializer.Deserialize(body, SendJson.Default.SendMessage)!;
            for (var times = _calm || _random.Next(5) > 0 ? 1 : 2; times > 0; times--)
            {
                if (!await TryAsync(host => SendDueAsync(host, message)) && _random.Next(3) > 0)
                {
                    await _queues
                        .Of("send")
                        .SendMessageAsync(body, TimeSpan.FromSeconds(30), cancellationToken: CancellationToken.None);
                }
            }
        }
    }

    /// <summary>As the handler does it, but that a host which dies does nothing more.</summary>
    private static async Task SendDueAsync(IServiceProvider host, SendMessage message)
    {
        foreach (var key in message.Keys)
        {
            await host.GetRequiredService<SmsDispatcher>().SendDueAsync(key, CancellationToken.None);
        }
    }

    private async Task TextAsync()
    {
        var isRepeat = _texts.Count > 0 && _random.Next(4) is 0;
        var phone = Numbers[_random.Next(Numbers.Length)];
        var message = isRepeat
            ? _texts[_random.Next(_texts.Count)]
            : new InboundSms(
                string.Create(CultureInfo.InvariantCulture, $"IN{_texts.Count}"),
                PhoneNumber.OfE164(phone),
                "+77001112233",
                Texts[_random.Next(Texts.Length)],
                ReplyCommand.None
            );
        var isFirst = !isRepeat;
        Tell($"{message.From.E164} writes {message.Body}{(isRepeat ? " (again)" : "")}");
        var before = await OpenSurveysAsync(message.From.E164);
        var wasStopped = _stopped.Contains(message.From.E164);
        var intrusions = _intrusions;
        string? reply = null;
        await UntilDoneAsync(async host =>
            reply = await host.GetRequiredService<InboundSmsHandler>().HandleAsync(message, CancellationToken.None)
        );
        if (!isFirst)
        {
            return;
        }

        _texts.Add(message);
        var rating = ReplyReader.RatingOf(message.Body);
        if (intrusions != _intrusions)
        {
            // Somebody came between, perhaps with a word of the same citizen: what holds then is looked at elsewhere.
            return;
        }

        if (wasStopped)
        {
            Assert.Null(reply);
        }
        else if (rating is not null && before.Count > 0)
        {
            // Whoever has an open survey on the phone and sends a mark has it taken by a survey, whatever died between text and record.
            // One that may have left, for all that the platform can know, takes it as well.
            var after = new List<Interaction>();
            foreach (var report in _reports.Where(report => report.Phone == message.From.E164))
            {
                if (await FindAsync(PlaceOf(report)) is { } row)
                {
                    after.Add(row);
                }
            }

            Assert.True(
                after.Exists(row => row.Survey.Inbounds.Any(inbound => inbound.Sid == message.Sid)),
                "A mark by text was taken by no survey."
            );
            var isFresh = before.TrueForAll(row =>
                row.Survey.Answers.Values.All(answer =>
                    answer.Link is not AnswerLink.Reply || _time.GetUtcNow() - answer.At > AnswerRules.CorrectionPeriod
                )
            );
            var isUnasked = before.TrueForAll(row => row.Survey.Conversation is null && row.Survey.Answers.IsEmpty);
            if (isFresh && isUnasked)
            {
                Assert.True(
                    after.Exists(row =>
                        row.Survey.Satisfaction?.Choice == rating.Value.ToString(CultureInfo.InvariantCulture)
                        && row.Survey.Inbounds.LastOrDefault()?.Sid == message.Sid
                    ),
                    "A mark by text was lost."
                );
            }
        }
    }

    /// <summary>The surveys whose text certainly reached a phone and that still take answers.</summary>
    private async Task<List<Interaction>> OpenSurveysAsync(string phone)
    {
        var rows = new List<Interaction>();
        foreach (
            var key in _left.Where(left => left.Text.To.E164 == phone && !left.IsReminder).Select(left => left.Place)
        )
        {
            if (await FindAsync(key) is { } row && AnswerRules.IsOpen(row, _time.GetUtcNow()))
            {
                rows.Add(row);
            }
        }

        return rows;
    }

    private async Task CommandAsync()
    {
        var phone = Numbers[_random.Next(Numbers.Length)];
        var isStop = _random.Next(2) is 0;
        var message = new InboundSms(
            string.Create(CultureInfo.InvariantCulture, $"CMD{_number++}"),
            PhoneNumber.OfE164(phone),
            "+77001112233",
            isStop ? "Стоп, спасибо" : "START",
            ReplyCommand.None
        );
        Tell($"{phone} writes {message.Body}");
        await UntilDoneAsync(host =>
            host.GetRequiredService<InboundSmsHandler>().HandleAsync(message, CancellationToken.None)
        );
        _ = isStop ? _stopped.Add(phone) : _stopped.Remove(phone);
    }

    private async Task StopOnPageAsync()
    {
        if (_reports.Count is 0)
        {
            return;
        }

        var report = _reports[_random.Next(_reports.Count)];
        if (await FindAsync(PlaceOf(report)) is { } row)
        {
            Tell($"STOP on the page of {report.InteractionId}");
            var stopped = false;
            await UntilDoneAsync(async host =>
                stopped = await host.GetRequiredService<OptOuts>().StopAsync(row, CancellationToken.None)
            );
            if (stopped)
            {
                _stopped.Add(report.Phone!);
            }
        }
    }

    private async Task ReportStatusAsync()
    {
        if (_left.Count > 0 && _random.Next(3) > 0)
        {
            var left = _left[_random.Next(_left.Count)];
            _statuses.Add(
                new DeliveryReport(
                    left.Place,
                    left.IsReminder,
                    left.Sid,
                    new[]
                    {
                        DeliveryStatus.InProgress,
                        DeliveryStatus.InProgress,
                        DeliveryStatus.Delivered,
                        DeliveryStatus.Refused,
                    }[_random.Next(4)]
                )
            );
        }

        if (_statuses.Count > 0)
        {
            // Any of them: late, doubled, out of order.
            var status = _statuses[_random.Next(_statuses.Count)];
            Tell($"status {status.Status} of {status.Key.ServiceDay.ServiceId}");
            await UntilDoneAsync(host =>
                host.GetRequiredService<DeliveryReportHandler>().HandleAsync(status, CancellationToken.None)
            );
        }
    }

    private async Task AnswerOnPageAsync()
    {
        if (_reports.Count is 0)
        {
            return;
        }

        var report = _reports[_random.Next(_reports.Count)];
        var answers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["satisfaction"] = $"{1 + _random.Next(5)}",
        };
        if (_random.Next(2) is 0)
        {
            answers["resolved"] = "partly";
            answers["comment"] = "Рақмет";
        }

        Tell($"{report.InteractionId} is answered on the page");
        var outcome = AnswerResult.Unknown;
        await UntilDoneAsync(async host =>
            outcome = await host.GetRequiredService<Surveys.Ledger.InteractionLedger>()
                .ChangeAsync(
                    PlaceOf(report),
                    expectNew: false,
                    row => AnswerRules.Apply(row, answers, ResponseChannel.Web, AnswerLink.Texted, _time.GetUtcNow()),
                    CancellationToken.None
                )
        );
        if (outcome is AnswerResult.Taken && _depth is 0)
        {
            var row = await FindAsync(PlaceOf(report));
            Assert.All(
                answers,
                answer =>
                    Assert.Equal(
                        answer.Value,
                        answer.Key is "comment" ? row!.Survey.Comment : row!.Survey.Answers[answer.Key].Choice
                    )
            );
        }
    }

    /// <summary>What was answered once stays answered.</summary>
    private async Task CheckAnswersAsync()
    {
        foreach (var report in _reports)
        {
            if (await FindAsync(PlaceOf(report)) is { } row)
            {
                var known = _answered.GetValueOrDefault(row.Key, []);
                Assert.True(known.IsSubsetOf(row.Survey.Answers.Keys), "An answer was lost.");
                _answered[row.Key] = [.. row.Survey.Answers.Keys];
            }
        }
    }

    /// <summary>Nothing fails any more and time passes: then every text has one fate, the carrier and the ledger agree on it, and so do rows and counts.</summary>
    private async Task ComeToRestAsync()
    {
        _calm = true;
        for (var hour = 0; hour < 24 * (ExpiryDays + 8); hour += hour < 2 ? 1 : 6)
        {
            _time.Advance(hour < 2 ? TimeSpan.FromHours(1) : TimeSpan.FromHours(6));
            await TryAsync(host => host.GetRequiredService<DeliveryReconciler>().SweepAsync(CancellationToken.None));
            await PumpAsync();
        }

        await CheckAnswersAsync();
        foreach (var report in _reports)
        {
            var row = (await FindAsync(PlaceOf(report)))!;
            var count = _left.Count(left => left.Place == row.Key && !left.IsReminder);
            var isSent =
                row.Sms.Sid is not null || row is { Sms.State: SmsState.Undelivered, Sms.Reason: Reason.Unknown };
            Assert.True(
                row.Sms.State is not (SmsState.Scheduled or SmsState.Sending)
                    && row.Sms.ReminderState is not (ReminderState.Scheduled or ReminderState.Sending),
                $"{report.InteractionId} has no fate: {row.Sms.State}, {row.Sms.ReminderState}."
            );
            Assert.True(
                count is 0 or 1 && (count is 0 || isSent) && (row.Sms.Sid is null || count is 1),
                $"{report.InteractionId} left {count} times, and its row says {row.Sms.State}."
            );
            Assert.True(row.Contact.SealedPhone is null, $"The phone of {report.InteractionId} is still held.");
        }

        await Get<RollupJob>().RunAllAsync(CancellationToken.None);
        Assert.Empty((await Get<LedgerVerifier>().VerifyAsync(CancellationToken.None)).Differences);
    }

    /// <summary>Somebody else does something between two steps of whoever is at work.</summary>
    private void Intrude()
    {
        if (_calm || _depth >= 2 || _random.Next(8) > 0)
        {
            return;
        }

        _depth++;
        _intrusions++;
        try
        {
            Tell("meanwhile:");
            ActAsync(mayJump: _posts is 0).GetAwaiter().GetResult();
            Tell("so much for that");
        }
        finally
        {
            _depth--;
        }
    }

    private void PerhapsDie()
    {
        if (!_calm && _random.Next(120) is 0)
        {
            Tell("a host dies");
            throw new CrashException();
        }
    }

    /// <summary>Does something on a host; where that dies, another takes its place, and what it was doing is left as it is.</summary>
    private async Task<bool> TryAsync(Func<IServiceProvider, Task> action)
    {
        var number = _random.Next(_hosts.Length);
        try
        {
            await action(_hosts[number]);
            return true;
        }
        catch (Exception e)
            when (e is CrashException
                || (e is AggregateException several && several.InnerExceptions.All(each => each is CrashException))
            )
        {
            _hosts[number] = Open();
            return false;
        }
    }

    /// <summary>What is not acknowledged is asked again: a report, a webhook, a form.</summary>
    private async Task UntilDoneAsync(Func<IServiceProvider, Task> action)
    {
        while (!await TryAsync(action))
        {
            Tell("again:");
        }
    }

    private async Task<Interaction?> FindAsync(InteractionKey key)
    {
        var wasCalm = _calm;
        _calm = true;
        try
        {
            return await Get<Surveys.Ledger.InteractionLedger>().FindAsync(key, CancellationToken.None);
        }
        finally
        {
            _calm = wasCalm;
        }
    }

    private static InteractionKey PlaceOf(InteractionReport report) =>
        InteractionKey.Of(
            report.ServiceId,
            DateOnly.FromDateTime(report.CompletedAt.UtcDateTime.AddHours(5)),
            report.InteractionId,
            1
        );

    private T Get<T>()
        where T : notnull => _hosts[0].GetRequiredService<T>();

    private ServiceProvider Open() =>
        new ServiceCollection()
            .AddLogging()
            .AddSurveys(Configuration)
            .AddTwilioWebhooks(Configuration)
            .AddSingleton<TimeProvider>(_time)
            .AddSingleton<ISmsSender>(this)
            .AddSingleton(new SurveyStorage(_tables, _queues))
            .BuildServiceProvider();

    private void Tell(string what) =>
        _story.Add($"{_time.GetUtcNow():MM-dd HH:mm:ss} {new string(' ', 2 * _depth)}{what}");
}
