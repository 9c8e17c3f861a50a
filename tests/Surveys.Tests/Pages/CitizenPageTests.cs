using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Surveys.Pages;
using Surveys.Questionnaires;

namespace Surveys.Tests.Pages;

/// <summary>The markup of every citizens' page in every state.</summary>
public sealed partial class CitizenPageTests
{
    /// <summary>Golden files are in one language. CitizenPageTextsTests checks the texts of the others.</summary>
    private const string GoldenLanguage = "kk";

    public static TheoryData<string> States { get; } = [.. Gallery.States.Keys];

    public static TheoryData<string, string> StatesAndLanguages { get; } =
        new(
            from state in Gallery.States.Keys
            from language in LanguageCatalog.Shipped.All
            select (state, language.Code)
        );

    [Theory, MemberData(nameof(States))]
    public async Task A_page_equals_its_golden_file(string state)
    {
        var html = await Gallery.RenderAsync(state, GoldenLanguage);

        GoldenFile.Holds($"pages/{state}.{GoldenLanguage}.html", Blocks().Replace(Styles().Replace(html, ""), "\n"));
    }

    [Theory, MemberData(nameof(StatesAndLanguages))]
    public async Task A_page_is_valid_HTML_without_scripts_or_further_files(string state, string language)
    {
        var page = Html.ParseStrictly(await Gallery.RenderAsync(state, language));

        Assert.Equal(language, page.DocumentElement.GetAttribute("lang"));
        Assert.Equal(language == "ar" ? "rtl" : "ltr", page.DocumentElement.GetAttribute("dir"));
        Assert.NotEmpty(page.Title!);
        Assert.Single(page.QuerySelectorAll("h1"));
        Assert.Single(page.QuerySelectorAll("main"));
        Assert.Empty(
            page.QuerySelectorAll("script, iframe, img, object, link[rel=stylesheet], [style], [onclick], base")
        );
        Assert.All(
            page.QuerySelectorAll("link"),
            link => Assert.StartsWith("data:", link.GetAttribute("href"), StringComparison.Ordinal)
        );
        Assert.All(
            page.QuerySelectorAll<IHtmlAnchorElement>("a"),
            anchor => Assert.Matches("^(/(s|verify|privacy)|#)", anchor.GetAttribute("href"))
        );
        var ids = page.QuerySelectorAll("[id]").Select(element => element.Id).ToList();
        Assert.Equal(ids.Distinct(), ids);
    }

    [Theory, MemberData(nameof(StatesAndLanguages))]
    public async Task Every_field_has_a_label_and_every_reference_a_target(string state, string language)
    {
        var page = Html.ParseStrictly(await Gallery.RenderAsync(state, language));

        Assert.All(
            page.QuerySelectorAll("input:not([type=hidden]), textarea"),
            field =>
            {
                var label = field.Closest("label") ?? page.QuerySelector($"label[for='{field.Id}']");
                Assert.False(string.IsNullOrWhiteSpace(label?.TextContent), $"{field.Id} has no label.");
            }
        );
        Assert.All(
            page.QuerySelectorAll("input[type=radio]"),
            radio => Assert.NotEmpty(radio.Closest("fieldset")!.QuerySelector("legend")!.TextContent.Trim())
        );
        Assert.All(
            page.QuerySelectorAll("[aria-describedby]"),
            element =>
                Assert.All(
                    element.GetAttribute("aria-describedby")!.Split(' '),
                    id => Assert.NotNull(page.GetElementById(id))
                )
        );
        Assert.All(
            page.QuerySelectorAll("a[href^='#']"),
            anchor => Assert.NotNull(page.GetElementById(anchor.GetAttribute("href")![1..]))
        );
    }

    [Theory, MemberData(nameof(StatesAndLanguages))]
    public async Task Text_in_another_language_is_marked_with_its_language(string state, string language)
    {
        var page = Html.ParseStrictly(await Gallery.RenderAsync(state, language));

        foreach (var other in LanguageCatalog.Shipped.All.Where(other => other.Code != language))
        {
            var link = page.QuerySelector($"header a[lang='{other.Code}']");
            Assert.Equal(other.OwnName, link?.TextContent);
            Assert.Equal(other.Direction, link?.GetAttribute("dir"));
            Assert.EndsWith("lang=" + other.Code, link?.GetAttribute("href"), StringComparison.Ordinal);
        }

        Assert.Equal(language, page.QuerySelector("header [aria-current]")?.GetAttribute("lang"));
        if (language == "ar" && page.QuerySelector(".service bdi") is { } service)
        {
            Assert.Equal("Жүргізуші куәлігін ауыстыру", service.TextContent);
            Assert.Equal("kk", service.GetAttribute("lang"));
            Assert.Equal("ltr", service.GetAttribute("dir"));
        }
    }

    [Fact]
    public async Task Validation_errors_are_in_the_title_and_in_a_summary_that_links_to_the_fields()
    {
        var page = Html.ParseStrictly(await Gallery.RenderAsync("survey-all-wrong", "ru"));

        Assert.StartsWith("Ошибка: ", page.Title, StringComparison.Ordinal);
        var notice = page.QuerySelector("main > :first-child")!;
        Assert.Equal("alert", notice.GetAttribute("role"));
        Assert.Equal(
            ["#satisfaction-1", "#ease-1", "#knewAi-yes", "#comment"],
            notice.QuerySelectorAll("a").Select(anchor => anchor.GetAttribute("href"))
        );
        Assert.Contains("Знаков в комментарии: 1234", notice.TextContent, StringComparison.Ordinal);
        Assert.Equal("Сәлем! مرحبا <b>&amp;", page.QuerySelector<IHtmlTextAreaElement>("#comment")!.Value);
        Assert.True(page.QuerySelector<IHtmlInputElement>("#resolved-partly")!.IsChecked);
        Assert.Equal("true", page.QuerySelector("#comment")!.GetAttribute("aria-invalid"));
    }

    [Fact]
    public async Task Citizens_served_by_staff_only_are_not_asked_about_AI()
    {
        var view = Gallery.Rest(LanguageCatalog.Shipped.Default) with
        {
            Questions = Questionnaire.AiServiceV1.LeftToAsk(
                new HashSet<string> { "satisfaction" },
                byPersonAlone: true
            ),
        };

        var page = Html.ParseStrictly(await CitizenPage.Survey(view).RenderAsync());

        Assert.Null(page.QuerySelector("[name=knewAi], [name=human]"));
        Assert.NotNull(page.QuerySelector("[name=contactAgain]"));
    }

    [Fact]
    public async Task A_form_is_sent_to_its_own_path_and_keeps_the_language()
    {
        var form = Html.ParseStrictly(await Gallery.RenderAsync("survey", "ru"))
            .QuerySelector<IHtmlFormElement>("form")!;

        Assert.Equal("/s/7Kq2Xm9aBc?lang=ru#notice", form.GetAttribute("action"));
        Assert.Equal("post", form.Method);
        Assert.Equal(
            ["1", "2", "3", "4", "5"],
            form.QuerySelectorAll<IHtmlInputElement>("[name=satisfaction]").Select(radio => radio.Value)
        );
    }

    [GeneratedRegex("<style>.*?</style>\n?", RegexOptions.Singleline)]
    private static partial Regex Styles();

    /// <summary>Golden files have a line break before these elements, so that differences are readable.</summary>
    [GeneratedRegex(
        "(?<!\n)(?=<(?:header|main|footer|nav|ul|li|form|fieldset|legend|label|div|h1|h2|p|dl|dt|button|textarea)[ >])"
    )]
    private static partial Regex Blocks();
}
