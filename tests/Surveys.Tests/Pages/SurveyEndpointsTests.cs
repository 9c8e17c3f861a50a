using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Surveys.Storage;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Pages;

/// <summary>What the survey page does with any request.</summary>
public sealed class SurveyEndpointsTests(FrontDoor door) : SurveyPageTests(door)
{
    private static readonly string[] Steps = ["", "?lang=ru", "?rest=1", "?change=1", "?done=1", "/opt-out"];

    [Fact]
    public async Task A_stored_form_redirects_to_a_page_that_can_be_reloaded()
    {
        var citizen = await MeetAsync();

        var first = await citizen.SendAsync(citizen.Shown + "?lang=ru", ("satisfaction", "5"));
        var last = await citizen.SendAsync(citizen.Shown + "?rest=1&lang=ru", ("comment", ""));

        Assert.Equal(
            (HttpStatusCode.SeeOther, $"{citizen.Shown}?rest=1&lang=ru"),
            (first.StatusCode, first.Headers.Location!.ToString())
        );
        Assert.Equal(
            (HttpStatusCode.SeeOther, $"{citizen.Shown}?done=1&lang=ru"),
            (last.StatusCode, last.Headers.Location!.ToString())
        );
        Assert.True(first.Headers.CacheControl!.NoStore);
        Assert.Equal(
            "Спасибо за ответ",
            (await citizen.OpenAsync(last.Headers.Location.ToString())).QuerySelector("h1")!.TextContent
        );
    }

    [Fact]
    public async Task Requests_without_a_form_store_nothing()
    {
        var (texted, shown) = (await TextedAsync(), await MeetAsync());
        string[] paths =
        [
            .. Steps.Select(step => texted.Texted + step),
            .. Steps.Append("/qr").Select(step => shown.Shown + step),
        ];
        await Door.FoldAsync();
        var before = await EverythingAsync();

        // In any order, and as browsers and mail scanners announce themselves.
        foreach (var path in paths.Reverse().Concat(paths))
        {
            foreach (var method in (HttpMethod[])[HttpMethod.Head, HttpMethod.Get, HttpMethod.Options])
            {
                using var request = new HttpRequestMessage(method, path);
                request.Headers.Add("Purpose", "prefetch");
                request.Headers.Add("Sec-Purpose", "prefetch;prerender");
                var response = await Door.Anyone.SendAsync(request, Cancel);
                Assert.Equal(
                    method == HttpMethod.Options ? HttpStatusCode.MethodNotAllowed : HttpStatusCode.OK,
                    response.StatusCode
                );
            }
        }

        Assert.Equal(before, await EverythingAsync());
        Assert.Empty((await texted.RowAsync()).Survey.Answers);
        Assert.Empty((await shown.RowAsync()).Survey.Answers);
    }

    [Fact]
    public async Task HEAD_returns_the_headers_of_GET()
    {
        var citizen = await MeetAsync();
        foreach (
            var path in (string[])
                [
                    citizen.Shown,
                    citizen.Shown + "/opt-out",
                    citizen.Shown + "/qr",
                    "/verify",
                    "/privacy",
                    "/s/7Kq2Xm9aBd",
                ]
        )
        {
            var got = await Door.Anyone.GetAsync(path, Cancel);
            var head = await Door.Anyone.SendAsync(new HttpRequestMessage(HttpMethod.Head, path), Cancel);

            Assert.Equal(got.StatusCode, head.StatusCode);
            Assert.Equal(got.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
            Assert.Equal(got.Headers.Select(header => header.Key), head.Headers.Select(header => header.Key));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync(Cancel));
        }
    }

