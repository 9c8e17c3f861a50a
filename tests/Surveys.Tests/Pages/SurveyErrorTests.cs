using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Pages;

/// <summary>The pages for requests that fail: storage errors and requests that are not valid forms.</summary>
public sealed class SurveyErrorTests(FrontDoor door) : SurveyPageTests(door)
{
    [Fact]
    public async Task A_form_that_cannot_be_stored_stays_on_the_page()
    {
        var citizen = await MeetAsync();
        Door.Log.Expect("failed with a transient error");
        Door.Log.Expect("A commit on");
        foreach (var away in (Func<TableCall, bool>[])[Outage.Everything, Outage.Transactions])
        {
            Door.Outage.Of = away;
            try
            {
                var response = await citizen.SendAsync(citizen.Shown + "?lang=en", ("satisfaction", "4"));
                var page = await Citizen.PageOf(response);
                Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
                Assert.NotNull(response.Headers.RetryAfter);
                Assert.Equal("We could not save your answer yet", page.QuerySelector("#notice h2")!.TextContent);
                Assert.True(page.QuerySelector<IHtmlInputElement>("#satisfaction-4")!.IsChecked);

                page = await Citizen.PageOf(
                    await citizen.SendAsync(
                        citizen.Shown + "?lang=en",
                        ("satisfaction", "4"),
                        ("ease", "2"),
                        ("comment", "my words")
                    )
                );
                Assert.Equal("my words", page.QuerySelector<IHtmlTextAreaElement>("#comment")!.Value);
                Assert.True(page.QuerySelector<IHtmlInputElement>("#ease-2")!.IsChecked);
                Assert.EndsWith(
                    "?lang=en#notice",
                    page.QuerySelector("form")!.GetAttribute("action"),
                    StringComparison.Ordinal
                );
            }
            finally
            {
                Door.Outage.Of = null;
            }
        }

        Assert.Empty((await citizen.RowAsync()).Survey.Answers);
        Assert.Equal(
            HttpStatusCode.SeeOther,
            (await citizen.SendAsync(citizen.Shown, ("satisfaction", "4"), ("comment", "my words"))).StatusCode
        );
        Assert.Equal("my words", (await citizen.RowAsync()).Survey.Comment);
    }

    [Fact]
    public async Task A_page_that_cannot_be_read_returns_503_in_the_readers_language()
    {
        var citizen = await MeetAsync();
        Door.Log.Expect("failed with a transient error");
        Door.Outage.Of = Outage.Everything;
        try
        {
            foreach (
                var path in (string[])
                    [citizen.Shown, citizen.Shown + "/opt-out", citizen.Shown + "/qr", "/verify?code=7Kq2Xm9aBc"]
            )
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue("ru"));
                var response = await Door.Anyone.SendAsync(request, Cancel);
                Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
                Assert.NotNull(response.Headers.RetryAfter);
                Assert.Equal("ru", (await Citizen.PageOf(response)).DocumentElement.GetAttribute("lang"));
            }
        }
        finally
        {
            Door.Outage.Of = null;
        }
    }

    [Theory]
    [InlineData("application/json", "{\"satisfaction\":\"5\"}")]
    [InlineData("text/plain", "satisfaction=5")]
    [InlineData(
        "multipart/form-data; boundary=x",
        "--x\r\nContent-Disposition: form-data; name=\"satisfaction\"\r\n\r\n5\r\n--x--\r\n"
    )]
    [InlineData(null, "satisfaction=5")]
    public async Task A_body_that_is_not_a_form_returns_415_with_a_page(string? type, string body)
    {
        var citizen = await MeetAsync();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);

        var response = await Door.Anyone.PostAsync(citizen.Shown, content, Cancel);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.NotNull((await Citizen.PageOf(response)).QuerySelector($"main a[href^='{citizen.Shown}']"));
        Assert.Empty((await citizen.RowAsync()).Survey.Answers);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_form_that_is_too_large_returns_413_with_a_page(bool saysItsLength)
    {
        var citizen = await MeetAsync();
        using var content = new StreamContent(
            new MemoryStream(Encoding.UTF8.GetBytes("satisfaction=5&comment=" + new string('a', 64 * 1024)))
        );
        content.Headers.ContentType = new("application/x-www-form-urlencoded");
        if (!saysItsLength)
        {
            content.Headers.ContentLength = null;
        }

        var response = await Door.Anyone.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, citizen.Shown)
            {
                Content = content,
                Headers = { TransferEncodingChunked = !saysItsLength },
            },
            Cancel
        );

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        await Citizen.PageOf(response);
        Assert.Empty((await citizen.RowAsync()).Survey.Answers);
    }
}
