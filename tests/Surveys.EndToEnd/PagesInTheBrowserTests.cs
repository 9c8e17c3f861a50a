using System.Text.Json;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Surveys.Tests;

namespace Surveys.EndToEnd;

/// <summary>Every citizen's page, in every language and state, as a browser shows it.</summary>
public sealed class PagesInTheBrowserTests(Chromium chromium, GalleryServer server) : IClassFixture<Chromium>, IClassFixture<GalleryServer>
{
    /// <summary>First flight of a TCP connection: ten segments of about 1,460 bytes (RFC 6928).</summary>
    private const int OneRoundTrip = 14 * 1024;

    private static readonly AxeRunOptions Wcag22AA = new()
    {
        RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"] },
        // Off unless named, and yet a criterion of 2.2 AA (2.5.8).
        Rules = new Dictionary<string, RuleOptions> { ["target-size"] = new() { Enabled = true } },
    };

    public static TheoryData<string, bool> Languages { get; } = new(
        from language in GalleryServer.Languages
        from dark in new[] { false, true }
        select (language, dark));

    public static TheoryData<string> Codes { get; } = [.. GalleryServer.Languages];

    public static TheoryData<string> States { get; } = [.. GalleryServer.States];

    public static TheoryData<string, int, bool> Shots { get; } = new(
        from language in GalleryServer.Languages
        from width in new[] { 320, 390, 1280 }
        from dark in new[] { false, true }
        select (language, width, dark));

    [Theory, MemberData(nameof(Languages))]
    public async Task Axe_finds_nothing_at_WCAG_22_AA(string language, bool dark)
    {
        var page = await chromium.OpenAsync(dark: dark);
        foreach (var state in GalleryServer.States)
        {
            await page.GotoAsync(At(state, language));

            var result = await page.RunAxe(Wcag22AA);

            Assert.True(result.Passes.Length > 0);
            Assert.True(result.Violations.Length == 0, $"{state} {language} {(dark ? "dark" : "light")}: " + string.Join('\n', result.Violations.Select(violation => $"{violation.Id}: {violation.Help}; {string.Join(" | ", violation.Nodes.Select(node => node.Html))}")));
        }
    }

    [Theory, MemberData(nameof(Codes))]
    public async Task At_400_percent_nothing_is_cut_off_or_needs_scrolling_sideways(string language)
    {
        // 1280 px at 400 % are 320 px (WCAG 1.4.10).
        var page = await chromium.OpenAsync(width: 320);
        foreach (var state in GalleryServer.States)
        {
            await page.GotoAsync(At(state, language));

            var wide = await page.EvaluateAsync<string[]>("""
                () => [...document.querySelectorAll('body *')].filter(e => { const r = e.getBoundingClientRect(); return r.right > innerWidth + 1 || r.left < -1 || e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display != 'inline' && e.clientWidth > 0 }).map(e => e.outerHTML.slice(0, 100))
                """);

            Assert.True(wide.Length == 0, $"{state} {language}: {string.Join('\n', wide)}");
        }
    }

    [Theory, MemberData(nameof(Codes))]
    public async Task What_is_tapped_is_large_enough(string language)
    {
        var page = await chromium.OpenAsync(width: 320);
        foreach (var state in GalleryServer.States)
        {
            await page.GotoAsync(At(state, language));

            var small = await page.EvaluateAsync<string[]>("""
                () => [...document.querySelectorAll('.choice, button, textarea, input[type=text], nav a, .also')].filter(e => { const r = e.getBoundingClientRect(); return r.height < 44 || r.width < 44 }).map(e => e.outerHTML.slice(0, 100))
                """);

            Assert.True(small.Length == 0, $"{state} {language}: {string.Join('\n', small)}");
        }
    }

    [Theory, MemberData(nameof(States))]
    public async Task A_page_is_one_request_within_one_round_trip(string state)
    {
        foreach (var language in GalleryServer.Languages)
        {
            var page = await chromium.OpenAsync();
            var before = server.RequestsTo(state, language);
            var requests = new List<string>();
            page.Request += (_, request) => requests.Add(request.Url);
            var complaints = new List<string>();
            page.Console += (_, message) => complaints.Add(message.Text);
            var session = await page.Context.NewCDPSessionAsync(page);
            await session.SendAsync("Network.enable");
            double bytes = 0;
            session.Event("Network.loadingFinished").OnEvent += (_, data) => bytes += data!.Value.GetProperty("encodedDataLength").GetDouble();

            var response = await page.GotoAsync(At(state, language));

            Assert.Equal([At(state, language)], requests);
            Assert.Equal(before + 1, server.RequestsTo(state, language));
            Assert.InRange(bytes, 1, OneRoundTrip);
            Assert.NotNull(await response!.HeaderValueAsync("content-encoding"));
            Assert.Empty(await page.Context.CookiesAsync());
            // The browser itself tells of an answer that is no 200; of a policy that bars something it would tell too, and that must not be.
            Assert.DoesNotContain(complaints, text => !text.StartsWith("Failed to load resource: the server responded with a status of", StringComparison.Ordinal));
            await page.Context.CloseAsync();
        }

        Assert.Equal(0, server.StrayRequests);
    }

