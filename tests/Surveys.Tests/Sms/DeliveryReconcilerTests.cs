using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Surveys.Ledger;
using Surveys.Sms;
using Surveys.Storage;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Sms;

/// <summary>Texts whose outcome is unknown: settled by a report or by a look-up, sent again only where the carrier's own list shows that they never left.</summary>
public sealed class SettlingTests(FrontDoor door) : FrontDoorTests
{
    private readonly Texting _texting = new(door);

    [Fact]
    public async Task A_report_settles_it()
    {
        var (phone, message) = await SendIntoTheDarkAsync("by-report");

        // The citizen may answer before anybody knows that the text left.
        Assert.NotNull(await _texting.WriteAsync(phone, "5"));
        await _texting.ReportStatusAsync(message, "SMdark", "delivered");

        var row = await _texting.RowAsync("by-report", "one");
        Assert.Equal(
            (SmsState.Delivered, "SMdark", "5"),
            (row.Sms.State, row.Sms.Sid, row.Survey.Satisfaction?.Choice)
        );
        await PassAnHourAsync();
        Assert.Empty(door.Carrier.To(phone));
        await door.RecountAsync();
    }

    [Fact]
    public async Task A_day_that_fails_does_not_stop_the_sweep_of_those_after_it()
    {
        var phone = Texting.NewPhone();
        await door.RegisterAsync("behind");
        await _texting.MorningAsync();
        await _texting.ReportAsync("behind", "one", phone);
        door.Queues.Of("send").Lose();
        door.Time.Advance(TimeSpan.FromMinutes(20));

        // In the order of the index this service's day comes first, and nobody can read its tally.
        var storage = door.Services.GetRequiredService<SurveyStorage>();
        var broken = new ServiceDay("a-broken-one", new DateOnly(2026, 11, 23));
        await storage.Ledger.AddEntityAsync(
            new TableEntity(broken.Partition(0), "tally-0") { ["Tally"] = "no tally"u8.ToArray() },
            TestContext.Current.CancellationToken
        );
        await door.Services.GetRequiredService<WorkIndex>().MarkAsync(broken, TestContext.Current.CancellationToken);
        door.Log.Expect("a-broken-one_20261123 could not be swept");
        try
        {
            await Assert.ThrowsAnyAsync<Exception>(_texting.SweepAsync);
        }
        finally
        {
            await storage.Ledger.DeleteEntityAsync(
                broken.Partition(0),
                "tally-0",
                cancellationToken: TestContext.Current.CancellationToken
            );
        }

        await door.PumpAsync();
        Assert.Single(door.Carrier.To(phone));
    }

    [Fact]
    public async Task Found_in_the_carriers_list_it_is_recorded()
    {
        var (phone, _) = await SendIntoTheDarkAsync("found");
        door.Carrier.Lookup = _ => new FindResult.Found("SMfound", DeliveryStatus.Delivered);
        await PassAnHourAsync();

        Assert.Equal("delivered", await _texting.StandingAsync("found", "one"));
        Assert.Empty(door.Carrier.To(phone));
        await AssertCoolDownAsync("found", phone);
    }

    [Fact]
    public async Task Not_in_the_carriers_list_it_is_sent_once_more_with_the_same_code()
    {
        var (phone, message) = await SendIntoTheDarkAsync("not-there");
        await door.PassAsync(TimeSpan.FromMinutes(14));
        await _texting.SweepAsync();
        Assert.Equal("sending", await _texting.StandingAsync("not-there", "one"));
        door.Carrier.Lookup = _ => new FindResult.NotFound();
        await PassAnHourAsync();

        Assert.Equal(message.Body, Assert.Single(door.Carrier.To(phone)));
        Assert.Equal("sent", await _texting.StandingAsync("not-there", "one"));
    }

    [Fact]
    public async Task Where_it_cannot_be_told_it_is_never_sent_again_counts_as_texted_and_may_still_be_reported()
    {
        var (phone, message) = await SendIntoTheDarkAsync("dark");
        door.Carrier.Lookup = _ => new FindResult.Inconclusive();
        await PassAnHourAsync();
        Assert.Equal("undelivered unknown", await _texting.StandingAsync("dark", "one"));
        await PassAnHourAsync();
        Assert.Empty(door.Carrier.To(phone));
        await AssertCoolDownAsync("dark", phone);

        Assert.NotNull(await _texting.WriteAsync(phone, "4"));
        await _texting.ReportStatusAsync(message, "SMlate", "delivered");
        var row = await _texting.RowAsync("dark", "one");
        Assert.Equal(
            (SmsState.Delivered, null, "4", 2),
            (row.Sms.State, row.Sms.Reason, row.Survey.Satisfaction?.Choice, row.Sms.Parts)
        );
        await door.RecountAsync();
    }

    [Fact]
    public async Task While_the_outcome_is_open_no_other_service_texts_the_citizen()
    {
        var (phone, _) = await SendIntoTheDarkAsync("open");
        await door.RegisterAsync("eager", new { cooldownDays = 30 });
        await _texting.ReportAsync("eager", "two", phone, "kk");
        await door.PassAsync(TimeSpan.FromMinutes(16) - TimeSpan.FromSeconds(45));
        Assert.Equal("scheduled", await _texting.StandingAsync("eager", "two"));

        door.Carrier.Lookup = _ => new FindResult.Found("SMopen", DeliveryStatus.InProgress);
        await PassAnHourAsync();
        Assert.Equal("sent", await _texting.StandingAsync("open", "one"));
        Assert.Equal("withheld cooldown", await _texting.StandingAsync("eager", "two"));
        Assert.Empty(door.Carrier.To(phone));
    }

    [Fact]
    public async Task A_failure_is_reported_of_a_text_whose_answer_was_lost()
    {
        var (_, message) = await SendIntoTheDarkAsync("failed");
        await _texting.ReportStatusAsync(message, "SMfailed", "undelivered", 30005);
        Assert.Equal("undelivered refused", await _texting.StandingAsync("failed", "one"));
    }

    /// <summary>Reports an interaction whose text leaves without an answer of the carrier.</summary>
    private async Task<(string Phone, OutgoingSms Text)> SendIntoTheDarkAsync(string service)
    {
        await door.RegisterAsync(service, new { cooldownDays = 30 });
        await _texting.MorningAsync();
        var phone = Texting.NewPhone();
        OutgoingSms? dark = null;
        door.Carrier.Lookup = _ => null;
        door.Carrier.Answer = message =>
        {
            if (message.To.E164 != phone)
            {
                return null;
            }

            dark = message;
            return new SendResult.Unknown();
        };
        await _texting.ReportAsync(service, "one", phone);
        await door.PassAsync(TimeSpan.FromMinutes(16));
        door.Carrier.Answer = _ => null;
        Assert.Equal("sending", await _texting.StandingAsync(service, "one"));
        return (phone, dark!);
    }

    private async Task PassAnHourAsync()
    {
        for (var minutes = 0; minutes < 60; minutes += 5)
        {
            await door.PassAsync(TimeSpan.FromMinutes(5));
            await _texting.SweepAsync();
        }
    }

    private async Task AssertCoolDownAsync(string service, string phone)
    {
        await _texting.ReportAsync(service, "again", phone);
        await door.PassAsync(TimeSpan.FromMinutes(16));
        Assert.Equal("withheld cooldown", await _texting.StandingAsync(service, "again"));
    }
}
