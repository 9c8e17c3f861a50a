using System.Threading.Channels;
using Microsoft.Playwright;
using Surveys.Tests.Pages;

[assembly: AssemblyFixture(typeof(Surveys.EndToEnd.Chromium))]

namespace Surveys.EndToEnd;

/// <summary>
/// The one browser of a test run: the system's Chromium, driven by Playwright, which brings no browser of its own along. The headless shell is the same engine without
/// windows, and starts and turns pages several times as fast; it is taken where there is one.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Places =
    [
        "/usr/lib/chromium/chromium-headless-shell",
        "/usr/bin/chromium",
        "/usr/bin/google-chrome",
    ];

    private static readonly string[] Quiet =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // A page is looked at for a moment: neither a process to draw it nor compiling its scripts well is made up for.
        "--in-process-gpu",
        "--js-flags=--no-opt",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private static string? Path =>
        Environment.GetEnvironmentVariable("SURVEYS_CHROMIUM") ?? Array.Find(Places, File.Exists);

    /// <summary>The browser; skips the test where none is installed.</summary>
    public IBrowser Browser
    {
        get
        {
            Assert.SkipWhen(
                _browser is null,
                "There is no Chromium: install it (apt-get install chromium-headless-shell, or chromium) or name one in SURVEYS_CHROMIUM."
            );
            return _browser!;
        }
    }

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        if (Path is not { } path || !File.Exists(path))
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = Quiet });
    }

    /// <summary>A page of a fresh browser, as large as asked, without anything that another test left. Whoever opens it closes it, and its context with it.</summary>
    /// <param name="width">CSS pixels.</param>
    /// <param name="dark">The citizen prefers dark pages.</param>
    /// <param name="scripts">False: as with scripts switched off.</param>
    /// <param name="height">CSS pixels.</param>
    public async Task<OpenPage> OpenAsync(int width = 390, bool dark = false, bool scripts = true, int height = 844)
    {
        var context = await Browser.NewContextAsync(
            new()
            {
                ViewportSize = new() { Width = width, Height = height },
                ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
                JavaScriptEnabled = scripts,
                Locale = "kk-KZ",
            }
        );
        return new OpenPage(await context.NewPageAsync());
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

/// <summary>A page in a context of its own, closed together.</summary>
public sealed class OpenPage(IPage page) : IAsyncDisposable
{
    private readonly Channel<double> _received = Channel.CreateUnbounded<double>();
    private ICDPSession? _session;

    /// <summary>The page.</summary>
    public IPage Page { get; } = page;

    /// <summary>Shows a state of the gallery.</summary>
    public async Task ShowAsync(string state, string language) =>
        await ShowAsync(await Gallery.States[state](LanguageCatalog.Shipped[language]).RenderAsync());

    /// <summary>Shows a page without a request: its own markup and styles, in a document that has turned many such leaves.</summary>
    public Task ShowAsync(string markup) =>
        Page.SetContentAsync(markup, new() { WaitUntil = WaitUntilState.DOMContentLoaded });

    /// <summary>Goes to an address: the answer, and what the browser received for it, in bytes on the wire with the headers.</summary>
    public async Task<(IResponse Response, double Bytes)> WeighAsync(string address)
    {
        if (_session is null)
        {
            _session = await Page.Context.NewCDPSessionAsync(Page);
            _session.Event("Network.loadingFinished").OnEvent += (_, data) =>
                _received.Writer.TryWrite(data!.Value.GetProperty("encodedDataLength").GetDouble());
            await _session.SendAsync("Network.enable");
        }

        var response = await Page.GotoAsync(address);

        // The browser may tell of the last bytes after it tells that the page is there.
        var bytes = await _received
            .Reader.ReadAsync(TestContext.Current.CancellationToken)
            .AsTask()
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        while (_received.Reader.TryRead(out var more))
        {
            bytes += more;
        }

        return (response!, bytes);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}
