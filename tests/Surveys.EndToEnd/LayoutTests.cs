using System.Text.Json;
using Microsoft.Playwright;
using Surveys.Tests;

namespace Surveys.EndToEnd;

/// <summary>Every citizen's page as it lies on the screen.</summary>
public sealed class LayoutTests(Chromium chromium)
{
    public static TheoryData<string> Languages { get; } = [.. Breadth.OneIn(3, GalleryServer.Languages)];

    public static TheoryData<string, int, bool> Shots { get; } =
        new(
            from language in GalleryServer.Languages
            from width in new[] { 320, 390, 1280 }
            from dark in new[] { false, true }
            select (language, width, dark)
        );

    [Theory, MemberData(nameof(Languages))]
    public async Task At_400_percent_nothing_is_cut_off_needs_scrolling_sideways_or_is_too_small_to_tap(string language)
    {
        // 1280 px at 400 % are 320 px (WCAG 1.4.10).
        await using var open = await chromium.OpenAsync(width: 320);
        foreach (var state in GalleryServer.States)
        {
            await open.ShowAsync(state, language);

            var wide = await open.Page.EvaluateAsync<string[]>(
                """
                () => [...document.querySelectorAll('body *')].filter(e => { const r = e.getBoundingClientRect(); return r.right > innerWidth + 1 || r.left < -1 || e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display != 'inline' && e.clientWidth > 0 }).map(e => e.outerHTML.slice(0, 100))
                """
            );
            Assert.True(wide.Length == 0, $"{state} {language}: {string.Join('\n', wide)}");

            var small = await open.Page.EvaluateAsync<string[]>(
                """
                () => [...document.querySelectorAll('.choice, button, textarea, input[type=text], nav a, .also')].filter(e => { const r = e.getBoundingClientRect(); return r.height < 44 || r.width < 44 }).map(e => e.outerHTML.slice(0, 100))
                """
            );
            Assert.True(small.Length == 0, $"{state} {language}: {string.Join('\n', small)}");
        }
    }

    [Fact]
    public async Task The_question_its_five_answers_and_the_button_are_seen_at_once_on_a_phone()
    {
        await using var open = await chromium.OpenAsync(width: 390, height: 844);
        foreach (var language in GalleryServer.Languages)
        {
            await open.ShowAsync("survey", language);

            Assert.Equal(5, await open.Page.Locator(".choice").CountAsync());
            var bottom = (await open.Page.Locator("button").BoundingBoxAsync())!;
            Assert.True(
                bottom.Y + bottom.Height is > 0 and <= 844,
                $"The button ends at {bottom.Y + bottom.Height} in {language}."
            );
        }
    }

    [Fact]
    public async Task Where_the_keyboard_is_can_be_seen_on_every_page()
    {
        await using var open = await chromium.OpenAsync();
        foreach (var state in GalleryServer.States)
        {
            await open.ShowAsync(state, "kk");
            var stops = await open.Page.EvaluateAsync<int>(
                "() => document.querySelectorAll('a, button, textarea, input[type=text]').length + new Set([...document.querySelectorAll('input[type=radio]')].map(e => e.name)).size"
            );
            for (var stop = 0; stop < stops; stop++)
            {
                await open.Page.Keyboard.PressAsync("Tab");
                var seen = await open.Page.EvaluateAsync<bool>(
                    """
                    () => { const e = document.activeElement; const shown = e.closest('.choice') ?? e; const s = getComputedStyle(shown); const r = shown.getBoundingClientRect(); return e != document.body && s.outlineStyle != 'none' && parseFloat(s.outlineWidth) >= 2 && r.top < innerHeight && r.bottom > 0 }
                    """
                );

                Assert.True(seen, $"{state}: stop {stop + 1} of {stops} shows no focus.");
            }
        }
    }

    [Theory]
    [InlineData("active")]
    [InlineData("none")]
    public async Task Forced_colours_and_print_leave_the_question_readable(string forced)
    {
        await using var open = await chromium.OpenAsync();
        var page = open.Page;
        await page.EmulateMediaAsync(
            new()
            {
                ForcedColors = forced == "active" ? ForcedColors.Active : ForcedColors.None,
                Media = forced == "active" ? Media.Screen : Media.Print,
            }
        );
        await open.ShowAsync("survey", "kk");

        Assert.True(await page.GetByRole(AriaRole.Radio).Last.IsVisibleAsync());
        Assert.Equal(forced == "active", await page.GetByRole(AriaRole.Button).IsVisibleAsync());
        Assert.Equal(
            JsonValueKind.True,
            (
                await page.EvaluateAsync(
                    "() => getComputedStyle(document.body).color != getComputedStyle(document.body).backgroundColor"
                )
            )!
                .Value
                .ValueKind
        );
    }

    /// <summary>For human eyes: run it by name, with <c>-explicit only</c>; the pictures go to <c>artifacts/screenshots</c>. SURVEYS_SHOTS names one state.</summary>
    [Theory(Explicit = true), MemberData(nameof(Shots)), Trait("Run", "by name")]
    public async Task Every_page_is_photographed(string language, int width, bool dark)
    {
        await using var open = await chromium.OpenAsync(width, dark);
        foreach (
            var state in GalleryServer.States.Where(state =>
                state == (Environment.GetEnvironmentVariable("SURVEYS_SHOTS") ?? state)
            )
        )
        {
            await open.ShowAsync(state, language);
            await open.Page.ScreenshotAsync(
                new()
                {
                    FullPage = true,
                    Path = Path.Combine(
                        GoldenFile.Root(),
                        "artifacts",
                        "screenshots",
                        $"{state}.{language}.{width}{(dark ? ".dark" : "")}.png"
                    ),
                }
            );
        }
    }
}
