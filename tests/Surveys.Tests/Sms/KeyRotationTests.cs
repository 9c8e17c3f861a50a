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

/// <summary>Keys change and nothing is forgotten: neither an opt-out, nor a cool-down, nor a survey, nor a text that may be on its way.</summary>
public sealed class KeyRotationTests : IAsyncDisposable
{
    private static readonly PhoneNumber Phone = PhoneNumber.OfE164("+77010000001");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 6, 0, 0, TimeSpan.Zero));
    private readonly MemoryTables _tables = new();
    private readonly MemoryQueues _queues;
    private readonly FakeCarrier _carrier = new();
    private readonly ServiceProvider _before;
    private readonly ServiceProvider _after;

    public KeyRotationTests()
    {
        _queues = new MemoryQueues(_time);
        (_before, _after) = (
            MemoryHost.Open(_tables, _queues, _time, _carrier, 1),
            MemoryHost.Open(_tables, _queues, _time, _carrier, 2, 1)
        );
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _before.DisposeAsync();
        await _after.DisposeAsync();
    }

    [Fact]
    public async Task A_stop_before_or_after_the_change_holds_by_text_and_on_the_page()
    {
        await RegisterAsync(cooldownDays: 0);
        await InviteAsync(_before, "one");
        await _after.GetRequiredService<InboundSmsHandler>().HandleAsync(Text("IN1", "START"), Cancel);
        await InviteAsync(_after, "two");

        // The row carries the hash of the old key; there is a contact under the new one by now.
        var row = await FindAsync("one");
        Assert.StartsWith("1.", row.Contact.PhoneHash, StringComparison.Ordinal);
        await _after.GetRequiredService<OptOuts>().StopAsync(row, Cancel);
        await ReportAsync(_after, "three");
        Assert.Equal(Reason.OptedOut, (await FindAsync("three")).Sms.Reason);

        // A START is the later word, and a host that knows the old key alone can still take a STOP.
        _time.Advance(TimeSpan.FromSeconds(1));
        await _after.GetRequiredService<InboundSmsHandler>().HandleAsync(Text("IN2", "START"), Cancel);
        await InviteAsync(_after, "four");
        _time.Advance(TimeSpan.FromSeconds(1));
        await _before.GetRequiredService<InboundSmsHandler>().HandleAsync(Text("IN3", "СТОП"), Cancel);
        await ReportAsync(_after, "five");
        Assert.Equal(Reason.OptedOut, (await FindAsync("five")).Sms.Reason);
    }

    [Fact]
    public async Task Cool_down_conversation_and_links_live_on()
    {
        await RegisterAsync(cooldownDays: 30);
        await InviteAsync(_before, "one");
        await ReportAsync(_after, "two");
        Assert.Equal(Reason.Cooldown, (await FindAsync("two")).Sms.Reason);

        var reply = await _after.GetRequiredService<InboundSmsHandler>().HandleAsync(Text("IN1", "5"), Cancel);
        Assert.Equal(LanguageCatalog.Shipped["kk"].Sms.AskResolved, reply);
        Assert.Equal("5", (await FindAsync("one")).Survey.Satisfaction!.Choice);
        var code = _carrier.To(Phone.E164)[0].Split("gov.kz/s/")[1][..10];
        Assert.NotNull(await _after.GetRequiredService<SurveyLinks>().OpenAsync(code, Cancel));
        var report = await _after.GetRequiredService<Erasure>().EraseAsync(Phone, Cancel);
        Assert.Equal(2, report.Interactions);
        Assert.Null(await _after.GetRequiredService<SurveyLinks>().OpenAsync(code, Cancel));
    }

    [Fact]
    public async Task A_text_that_may_have_left_under_the_old_key_is_looked_up_by_its_old_code()
    {
        await RegisterAsync(cooldownDays: 0);

        // It leaves, and the answer is lost.
        OutgoingSms? left = null;
        _carrier.Answer = message =>
        {
            left = message;
            return new SendResult.Unknown();
        };
        _carrier.Lookup = code =>
            left!.Body.Contains(code, StringComparison.Ordinal)
                ? new FindResult.Found("SM1", DeliveryStatus.Delivered)
                : new FindResult.NotFound();
        await ReportAsync(_before, "one");
        _carrier.Answer = _ => null;
        _time.Advance(TimeSpan.FromMinutes(20));
        await _after.GetRequiredService<DeliveryReconciler>().SweepAsync(Cancel);

        Assert.Equal(SmsState.Delivered, (await FindAsync("one")).Sms.State);
        Assert.Empty(_carrier.Sent);
    }

    private static InboundSms Text(string sid, string body) => new(sid, Phone, "+77001112233", body, ReplyCommand.None);

    private Task RegisterAsync(int cooldownDays) => MemoryHost.RegisterAsync(_before, "tax", cooldownDays);

    private async Task InviteAsync(IServiceProvider host, string id)
    {
        await ReportAsync(host, id);
        Assert.Equal(SmsState.Sent, (await FindAsync(id)).Sms.State);
    }

    private async Task ReportAsync(IServiceProvider host, string id)
    {
        var service = (await host.GetRequiredService<ServicesTable>().FindAsync("tax", Cancel))!;
        var report = new InteractionReport
        {
            Language = "kk",
            ServiceId = "tax",
            InteractionId = id,
            CompletedAt = FrontDoor.Start,
            Assistance = Assistance.Ai,
            Channel = Channel.Web,
            Phone = Phone.E164,
            SmsConsent = true,
        };
        await host.GetRequiredService<InteractionIntake>().AcceptAsync(report, service, import: false, Cancel);
        await host.GetRequiredService<SmsDispatcher>().SendDueAsync(PlaceOf(id), Cancel);
    }

    private async Task<Interaction> FindAsync(string id) =>
        (await _after.GetRequiredService<Surveys.Ledger.InteractionLedger>().FindAsync(PlaceOf(id), Cancel))!;

    private static InteractionKey PlaceOf(string id) =>
        InteractionKey.Of("tax", DateOnly.FromDateTime(FrontDoor.Start.UtcDateTime.AddHours(5)), id, 1);
}
