using System.Net;
using System.Text;
using AngleSharp.Dom;
using Surveys.Pages;

namespace Surveys.Tests.Pages;

/// <summary>The texts of citizens' pages in each language.</summary>
public sealed class CitizenPageTextsTests
{
    /// <summary>Texts that other texts are built from; PageTextsTests checks the results.</summary>
    private static readonly string[] Formats =
    [
        nameof(PageTexts.Months),
        nameof(PageTexts.DateFormat),
        nameof(PageTexts.DayAndTimeFormat),
    ];

    public static TheoryData<string> Languages { get; } =
    [.. LanguageCatalog.Shipped.All.Select(language => language.Code)];

    [Theory, MemberData(nameof(Languages))]
    public async Task Every_text_appears_on_a_page(string language)
    {
        var shown = new StringBuilder();
        foreach (var state in Gallery.States.Keys)
        {
            shown.AppendLine(WebUtility.HtmlDecode(await Gallery.RenderAsync(state, language)));
        }

        shown.AppendLine(
            WebUtility.HtmlDecode(new QrCode(new Uri("https://gov.kz/s/x"), LanguageCatalog.Shipped[language]).Render())
        );
        var all = shown.ToString();

        Assert.All(
            LanguageCatalog.Shipped[language].Pages.All.Where(text => !Formats.Contains(text.Key)),
            text =>
                Assert.All(
                    text.Value.Split("{0}").SelectMany(part => part.Split("{1}")),
                    part => Assert.Contains(part.Trim(), all, StringComparison.Ordinal)
                )
        );
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task The_texts_of_all_pages_equal_the_overview(string language)
    {
        var overview = new StringBuilder();
        foreach (var state in Gallery.States.Keys)
        {
            var page = Html.ParseStrictly(await Gallery.RenderAsync(state, language));
            if (overview.Length is 0)
            {
                overview.AppendLine("[header and footer]").AppendJoin('\n', LinesOf(page, "header, footer"));
            }

            overview.AppendLine().AppendLine().Append('[').Append(state).Append("] ").AppendLine(page.Title);
            overview.AppendJoin('\n', LinesOf(page, "main"));
        }

        GoldenFile.Holds($"pages/overview.{language}.txt", overview.ToString());
    }

    /// <summary>The texts of the innermost blocks, one line each.</summary>
    private static IEnumerable<string> LinesOf(IParentNode page, string selector) =>
        page.QuerySelectorAll(selector)
            .SelectMany(part => part.QuerySelectorAll("h1, h2, p, li, dt, dd, legend, label, button, textarea"))
            .Where(block => block.QuerySelector("h1, h2, p, li, dt, dd") is null)
            .Select(Html.TextOf)
            .Where(line => line.Length > 0);
}