    [Theory, MemberData(nameof(States))]
    public async Task A_screen_reader_finds_what_the_golden_file_says(string state)
    {
        var page = await chromium.OpenAsync();
        await page.GotoAsync(At(state, "kk"));

        GoldenFile.Holds($"accessibility/{state}.kk.yaml", await page.Locator("body").AriaSnapshotAsync());
    }

    [Theory]
    [InlineData("ru")]
    [InlineData("en")]
    [InlineData("ar")]
    public async Task A_screen_reader_finds_the_question_in_every_language(string language)
    {
        var page = await chromium.OpenAsync();
        await page.GotoAsync(At("survey", language));

        GoldenFile.Holds($"accessibility/survey.{language}.yaml", await page.Locator("body").AriaSnapshotAsync());
    }

    [Fact]
    public async Task Where_the_keyboard_is_can_be_seen_on_every_page()
    {
        var page = await chromium.OpenAsync();
        foreach (var state in GalleryServer.States)
        {
            await page.GotoAsync(At(state, "kk"));
            var stops = await page.EvaluateAsync<int>("() => document.querySelectorAll('a, button, textarea, input[type=text]').length + new Set([...document.querySelectorAll('input[type=radio]')].map(e => e.name)).size");
            for (var stop = 0; stop < stops; stop++)
            {
                await page.Keyboard.PressAsync("Tab");
                var seen = await page.EvaluateAsync<bool>("""
                    () => { const e = document.activeElement; const shown = e.closest('.choice') ?? e; const s = getComputedStyle(shown); const r = shown.getBoundingClientRect(); return e != document.body && s.outlineStyle != 'none' && parseFloat(s.outlineWidth) >= 2 && r.top < innerHeight && r.bottom > 0 }
                    """);

                Assert.True(seen, $"{state}: stop {stop + 1} of {stops} shows no focus.");
            }
        }
    }

    [Fact]
    public async Task After_a_fault_the_reader_stands_at_the_summary()
    {
        var page = await chromium.OpenAsync(scripts: false);
        await page.GotoAsync(At("survey-all-wrong", "kk") + "?#notice");

        // Without scripts nothing can be asked of the page; the next stop of the keyboard tells where it stands.
        await page.Keyboard.PressAsync("Tab");

        Assert.Equal(1, await page.Locator("#notice li:first-child a:focus").CountAsync());
    }

    [Theory]
    [InlineData("active")]
    [InlineData("none")]
    public async Task Forced_colours_and_print_leave_the_question_readable(string forced)
    {
        var page = await chromium.OpenAsync();
        await page.EmulateMediaAsync(new() { ForcedColors = forced == "active" ? ForcedColors.Active : ForcedColors.None, Media = forced == "active" ? Media.Screen : Media.Print });
        await page.GotoAsync(At("survey", "kk"));

        Assert.True(await page.GetByRole(AriaRole.Radio).Last.IsVisibleAsync());
        Assert.Equal(forced == "active", await page.GetByRole(AriaRole.Button).IsVisibleAsync());
        Assert.Equal(JsonValueKind.True, (await page.EvaluateAsync("() => getComputedStyle(document.body).color != getComputedStyle(document.body).backgroundColor"))!.Value.ValueKind);
    }

    /// <summary>For human eyes: run it by name, with <c>-explicit only</c>; the pictures go to <c>artifacts/screenshots</c>. SURVEYS_SHOTS names one state.</summary>
    [Theory(Explicit = true), MemberData(nameof(Shots))]
    public async Task Every_page_is_photographed(string language, int width, bool dark)
    {
        var page = await chromium.OpenAsync(width, dark);
        foreach (var state in GalleryServer.States.Where(state => state == (Environment.GetEnvironmentVariable("SURVEYS_SHOTS") ?? state)))
        {
            await page.GotoAsync(At(state, language));
            await page.ScreenshotAsync(new() { FullPage = true, Path = Path.Combine(GoldenFile.Root(), "artifacts", "screenshots", $"{state}.{language}.{width}{(dark ? ".dark" : "")}.png") });
        }
    }

    private string At(string state, string language) => $"{server.Address}/{state}/{language}";
}
