using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Surveys.ServiceRegister;

namespace Surveys.Pages;

/// <summary>The style sheets of pages.</summary>
internal static partial class PageStyles
{
    private static readonly ConcurrentDictionary<Accent, InlineContent> ByAccent = new();

    /// <summary>The style sheet of all citizens' pages.</summary>
    public static InlineContent Citizen { get; } = Load("citizen.css");

    /// <summary>The style sheet of the dashboards.</summary>
    public static InlineContent Dashboard { get; } = Load("Dashboards/dashboard.css");

    /// <summary>
    /// The style sheet that sets a service's colour. It is kept in memory, one for each registered colour.
    /// </summary>
    public static InlineContent Of(Accent accent) =>
        ByAccent.GetOrAdd(
            accent,
            static accent =>
                new(
                    $":root{{--accent:{accent.OnWhite}}}"
                        + $"@media (prefers-color-scheme:dark){{:root{{--accent:{accent.OnDark}}}}}"
                        + $"@media print{{:root{{--accent:{accent.OnWhite}}}}}"
                )
        );

    private static InlineContent Load(string name) =>
        new(Minify(InlineContent.Read(typeof(PageStyles).Assembly, "Surveys/Pages/" + name)));

    /// <summary>Removes comments and spaces, because every page carries its style sheet.</summary>
    private static string Minify(string css) =>
        Spaces().Replace(LineBreaks().Replace(Comments().Replace(css, ""), ""), "$1").Trim();

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comments();

    [GeneratedRegex(@"\s*\n\s*")]
    private static partial Regex LineBreaks();

    /// <summary>
    /// Spaces around braces and semicolons and after colons and commas. Other spaces can have a meaning.
    /// </summary>
    [GeneratedRegex(@"\s*([{};])\s*|(?<=[:,])\s+")]
    private static partial Regex Spaces();
}
