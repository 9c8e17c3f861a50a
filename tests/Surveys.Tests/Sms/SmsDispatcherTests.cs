using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Surveys.ServiceRegister;
using Surveys.Sms;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Sms;

/// <summary>When texts go out, and when not, and why.</summary>
public sealed class SendingTests(FrontDoor door) : FrontDoorTests
{
    private readonly Texting _texting = new(door);

    [Fact]
    public async Task The_cool_down_is_one_for_all_services_and_ends_in_time()
    {
        await door.RegisterAsync("cool-one", new { cooldownDays = 30 });
        await door.RegisterAsync("cool-two", new { cooldownDays = 3 });
        await _texting.MorningAsync();
        var phone = Texting.NewPhone();
        await _texting.InviteAsync("cool-one", "first", phone);
        await _texting.ReportAsync("cool-two", "second", phone);
        await door.PassAsync(TimeSpan.FromMinutes(16));
        Assert.Equal("withheld cooldown", await _texting.StandingAsync("cool-two", "second"));

        // A week on, on a day when texts go out: which one that is hangs on the tests before this one.
        await door.PassAsync(TimeSpan.FromDays(6));
        await _texting.MorningAsync();
        await _texting.ReportAsync("cool-two", "third", phone);
        await door.PassAsync(TimeSpan.FromMinutes(16));
        Assert.Equal("sent", await _texting.StandingAsync("cool-two", "third"));
        await door.RecountAsync();
    }

    [Fact]
    public async Task A_text_that_was_reserved_and_refused_does_not_cool_down()
    {
        await door.RegisterAsync("no-cool", new { cooldownDays = 30 });
        await _texting.MorningAsync();
        var phone = Texting.NewPhone();
        door.Carrier.Answer = message =>
            message.To.E164 == phone ? new SendResult.Refused(Refusal.Permanent, "21612") : null;
        await _texting.ReportAsync("no-cool", "first", phone);
        await door.PassAsync(TimeSpan.FromMinutes(16));
        door.Carrier.Answer = _ => null;
        Assert.Equal("undelivered refused", await _texting.StandingAsync("no-cool", "first"));
        await _texting.InviteAsync("no-cool", "second", phone);
    }

    [Fact]
    public async Task Outside_the_window_a_text_waits_for_the_next_and_its_validity_ends_with_the_window()
    {
        await door.RegisterAsync("window");
        await _texting.MorningAsync();

        // Friday 20:30 in Almaty; which Friday hangs on the tests before this one, and New Year's Day is one.
        var friday = door.Time.GetUtcNow().AddHours(5).Date;
        while (friday.DayOfWeek is not DayOfWeek.Friday || friday is { Month: 1, Day: 1 })
        {
            friday = friday.AddDays(1);
        }

        await door.PassAsync(
            new DateTimeOffset(friday.AddHours(20).AddMinutes(14), TimeSpan.FromHours(5)) - door.Time.GetUtcNow()
        );
        var (early, late) = (Texting.NewPhone(), Texting.NewPhone());
        await _texting.InviteAsync("window", "early", early);
        Assert.InRange(_texting.LastTo(early).Text.Validity.TotalSeconds, 1_700, 1_800);

        await door.PassAsync(TimeSpan.FromMinutes(20));
        await _texting.ReportAsync("window", "late", late);
        Assert.Equal(
            new DateTimeOffset(friday.AddDays(3).AddHours(9), TimeSpan.FromHours(5)),
            (await _texting.RowAsync("window", "late")).Sms.SendAt
        );
        await door.PassAsync(TimeSpan.FromDays(2));
        Assert.Empty(door.Carrier.To(late));
        await door.PassAsync(TimeSpan.FromDays(1));
        Assert.Single(door.Carrier.To(late));
    }

    [Fact]
    public async Task Reasons_come_in_the_order_of_the_contract()
    {
        await door.RegisterAsync("reasons", new { samplingRate = 1 });
        await door.RegisterAsync("unsampled", new { samplingRate = 0 });
        await door.RegisterAsync("senderless", new { sms = (object?)null });
        await _texting.MorningAsync();
        async Task<string> ReasonAsync(string service, string id, string? phone, object more)
        {
            var invitation = await _texting.ReportAsync(service, id, phone, "kk", more);
            Assert.Equal("withheld", invitation.GetProperty("state").GetString());
            Assert.Equal(service is not "unsampled", invitation.TryGetProperty("surveyUrl", out _));
            return invitation.GetProperty("reason").GetString()!;
        }

        Assert.Equal(
            "not-sampled",
            await ReasonAsync("unsampled", "1", null, new { smsConsent = false, sensitive = true })
        );
        Assert.Equal(
            "no-contact",
            await ReasonAsync("senderless", "2", null, new { smsConsent = false, sensitive = true })
        );
        Assert.Equal(
            "no-consent",
            await ReasonAsync("senderless", "3", "nonsense", new { smsConsent = false, sensitive = true })
        );
        Assert.Equal("sensitive", await ReasonAsync("senderless", "4", "nonsense", new { sensitive = true }));
        Assert.Equal("no-sender", await ReasonAsync("senderless", "5", "nonsense", new { }));
        Assert.Equal("invalid-number", await ReasonAsync("reasons", "6", "+7 727 250 00 00", new { }));
        Assert.Equal("country", await ReasonAsync("reasons", "7", "+7 903 123 45 67", new { }));
        foreach (var id in (string[])["3", "4", "5"])
        {
            var row = await _texting.RowAsync("senderless", id);
            Assert.True(row is { Contact.SealedPhone: null, Contact.PhoneHash: null, Report.PhoneGiven: true });
        }
    }

