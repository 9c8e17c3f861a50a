using Microsoft.Playwright;

namespace Surveys.EndToEnd;

/// <summary>The one browser of a test run: the system's Chromium, driven by Playwright, which brings no browser of its own along.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Quiet =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private static string Path => Environment.GetEnvironmentVariable("SURVEYS_CHROMIUM") ?? "/usr/bin/chromium";

    /// <summary>The browser; skips the test where none is installed.</summary>
    public IBrowser Browser
    {
        get
        {
            Assert.SkipWhen(_browser is null, $"There is no Chromium at {Path}: install it (apt-get install chromium) or name one in SURVEYS_CHROMIUM.");
            return _browser!;
        }
    }

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Path))
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Path, Args = Quiet });
    }

    /// <summary>A page of a fresh browser, as large as asked, without anything that another test left.</summary>
    /// <param name="width">CSS pixels.</param>
    /// <param name="dark">The citizen prefers dark pages.</param>
    /// <param name="scripts">False: as with scripts switched off.</param>
    public async Task<IPage> OpenAsync(int width = 390, bool dark = false, bool scripts = true)
    {
        var context = await Browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = 800 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            JavaScriptEnabled = scripts,
            Locale = "kk-KZ",
        });
        return await context.NewPageAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
    }
}