    [Fact]
    public async Task A_form_with_an_error_is_not_stored_and_its_values_stay_on_the_page()
    {
        var citizen = await MeetAsync();

        var response = await citizen.SendAsync(
            citizen.Shown + "?lang=en",
            ("satisfaction", "6"),
            ("ease", "5"),
            ("comment", "kept"),
            ("<b>", "x")
        );
        var page = await Citizen.PageOf(response);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty((await citizen.RowAsync()).Survey.Answers);
        Assert.StartsWith("Error", page.Title, StringComparison.Ordinal);
        Assert.Equal(["#satisfaction-1"], page.QuerySelectorAll("#notice a").Select(link => link.GetAttribute("href")));
        Assert.Equal(["satisfaction", "ease", "comment"], Asked(page));
        Assert.True(page.QuerySelector<IHtmlInputElement>("#ease-5")!.IsChecked);
        Assert.Equal("kept", page.QuerySelector<IHtmlTextAreaElement>("#comment")!.Value);

        var nothing = await citizen.SendAsync(citizen.Shown);
        Assert.Equal(HttpStatusCode.BadRequest, nothing.StatusCode);
        Assert.Equal(["satisfaction"], Asked(await Citizen.PageOf(nothing)));

        var twice = await citizen.SendAsync(citizen.Shown, ("satisfaction", "5"), ("satisfaction", "1"));
        Assert.Equal(HttpStatusCode.BadRequest, twice.StatusCode);
        Assert.Empty((await citizen.RowAsync()).Survey.Answers);
    }

    [Theory]
    [InlineData("ru", "", null, "ru")]
    [InlineData("ru", "?lang=ar", null, "ar")]
    [InlineData("en", "?lang=xx", "ru", "en")]
    public async Task A_page_has_the_language_of_its_address_or_of_the_interaction(
        string survey,
        string query,
        string? browser,
        string expected
    )
    {
        var citizen = await MeetAsync(language: survey);
        using var request = new HttpRequestMessage(HttpMethod.Get, citizen.Shown + query);
        request.Headers.TryAddWithoutValidation("Accept-Language", browser);

        Assert.Equal(
            expected,
            (await Citizen.PageOf(await Door.Anyone.SendAsync(request, Cancel))).DocumentElement.GetAttribute("lang")
        );
    }

    [Fact]
    public async Task A_page_shows_the_name_agency_and_colour_of_the_service()
    {
        await Door.RegisterAsync("coloured", new { accent = "#7a1f5c" });
        var citizen = await Citizen.MeetAsync(
            Door,
            await Door.AsAsync("producer", "coloured"),
            "coloured",
            "1",
            language: "ru"
        );

        var page = await citizen.OpenAsync(citizen.Shown);

        Assert.Equal("Tax agency", page.QuerySelector(".agency")!.TextContent);
        Assert.Equal("Налоги", page.QuerySelector(".service")!.TextContent.Trim());
        Assert.Contains(
            page.QuerySelectorAll("style"),
            style => style.TextContent.Contains("#7a1f5c", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("7Kq2Xm9aBd")]
    [InlineData("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("x")]
    [InlineData("%F0%9F%98%80%3Cscript%3E")]
    public async Task An_unknown_link_returns_404_with_a_page(string token)
    {
        foreach (var path in (string[])[$"/s/{token}", $"/s/{token}/opt-out", $"/s/{token}/qr"])
        {
            var response = await Door.Anyone.GetAsync(path, Cancel);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            Assert.Null((await Citizen.PageOf(response)).QuerySelector("form, script"));
        }

        using var form = new FormUrlEncodedContent([KeyValuePair.Create("satisfaction", "5")]);
        Assert.Equal(HttpStatusCode.NotFound, (await Door.Anyone.PostAsync($"/s/{token}", form, Cancel)).StatusCode);
    }

    [Fact]
    public async Task A_forged_link_is_unknown()
    {
        var citizen = await MeetAsync();
        for (var i = "/s/".Length; i < citizen.Shown.Length; i++)
        {
            var forged = citizen.Shown[..i] + (citizen.Shown[i] is 'A' ? 'B' : 'A') + citizen.Shown[(i + 1)..];
            Assert.Equal(HttpStatusCode.NotFound, (await Door.Anyone.GetAsync(forged, Cancel)).StatusCode);
        }
    }

    /// <summary>The keys and ETags of everything that is stored.</summary>
    private async Task<List<string>> EverythingAsync()
    {
        var storage = Door.Services.GetRequiredService<SurveyStorage>();
        var all = new List<string>();
        foreach (
            var table in (TableClient[])
                [
                    storage.Ledger,
                    storage.Work,
                    storage.Scores,
                    storage.Links,
                    storage.Contacts,
                    storage.Services,
                    storage.Keys,
                ]
        )
        {
            await foreach (var entity in table.QueryAsync<TableEntity>(cancellationToken: Cancel))
            {
                all.Add($"{table.Name} {entity.PartitionKey} {entity.RowKey} {entity.ETag}");
            }
        }

        return all;
    }
}
