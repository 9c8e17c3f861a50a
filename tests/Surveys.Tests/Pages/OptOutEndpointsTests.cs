using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Surveys.Sms;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Pages;

/// <summary>Opt-out on the page.</summary>
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
    public async Task The_button_stops_all_texts_and_opening_the_page_does_not()
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

        // A second opt-out changes nothing, and the next interaction sends no text.
        Assert.Equal(HttpStatusCode.OK, (await citizen.SendAsync(citizen.Texted + "/opt-out")).StatusCode);
        var next = await MeetAsync("next", phone);
        await door.PassAsync(TimeSpan.FromMinutes(16));
        Assert.Single(door.Carrier.To(phone));
        Assert.Equal(Surveys.Ledger.Reason.OptedOut, (await next.RowAsync()).Sms.Reason);
    }

    [Fact]
    public async Task A_shown_link_says_how_to_stop_by_text()
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
            Assert.Contains("answer STOP", Html.TextOf(page.QuerySelector("main")), StringComparison.Ordinal);
            Assert.Null(page.QuerySelector("form"));
        }
    }

    [Fact]
    public async Task The_opt_out_works_after_the_survey_closed()
    {
        var citizen = await MeetAsync("over", "+77010000203");
        await door.PassAsync(TimeSpan.FromMinutes(16));
        await door.PassAsync(TimeSpan.FromDays(20));
        Assert.Equal(HttpStatusCode.Gone, (await door.Anyone.GetAsync(citizen.Texted, Cancel)).StatusCode);

        await citizen.SendAsync(citizen.Texted + "/opt-out");

        Assert.True(await IsStoppedAsync(citizen));
    }

    [Fact]
    public async Task The_page_names_no_START_for_a_sender_without_replies()
    {
        await door.RegisterAsync(
            "one-way",
            new { sendingWindow = (object?)null, sms = new { from = "eGov", twoWay = false } }
        );
        var citizen = await Citizen.MeetAsync(
            door,
            await door.AsAsync("producer", "one-way"),
            "one-way",
            "1",
            "+77010000204"
        );

        await door.PassAsync(TimeSpan.FromMinutes(16));

        var done = await citizen.AnswerAsync(citizen.Texted + "/opt-out?lang=en");

        Assert.Equal("You will get no more survey texts", done.QuerySelector("h1")!.TextContent);
        Assert.DoesNotContain("START", done.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_opt_out_that_cannot_be_stored_is_asked_for_again()
    {
        var citizen = await MeetAsync("away", "+77010000205");
        await door.PassAsync(TimeSpan.FromMinutes(16));
        door.Log.Expect("failed with a transient error");
        door.Outage.Of = call => call.Table is "contacts";
        try
        {
            var response = await citizen.SendAsync(citizen.Texted + "/opt-out?lang=en");
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
