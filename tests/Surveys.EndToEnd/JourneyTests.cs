using Microsoft.Playwright;

namespace Surveys.EndToEnd;

/// <summary>A citizen's visit to the real host, scripts and cookies switched off, by keyboard alone.</summary>
public sealed class JourneyTests(Chromium chromium, LivePlatform platform) : IClassFixture<LivePlatform>
{
    [Fact]
    public async Task The_first_view_is_one_request_and_one_round_trip()
    {
        var path = await platform.ReportAsync("first-view", "kk");
        await using var open = await chromium.OpenAsync(scripts: false);
        var page = open.Page;
        var requests = new List<string>();
        page.Request += (_, request) => requests.Add(request.Url);

        var (_, bytes) = await open.WeighAsync(platform.Address + path);

        Assert.True(await page.GetByRole(AriaRole.Radio).First.IsVisibleAsync());
        Assert.Equal([platform.Address + path], requests);
        TestContext.Current.SendDiagnosticMessage($"The first view took {bytes} bytes, headers included.");
        Assert.InRange(bytes, 1, OneRequestTests.OneRoundTrip);
    }

    [Theory]
    [InlineData("kk", "Жауабыңызға рақмет")]
    [InlineData("en", "Thank you for your answer")]
    public async Task All_is_answered_by_keyboard_without_scripts_or_cookies(string language, string thanks)
    {
        var path = await platform.ReportAsync("keyboard-" + language, language);
        await using var open = await chromium.OpenAsync(scripts: false);
        var page = open.Page;
        var cookies = new List<string>();
        page.Request += (_, request) =>
            cookies.AddRange(
                request.Headers.Keys.Where(name => name.Equals("cookie", StringComparison.OrdinalIgnoreCase))
            );
        page.Response += (_, response) =>
            cookies.AddRange(
                response.Headers.Keys.Where(name => name.Equals("set-cookie", StringComparison.OrdinalIgnoreCase))
            );
        await page.GotoAsync(platform.Address + path);

        // Sent empty: the page comes back with what is wrong, and the next stop is the way to mend it.
        await TabToAsync(page, "button");
        await page.Keyboard.PressAsync("Enter");
        // What is shown is waited for, not the address: on a busy machine the driver can miss that it has changed already.
        await page.Locator("#notice").WaitForAsync();
        Assert.EndsWith("#notice", page.Url, StringComparison.Ordinal);
        Assert.Empty(await platform.AnswersAsync(path));
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#satisfaction-1:focus").WaitForAsync();

        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await TabToAsync(page, "button");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#comment").WaitForAsync();
        Assert.Equal("4", (await platform.AnswersAsync(path))["satisfaction"]);

        await TabToAsync(page, "input[name=resolved]");
        await page.Keyboard.PressAsync("Space");
        await TabToAsync(page, "#comment");
        await page.Keyboard.TypeAsync("Рақмет, all well");
        await TabToAsync(page, "button");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("h1", new() { HasTextString = thanks }).WaitForAsync();

        Assert.Equal(thanks, await page.Locator("h1").InnerTextAsync());
        Assert.Contains("done=1", page.Url, StringComparison.Ordinal);
        Assert.Equal(
            [new("comment", "Рақмет, all well"), new("resolved", "yes"), new("satisfaction", "4")],
            await platform.AnswersAsync(path)
        );
        var again = await page.ReloadAsync();
        Assert.Equal((200, "GET"), (again!.Status, again.Request.Method));
        Assert.Empty(cookies);
        Assert.Empty(await page.Context.CookiesAsync());
    }

    [Fact]
    public async Task The_language_is_switched_on_the_page_and_kept_through_the_form()
    {
        var path = await platform.ReportAsync("switched", "kk");
        await using var open = await chromium.OpenAsync(scripts: false);
        var page = open.Page;
        await page.GotoAsync(platform.Address + path);

        await page.Locator("header a[lang=ar]").ClickAsync();
        Assert.Equal("rtl", await page.Locator("html").GetAttributeAsync("dir"));
        await page.Locator("input[value='2']").CheckAsync();
        await page.Locator("button").ClickAsync();
        await page.Locator("#comment").WaitForAsync();

        Assert.Equal("ar", await page.Locator("html").GetAttributeAsync("lang"));
        Assert.Equal("2", (await platform.AnswersAsync(path))["satisfaction"]);
    }

    /// <summary>Goes on with the Tab key until something stands where it was asked for.</summary>
    private static async Task TabToAsync(IPage page, string selector)
    {
        for (var stop = 0; stop < 40; stop++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.Locator($":is({selector}):focus").CountAsync() > 0)
            {
                return;
            }
        }

        Assert.Fail($"The keyboard does not reach {selector}.");
    }
}
