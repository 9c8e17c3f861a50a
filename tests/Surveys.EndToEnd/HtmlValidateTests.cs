using System.ComponentModel;
using System.Diagnostics;
using Surveys.Tests;
using Surveys.Tests.Pages;

namespace Surveys.EndToEnd;

/// <summary>
/// Checks every page against the HTML standard with html-validate. The rule void-style is off: the renderer writes void elements
/// as <c>&lt;input ... /&gt;</c>, which the standard allows.
/// </summary>
[Collection(nameof(LiveMinistry))]
public sealed class HtmlValidateTests(LiveMinistry ministry)
{
    [Fact]
    public async Task Html_validate_finds_nothing()
    {
        var folder = await BringAsync();
        var pages = Path.Combine(folder, "pages");
        Directory.CreateDirectory(pages);
        foreach (var (state, page) in Gallery.States)
        {
            foreach (var language in LanguageCatalog.Shipped.All)
            {
                await File.WriteAllTextAsync(
                    Path.Combine(pages, $"{state}.{language.Code}.html"),
                    await page(language).RenderAsync(),
                    TestContext.Current.CancellationToken
                );
            }
        }

        foreach (var language in LanguageCatalog.Shipped.WithDashboards)
        {
            foreach (var (name, markup) in await ministry.MarkupAsync(language.Code))
            {
                await File.WriteAllTextAsync(
                    Path.Combine(pages, $"dashboard-{name}.{language.Code}.html"),
                    markup,
                    TestContext.Current.CancellationToken
                );
            }
        }

        var (exit, output) = await RunAsync(
            folder,
            "node",
            ["node_modules/html-validate/bin/html-validate.mjs", "--formatter", "text", "pages/*.html"]
        );
        Assert.True(exit is 0, output);

        // It does look: one fault is found.
        var faulty = Path.Combine(folder, "faulty.html");
        await File.WriteAllTextAsync(
            faulty,
            (await Gallery.States["survey"](LanguageCatalog.Shipped.Default).RenderAsync()).Replace(
                "<main>",
                "<main><ul><p>x</p></ul>",
                StringComparison.Ordinal
            ),
            TestContext.Current.CancellationToken
        );
        Assert.Contains(
            "element-permitted-content",
            (
                await RunAsync(
                    folder,
                    "node",
                    ["node_modules/html-validate/bin/html-validate.mjs", "--formatter", "text", faulty]
                )
            ).Output,
            StringComparison.Ordinal
        );
    }

    /// <summary>The packages, brought by npm exactly as the lock file says, where they aren't there; in a folder that git ignores.</summary>
    private static async Task<string> BringAsync()
    {
        var source = Path.Combine(GoldenFile.Root(), "tests", "Surveys.EndToEnd", "html-validate");
        var folder = Path.Combine(GoldenFile.Root(), ".surveys", "html-validate");
        Directory.CreateDirectory(folder);
        var isSame = File.Exists(Path.Combine(folder, "node_modules", ".package-lock.json"));
        foreach (var name in (string[])["package.json", "package-lock.json", ".htmlvalidate.json"])
        {
            var (from, to) = (Path.Combine(source, name), Path.Combine(folder, name));
            isSame &= File.Exists(to) && await File.ReadAllTextAsync(from) == await File.ReadAllTextAsync(to);
            File.Copy(from, to, overwrite: true);
        }

        if (!isSame)
        {
            var (exit, output) = await RunAsync(
                folder,
                OperatingSystem.IsWindows() ? "npm.cmd" : "npm",
                ["ci", "--no-audit", "--no-fund", "--loglevel=error"]
            );
            Assert.True(exit is 0, output);
        }

        return folder;
    }

    private static async Task<(int Exit, string Output)> RunAsync(string folder, string program, string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments)
                {
                    WorkingDirectory = folder,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, await output + await errors);
        }
        catch (Win32Exception e)
        {
            Assert.Skip($"html-validate needs Node.js with npm on the PATH: {e.Message}");
            throw;
        }
    }
}
