using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Surveys.ServiceRegister;

namespace Surveys.Pages;

/// <summary>A style sheet inside a page, with the hash by which the page's policy lets it in and nothing else.</summary>
internal sealed partial record PageStyle
{
    private static readonly ConcurrentDictionary<Accent, PageStyle> ByAccent = new();

    private PageStyle(string text)
    {
        Text = text;
        Source = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";
    }

    /// <summary>What all citizens' pages share.</summary>
    public static PageStyle Common { get; } = new(Shrink(Read("citizen.css")));

    /// <summary>What dashboards share.</summary>
    public static PageStyle Dashboard { get; } = new(Shrink(Read("Dashboards/dashboard.css")));

    /// <summary>The rules, as they stand between the tags.</summary>
    public string Text { get; }

    /// <summary>The source expression for <c>style-src</c>.</summary>
    public string Source { get; }

    /// <summary>A service's colour. There are as many as services that chose one, so that remembering them all is cheap.</summary>
    public static PageStyle Of(Accent accent) =>
        ByAccent.GetOrAdd(
            accent,
            static accent =>
                new(
                    $":root{{--accent:{accent.OnWhite}}}@media (prefers-color-scheme:dark){{:root{{--accent:{accent.OnDark}}}}}@media print{{:root{{--accent:{accent.OnWhite}}}}}"
                )
        );

    /// <summary>Takes out what a reader of the file needs and a browser doesn't: every byte counts on a slow network.</summary>
    private static string Shrink(string css) =>
        Spaces().Replace(Breaks().Replace(Comments().Replace(css, ""), ""), "$1").Trim();

    private static string Read(string name)
    {
        using var stream =
            typeof(PageStyle).Assembly.GetManifestResourceStream("Surveys/Pages/" + name)
            ?? throw new InvalidOperationException($"No {name}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comments();

    [GeneratedRegex(@"\s*\n\s*")]
    private static partial Regex Breaks();

    /// <summary>Spaces around a brace or semicolon, and after a colon or comma, mean nothing; others may.</summary>
    [GeneratedRegex(@"\s*([{};])\s*|(?<=[:,])\s+")]
    private static partial Regex Spaces();
}
