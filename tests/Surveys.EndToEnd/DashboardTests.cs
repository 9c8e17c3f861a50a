using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using Surveys.Tests;

namespace Surveys.EndToEnd;

/// <summary>The dashboards in a browser: signing in, reading, reporting and verifying without scripts; what axe, a phone, paper and the dark make of them.</summary>
[Collection(nameof(LiveMinistry))]
public sealed class DashboardTests(Chromium chromium, LiveMinistry ministry)
{
    public static TheoryData<string> Languages { get; } =
    [.. Breadth.OneIn(2, LanguageCatalog.Shipped.WithDashboards.Select(language => language.Code))];

    public static TheoryData<string, int, string> Shots { get; } =
        new(
            from language in LanguageCatalog.Shipped.WithDashboards
            from width in new[] { 390, 1280 }
            from look in new[] { "light", "dark", "print" }
            select (language.Code, width, look)
        );

    [Theory, MemberData(nameof(Languages))]
    public async Task Axe_finds_nothing_at_WCAG_22_AA(string language)
    {
        await using var open = await chromium.OpenAsync();
        await open.Page.EvaluateAsync(new BundledAxeScriptProvider().GetScript());
        foreach (var (name, markup) in await ministry.MarkupAsync(language))
        {
            await open.ShowAsync(markup);
            await open.Page.EvaluateAsync(
                "() => document.querySelectorAll('details').forEach(details => details.open = true)"
            );
            await AxeTests.FindsNothingAsync(open.Page, $"{name} {language}", hasColours: language is "kk");
        }
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task At_400_percent_only_tables_scroll_sideways_and_all_can_be_tapped(string language)
    {
        await using var open = await chromium.OpenAsync(width: 320);
        foreach (var (name, markup) in await ministry.MarkupAsync(language))
        {
            await open.ShowAsync(markup);
            var wide = await open.Page.EvaluateAsync<string[]>(
                """
                () => [...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll, svg, .unseen, .skip') || e.matches('.scroll')).filter(e => { const r = e.getBoundingClientRect(); return r.right > innerWidth + 1 || r.left < -1 }).map(e => e.outerHTML.slice(0, 100))
                """
            );
            Assert.True(wide.Length == 0, $"{name} {language}: {string.Join('\n', wide)}");
            Assert.True(
                await open.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"),
                $"{name} {language} can be scrolled sideways."
            );
            var small = await open.Page.EvaluateAsync<string[]>(
                """
                () => [...document.querySelectorAll('button, input:not([type=hidden]), select, textarea, summary, nav a, .choices a')].filter(e => !e.closest('.skip')).filter(e => { const r = e.getBoundingClientRect(); return r.width > 0 && (r.height < 24 || r.width < 24) }).map(e => e.outerHTML.slice(0, 100))
                """
            );
            Assert.True(small.Length == 0, $"{name} {language}: {string.Join('\n', small)}");
        }
    }

    [Fact]
    public async Task A_saving_is_reported_and_verified_without_scripts()
    {
        await using var owner = await chromium.OpenAsync(width: 1280, scripts: false);
        await ministry.SignInAsync(owner.Page, "owner");
        Assert.Contains("/services/benefits", owner.Page.Url, StringComparison.Ordinal);
        await owner.Page.GetByRole(AriaRole.Link, new() { Name = "Report savings" }).ClickAsync();
        await owner.Page.Locator("#category").SelectOptionAsync("other");
        await owner.Page.Locator("#amount").FillAsync("lots");
        await owner.Page.Locator("#month").FillAsync(LiveMinistry.LastMonth);
        await owner.Page.Locator("form.entry button").ClickAsync();
        await owner.Page.Locator("#notice a[href='#amount']").ClickAsync();
        await owner.Page.Locator("#amount:focus").FillAsync("123 456,5");
        await owner.Page.Locator("form.entry button").ClickAsync();
        await owner.Page.Locator("[role=status]").WaitForAsync();

        await using var reader = await chromium.OpenAsync(width: 1280, scripts: false);
        await ministry.SignInAsync(reader.Page, "ministry");
        await reader.Page.GetByRole(AriaRole.Link, new() { Name = "Verify savings" }).ClickAsync();
        var claim = reader.Page.Locator($"#benefits-{LiveMinistry.LastMonth}-other");
        Assert.Contains("123,456.5", (await claim.InnerTextAsync()).Replace('\u00a0', ' '), StringComparison.Ordinal);
        await claim.GetByRole(AriaRole.Button, new() { Name = "Verify" }).ClickAsync();
        await reader.Page.Locator("[role=status]").WaitForAsync();
        Assert.Equal(0, await claim.CountAsync());
    }

    [Fact]
    public async Task The_ministry_goes_from_the_whole_to_one_service_in_the_same_months_and_language()
    {
        await using var open = await chromium.OpenAsync(width: 1280, scripts: false);
        await ministry.SignInAsync(open.Page, "ministry");
        await open.Page.Locator("#from").FillAsync(LiveMinistry.LastMonth);
        await open.Page.Locator("form.period button").ClickAsync();
        await open.Page.Locator(".languages a[lang=ru]").ClickAsync();
        await open.Page.Locator("th a", new() { HasTextString = "Довольны" }).ClickAsync();
        await open.Page.Locator("th[aria-sort=ascending]").WaitForAsync();
        await open.Page.Locator("tbody th a").First.ClickAsync();
        await open.Page.Locator("p.agency").WaitForAsync();

        Assert.Matches($"/services/[a-z-]+\\?from={LiveMinistry.LastMonth}&to=[0-9-]+&lang=ru$", open.Page.Url);
        Assert.Equal("ru", await open.Page.Locator("html").GetAttributeAsync("lang"));
    }

    [Fact]
    public async Task Where_the_keyboard_is_can_be_seen()
    {
        await using var open = await chromium.OpenAsync(width: 1280);
        await ministry.SignInAsync(open.Page, "ministry");
        await open.Page.GotoAsync(ministry.AddressOf("/ministry", "en"));
        for (var stop = 0; stop < 30; stop++)
        {
            await open.Page.Keyboard.PressAsync("Tab");
            Assert.True(
                await open.Page.EvaluateAsync<bool>(
                    """
                    () => { const e = document.activeElement; const s = getComputedStyle(e); const r = e.getBoundingClientRect(); return e != document.body && s.outlineStyle != 'none' && parseFloat(s.outlineWidth) >= 2 && r.top < innerHeight && r.bottom > 0 }
                    """
                ),
                $"Stop {stop + 1} shows no focus: {await open.Page.EvaluateAsync<string>("() => document.activeElement.outerHTML.slice(0, 200)")}"
            );
        }
    }

    [Fact]
    public async Task On_paper_there_are_the_figures_and_nothing_to_press()
    {
        await using var open = await chromium.OpenAsync(width: 1280, dark: true);
        await ministry.SignInAsync(open.Page, "owner");
        await open.Page.GotoAsync(ministry.AddressOf("/services/benefits", "en"));
        await open.Page.EmulateMediaAsync(new() { Media = Media.Print });

        Assert.True(await open.Page.Locator("svg.chart[role=img]").First.IsVisibleAsync());
        Assert.Equal(0, await open.Page.Locator("button:visible, nav:visible, input:visible").CountAsync());
        Assert.Equal(
            "rgb(255, 255, 255)",
            await open.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor")
        );
    }

    /// <summary>For human eyes: run it by name, with <c>-explicit only</c>; the pictures go to <c>artifacts/screenshots</c>.</summary>
    [Theory(Explicit = true), MemberData(nameof(Shots)), Trait("Run", "by name")]
    public async Task Every_dashboard_is_photographed(string language, int width, string look)
    {
        foreach (var pages in LiveMinistry.Pages.GroupBy(page => page.Role))
        {
            await using var open = await chromium.OpenAsync(width, dark: look is "dark");
            await ministry.SignInAsync(open.Page, pages.Key);
            foreach (var (name, _, path) in pages)
            {
                await open.Page.GotoAsync(ministry.AddressOf(path, language));
                await open.Page.EmulateMediaAsync(new() { Media = look is "print" ? Media.Print : Media.Screen });
                await open.Page.ScreenshotAsync(
                    new()
                    {
                        FullPage = true,
                        Path = Path.Combine(
                            GoldenFile.Root(),
                            "artifacts",
                            "screenshots",
                            $"{name}.{language}.{width}.{look}.png"
                        ),
                    }
                );
            }
        }
    }
}
