using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Surveys.Http;
using Surveys.Pages;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Pages;

/// <summary>The verify page, the privacy notice and QR codes.</summary>
public sealed class HelpEndpointsTests(FrontDoor door) : FrontDoorTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_code_of_a_text_is_verified_with_its_time_and_service()
    {
        await door.RegisterAsync("verified", new { sendingWindow = (object?)null });
        var citizen = await Citizen.MeetAsync(
            door,
            await door.AsAsync("producer", "verified"),
            "verified",
            "1",
            "+77010000301"
        );
        await door.PassAsync(TimeSpan.FromMinutes(16));
        var sent = LanguageCatalog
            .Shipped["en"]
            .Pages.DayAndTime(door.Time.GetUtcNow().ToOffset(TimeSpan.FromHours(5)));

        foreach (
            var typed in (string[])
                [
                    citizen.Code,
                    $" {citizen.Code}. ",
                    $"gov.kz/s/{citizen.Code}",
                    $"https://GOV.kz/s/{citizen.Code}?lang=ru",
                    $"https://surveys.example.kz/s/{citizen.Code}/opt-out",
                ]
        )
        {
            var page = await VerifyAsync(typed);
            Assert.Equal("Yes, this text is from us", page.QuerySelector("#notice h2")!.TextContent);
            Assert.Equal([sent, "Taxes", "Tax agency"], page.QuerySelectorAll("dd").Select(each => each.TextContent));
            Assert.Equal(typed.Trim(), page.QuerySelector<IHtmlInputElement>("#code")!.Value);
        }

        var visitor = await Citizen.MeetAsync(door, await door.AsAsync("producer", "verified"), "verified", "2");
        var shown = await VerifyAsync("https://surveys.example.kz" + visitor.Shown);
        Assert.Equal("Yes, this link is ours", shown.QuerySelector("#notice h2")!.TextContent);

        // A valid code in a link to another host is not verified.
        foreach (
            var typed in (string[])
                [
                    $"https://gov-kz.example/s/{citizen.Code}",
                    $"https://evil.example/?x=gov.kz/s/{citizen.Code}",
                    $"https://surveys.example.kz@evil.example/s/{citizen.Code}",
                ]
        )
        {
            Assert.Equal(
                "We sent no text with this code",
                (await VerifyAsync(typed)).QuerySelector("#notice h2")!.TextContent
            );
        }
    }

    [Fact]
    public async Task The_verify_page_always_says_what_the_platform_never_asks_for()
    {
        foreach (var query in (string[])["", "?code=", "?code=7Kq2Xm9aBd", "?code=%20"])
        {
            var page = await Citizen.PageOf(
                await door.Anyone.GetAsync($"/verify{query}{(query.Length is 0 ? "?" : "&")}lang=en", Cancel)
            );
            Assert.Equal(4, page.QuerySelectorAll("main > h2 + ul > li").Length);
            Assert.Equal(
                query.Contains("7Kq", StringComparison.Ordinal),
                page.Body!.TextContent.Contains("We sent no text with this code", StringComparison.Ordinal)
            );
        }

        Assert.Equal(
            "How we protect your data",
            (await Citizen.PageOf(await door.Anyone.GetAsync("/privacy?lang=en", Cancel)))
                .QuerySelector("h1")!
                .TextContent
        );
    }

    [Fact]
    public async Task The_QR_code_is_the_link_that_the_service_shows()
    {
        await door.RegisterAsync("kiosk");
        var citizen = await Citizen.MeetAsync(door, await door.AsAsync("producer", "kiosk"), "kiosk", "1");

        var response = await door.Anyone.GetAsync(citizen.Shown + "/qr", Cancel);

        Assert.Equal("image/svg+xml; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(
            "https://surveys.example.kz" + citizen.Shown,
            QrCodeTests.Decode(await response.Content.ReadAsStringAsync(Cancel))
        );
        await door.PassAsync(TimeSpan.FromDays(15));
        Assert.Equal(HttpStatusCode.Gone, (await door.Anyone.GetAsync(citizen.Shown + "/qr", Cancel)).StatusCode);
    }

    [Theory]
    [InlineData("7Kq2Xm9aBc", "7Kq2Xm9aBc")]
    [InlineData("http://127.0.0.1:7071/s/7Kq2Xm9aBc", "7Kq2Xm9aBc")]
    [InlineData("127.0.0.1:7071/s/7Kq2Xm9aBc#notice", "7Kq2Xm9aBc")]
    [InlineData("<gov.kz/s/7Kq2Xm9aBc>", "7Kq2Xm9aBc")]
    [InlineData("gov.kz/7Kq2Xm9aBc", null)]
    [InlineData("/s/7Kq2Xm9aBc", null)]
    public void A_code_is_read_only_from_a_link_of_the_platform(string typed, string? code) =>
        Assert.Equal(code, HelpEndpoints.CodeIn(typed, new SurveysOptions { ShortUrl = "https://gov.kz/s/" }));

    private async Task<IHtmlDocument> VerifyAsync(string typed) =>
        await Citizen.PageOf(await door.Anyone.GetAsync($"/verify?lang=en&code={Uri.EscapeDataString(typed)}", Cancel));
}