    [Fact]
    public async Task Who_said_stop_is_withheld_for_that_even_where_it_is_too_late()
    {
        await door.RegisterAsync("order", new { expiryDays = 1 });
        await _texting.MorningAsync();
        var (stopped, waiting) = (Texting.NewPhone(), Texting.NewPhone());
        await _texting.WriteAsync(stopped, "СТОП");
        await _texting.ReportAsync("order", "stopped", stopped);
        await _texting.ReportAsync("order", "waiting", waiting);
        door.Time.Advance(TimeSpan.FromDays(7));
        await door.PumpAsync();

        Assert.Equal("withheld opted-out", await _texting.StandingAsync("order", "stopped"));
        Assert.Equal("withheld too-late", await _texting.StandingAsync("order", "waiting"));
    }

    [Fact]
    public async Task A_cap_holds_and_a_busy_carrier_does_not_use_it_up()
    {
        await door.RegisterAsync("cap", new { textsPerDay = 1 });
        await _texting.MorningAsync();
        var (one, two) = (Texting.NewPhone(), Texting.NewPhone());
        var busy = 3;
        door.Carrier.Answer = message =>
            message.To.E164 == one && busy-- > 0 ? new SendResult.Throttled(TimeSpan.FromSeconds(5)) : null;
        await _texting.ReportAsync("cap", "one", one);
        await door.PassAsync(TimeSpan.FromMinutes(16));
        for (var times = 0; times < 4; times++)
        {
            await door.PassAsync(TimeSpan.FromSeconds(31));
        }

        door.Carrier.Answer = _ => null;
        await _texting.ReportAsync("cap", "two", two);
        await door.PassAsync(TimeSpan.FromMinutes(16));
        Assert.Equal("sent", await _texting.StandingAsync("cap", "one"));
        Assert.Equal("withheld capped", await _texting.StandingAsync("cap", "two"));
    }

    [Fact]
    public async Task A_reminder_goes_once_inside_the_window_and_is_no_invitation()
    {
        await door.RegisterAsync("remind", new { reminderAfterDays = 3, cooldownDays = 2 });
        await _texting.MorningAsync();
        var (silent, answered, stopped) = (Texting.NewPhone(), Texting.NewPhone(), Texting.NewPhone());
        foreach (var phone in (string[])[silent, answered, stopped])
        {
            await _texting.ReportAsync("remind", "of-" + phone[^7..], phone, "ru");
        }

        await door.PassAsync(TimeSpan.FromMinutes(16));
        Assert.NotNull((await _texting.RowAsync("remind", "of-" + silent[^7..])).Contact.SealedPhone);
        await _texting.WriteAsync(answered, "5");
        await _texting.WriteAsync(stopped, "СТОП");
        for (var hours = 0; hours < 24 * 7; hours++)
        {
            await door.PassAsync(TimeSpan.FromHours(1));
        }

        Assert.Contains("ждём ваш балл 1-5", door.Carrier.To(silent)[1], StringComparison.Ordinal);
        Assert.Equal(
            (2, 1, 1),
            (door.Carrier.To(silent).Count, door.Carrier.To(answered).Count, door.Carrier.To(stopped).Count)
        );
        foreach (var phone in (string[])[silent, answered, stopped])
        {
            var row = await _texting.RowAsync("remind", "of-" + phone[^7..]);
            Assert.Null(row.Contact.SealedPhone);
            Assert.NotNull(row.Contact.PhoneHash);
        }

        await door.RecountAsync();
    }

