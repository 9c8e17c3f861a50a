using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Surveys.Sms;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Pages;

public sealed class OptOutEndpointsTests(FrontDoor door) : FrontDoorTests
{
    private HttpClient _producer = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await door.RegisterAsync("stop", new { sendingWindow = (object?)null });
        _producer = await door.AsAsync("producer", "stop");
    }

    [Fact]
    public async Task Asking_stops_nothing_and_the_button_stops_all_texts()
    {
        const string phone = "+77010000201";
        var citizen = await MeetAsync("asked", phone);
        await door.PassAsync(TimeSpan.FromMinutes(16));

        var asked = await citizen.OpenAsync(citizen.Texted + "/opt-out?lang=en");
        Assert.NotNull(asked.QuerySelector("form[method=post] button"));
        Assert.False(await IsStoppedAsync(citizen));

        var done = await citizen.AnswerAsync(citizen.Texted + "/opt-out?lang=en");
        Assert.Equal("You will get no more survey texts", done.QuerySelector("h1")!.TextContent);
        Assert.Contains("START", done.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.True(await IsStoppedAsync(citizen));

        // Twice is once, and the next interaction brings no text.
        Assert.Equal(HttpStatusCode.OK, (await citizen.SendAsync(citizen.Texted + "/opt-out")).StatusCode);
        var next = await MeetAsync("next", phone);
        await door.PassAsync(TimeSpan.FromMinutes(16));
        Assert.Single(door.Carrier.To(phone));
        Assert.Equal(Surveys.Ledger.Reason.OptedOut, (await next.RowAsync()).Sms.Reason);
    }

    [Fact]
    public async Task A_text_that_waits_is_stopped_by_the_link_that_the_service_showed()
    {
        var citizen = await MeetAsync("waiting", "+77010000202");

        await citizen.SendAsync(citizen.Shown + "/opt-out");

        await door.PassAsync(TimeSpan.FromMinutes(16));
        Assert.Empty(door.Carrier.To("+77010000202"));
    }

    [Fact]
    public async Task Where_no_number_is_kept_there_is_none_to_stop()
    {
        var citizen = await MeetAsync("no-number", phone: null);

        foreach (
            var page in (AngleSharp.Html.Dom.IHtmlDocument[])
                [
                    await citizen.OpenAsync(citizen.Shown + "/opt-out?lang=en"),
                    await citizen.AnswerAsync(citizen.Shown + "/opt-out?lang=en"),
                ]
        )
        {
            Assert.Equal("There is nothing to stop", page.QuerySelector("h1")!.TextContent);
            Assert.Null(page.QuerySelector("form"));
        }
    }

    [Fact]
    public async Task A_survey_that_is_over_can_still_be_the_last()
    {
        var citizen = await MeetAsync("over", "+77010000203");
        await door.PassAsync(TimeSpan.FromMinutes(16));
        await door.PassAsync(TimeSpan.FromDays(20));
        Assert.Equal(HttpStatusCode.Gone, (await door.Anyone.GetAsync(citizen.Texted, Cancel)).StatusCode);

        await citizen.SendAsync(citizen.Texted + "/opt-out");

        Assert.True(await IsStoppedAsync(citizen));
    }

    [Fact]
    public async Task A_sender_that_takes_no_replies_is_not_named_as_the_way_back()
    {
        await door.RegisterAsync("one-way", new { sms = new { from = "eGov", twoWay = false } });
        var citizen = await Citizen.MeetAsync(
            door,
            await door.AsAsync("producer", "one-way"),
            "one-way",
            "1",
            "+77010000204"
        );

        var done = await citizen.AnswerAsync(citizen.Shown + "/opt-out?lang=en");

        Assert.Equal("You will get no more survey texts", done.QuerySelector("h1")!.TextContent);
        Assert.DoesNotContain("START", done.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wish_that_storage_cannot_take_for_now_is_asked_for_again()
    {
        var citizen = await MeetAsync("away", "+77010000205");
        door.Log.Expect("failed with a transient error");
        door.Outage.Of = call => call.Table is "contacts";
        try
        {
            var response = await citizen.SendAsync(citizen.Shown + "/opt-out?lang=en");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.NotNull(response.Headers.RetryAfter);
            Assert.NotNull((await Citizen.PageOf(response)).QuerySelector("#notice ~ form button"));
        }
        finally
        {
            door.Outage.Of = null;
        }

        Assert.False(await IsStoppedAsync(citizen));
    }

    private Task<Citizen> MeetAsync(string interactionId, string? phone) =>
        Citizen.MeetAsync(door, _producer, "stop", interactionId, phone, language: "en");

    private async Task<bool> IsStoppedAsync(Citizen citizen) =>
        (
            await door
                .Services.GetRequiredService<ContactsTable>()
                .ReadAsync((await citizen.RowAsync()).Contact.PhoneHash!, Cancel)
        ).OptedOutAt
            is not null;
}
