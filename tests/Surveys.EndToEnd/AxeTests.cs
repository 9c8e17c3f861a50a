using System.Text.Json;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using Surveys.Tests;

namespace Surveys.EndToEnd;

/// <summary>Every citizen's page, in every language and state, as axe sees it; its colours, light and dark, in one language for all.</summary>
public sealed class AxeTests(Chromium chromium)
{
    /// <summary>Rules of WCAG 2.2 AA and best practice. The size of targets is off unless named, and yet a criterion of 2.2 AA (2.5.8).</summary>
    private const string Wcag22AA = """
        { "runOnly": { "type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"] }, "rules": { "target-size": { "enabled": true } }, "resultTypes": ["violations"] }
        """;

    /// <summary>The same without colours, which no language changes: measuring contrast takes longer than all else together.</summary>
    private const string Wcag22AAButColours = """
        { "runOnly": { "type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"] }, "rules": { "target-size": { "enabled": true }, "color-contrast": { "enabled": false } }, "resultTypes": ["violations"] }
        """;

    /// <summary>What a dark page can have wrong that the same page in light has not: its markup is the same.</summary>
    private const string Contrast =
        """{ "runOnly": { "type": "rule", "values": ["color-contrast"] }, "resultTypes": ["violations"] }""";

    public static TheoryData<string> Languages { get; } = [.. Breadth.OneIn(3, GalleryServer.Languages)];

    [Theory, MemberData(nameof(Languages))]
    public async Task Axe_finds_nothing_at_WCAG_22_AA(string language)
    {
        await using var open = await chromium.OpenAsync();
        var page = open.Page;
        await page.EvaluateAsync(new BundledAxeScriptProvider().GetScript());
        foreach (var state in GalleryServer.States)
        {
            await open.ShowAsync(state, language);
            await FindsNothingAsync(page, $"{state} {language}", hasColours: language is "kk");
        }
    }

    [Fact]
    public async Task Axe_would_find_a_faint_word_in_the_dark_and_a_field_without_a_name()
    {
        await using var open = await chromium.OpenAsync(dark: true);
        await open.Page.EvaluateAsync(new BundledAxeScriptProvider().GetScript());
        await open.ShowAsync("survey", "kk");
        await open.Page.EvaluateAsync(
            "() => { document.querySelector('.service').style.color = '#555'; document.querySelector('input').closest('label').replaceWith(document.querySelector('input')) }"
        );

        Assert.Contains("color-contrast", (await RunAsync(open.Page, Contrast)).Violations, StringComparison.Ordinal);
        Assert.Contains("label", (await RunAsync(open.Page, Wcag22AA)).Violations, StringComparison.Ordinal);
    }

    /// <summary>Expects that axe looked, and found nothing: in light and dark where colours are looked at, else in light alone.</summary>
    internal static async Task FindsNothingAsync(IPage page, string where, bool hasColours)
    {
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await FindsNothingAsync(page, hasColours ? Wcag22AA : Wcag22AAButColours, where + " light");
        if (hasColours)
        {
            await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
            await FindsNothingAsync(page, Contrast, where + " dark");
        }
    }

    private static async Task FindsNothingAsync(IPage page, string options, string where)
    {
        var (passes, violations) = await RunAsync(page, options);

        Assert.True(passes > 0, $"{where}: axe looked at nothing.");
        Assert.True(violations.Length is 0, $"{where}: {violations}");
    }

    private static async Task<(int Passes, string Violations)> RunAsync(IPage page, string options)
    {
        var result = await page.EvaluateAsync<JsonElement>(
            "async options => { const r = await axe.run(document, JSON.parse(options)); return { passes: r.passes.length, violations: r.violations.map(v => v.id + ': ' + v.help + '; ' + v.nodes.map(n => n.html).join(' | ')).join('\\n') } }",
            options
        );
        return (result.GetProperty("passes").GetInt32(), result.GetProperty("violations").GetString()!);
    }
}