    [Fact]
    public async Task Without_a_reminder_the_number_goes_with_the_text_and_its_hash_stays_for_stop()
    {
        await door.RegisterAsync("wipe");
        await _texting.MorningAsync();
        var phone = Texting.NewPhone();
        await _texting.ReportAsync("wipe", "one", phone);
        Assert.NotNull((await _texting.RowAsync("wipe", "one")).Contact.SealedPhone);
        await door.PassAsync(TimeSpan.FromMinutes(16));
        var row = await _texting.RowAsync("wipe", "one");

        Assert.True(row is { Contact.SealedPhone: null, Contact.PhoneHash: not null });
        Assert.Equal(row.Sms.SentAt!.Value.AddDays(14), row.Survey.ExpiresAt);
        Assert.DoesNotContain(
            door.Log.Lines,
            line =>
                line.Contains(phone, StringComparison.Ordinal) || line.Contains(phone[2..], StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Reports_come_late_twice_and_out_of_order_and_none_moves_a_text_backwards()
    {
        await door.RegisterAsync("status");
        await _texting.MorningAsync();
        var phone = Texting.NewPhone();
        await _texting.InviteAsync("status", "one", phone);
        var (sid, message) = _texting.LastTo(phone);
        foreach (
            var (status, expected) in ((string, string)[])
                [
                    ("queued", "sent"),
                    ("delivered", "delivered"),
                    ("sent", "delivered"),
                    ("delivered", "delivered"),
                    ("undelivered", "delivered"),
                    ("failed", "delivered"),
                ]
        )
        {
            await _texting.ReportStatusAsync(message, sid, status, status is "undelivered" ? 30003 : null);
            Assert.Equal(expected, await _texting.StandingAsync("status", "one"));
        }

        // Another text's id, and an address that isn't ours, tell nothing.
        var other = Texting.NewPhone();
        await _texting.InviteAsync("status", "two", other);
        await _texting.ReportStatusAsync(_texting.LastTo(other).Text, "SMother", "delivered");
        Assert.Equal("sent", await _texting.StandingAsync("status", "two"));
        await _texting.ReportStatusAsync(_texting.LastTo(other).Text, _texting.LastTo(other).Sid, "undelivered", 30036);
        Assert.Equal("undelivered expired", await _texting.StandingAsync("status", "two"));
        await door.RecountAsync();
    }

    [Fact]
    public async Task A_wrong_setting_at_the_carrier_calls_a_person_and_loses_no_text()
    {
        door.Log.Expect("can't go out: the carrier says 21606");
        await door.RegisterAsync("alarm");
        await _texting.MorningAsync();
        var phone = Texting.NewPhone();
        door.Carrier.Answer = message =>
            message.To.E164 == phone ? new SendResult.Refused(Refusal.Configuration, "21606") : null;
        await _texting.ReportAsync("alarm", "one", phone);
        await door.PassAsync(TimeSpan.FromMinutes(16));
        Assert.Equal("scheduled", await _texting.StandingAsync("alarm", "one"));
        door.Carrier.Answer = _ => null;
        await door.PassAsync(TimeSpan.FromMinutes(16));
        Assert.Equal("sent", await _texting.StandingAsync("alarm", "one"));
    }

    [Fact]
    public async Task A_repeated_report_of_what_was_withdrawn_or_sent_revives_nothing()
    {
        await door.RegisterAsync("withdraw");
        await _texting.MorningAsync();
        var phone = Texting.NewPhone();
        await _texting.ReportAsync("withdraw", "one", phone);
        Assert.True(
            (
                await door.Admin.DeleteAsync(
                    "v1/services/withdraw/interactions/one",
                    TestContext.Current.CancellationToken
                )
            ).IsSuccessStatusCode
        );
        await door.PassAsync(TimeSpan.FromMinutes(16));
        Assert.Empty(door.Carrier.To(phone));
        Assert.Equal("withheld withdrawn", await _texting.StandingAsync("withdraw", "one"));
    }

    [Fact]
    public async Task While_a_carrier_is_busy_the_sweep_does_not_pile_up_messages()
    {
        await door.RegisterAsync("pile");
        await _texting.MorningAsync();
        var phone = Texting.NewPhone();
        door.Carrier.Answer = message =>
            message.To.E164 == phone ? new SendResult.Throttled(TimeSpan.FromSeconds(5)) : null;
        await _texting.ReportAsync("pile", "one", phone);
        await door.PassAsync(TimeSpan.FromMinutes(16));
        for (var minute = 0; minute < 30; minute++)
        {
            await door.PassAsync(TimeSpan.FromMinutes(1));
            await BackgroundWork.Sweep.RunAsync(door.Services, TestContext.Current.CancellationToken);
        }

        var waiting = 0;
        var queue = door.Queues.Of("send");
        door.Carrier.Answer = _ => null;
        door.Time.Advance(TimeSpan.FromMinutes(3));
        var service = (
            await door
                .Services.GetRequiredService<ServicesTable>()
                .ReadAsync("pile", TestContext.Current.CancellationToken)
        )!.Service;
        var place = service.KeyOf("one", (await _texting.RowAsync("pile", "one")).Report.CompletedAt).ToString();
        foreach (var body in queue.TakeVisible())
        {
            waiting += JsonDocument
                .Parse(body)
                .RootElement.GetProperty("places")
                .EnumerateArray()
                .Count(each => each.GetString() == place);
            await BackgroundWork.SendText.HandleAsync(door.Services, body, TestContext.Current.CancellationToken);
        }

        Assert.InRange(waiting, 1, 3);
        Assert.Single(door.Carrier.To(phone));
    }
}
