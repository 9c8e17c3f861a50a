using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Http;
using Surveys.Interactions;
using Surveys.Pages;
using Surveys.Questionnaires;

namespace Surveys.Tests.Pages;

public sealed partial class PageTests
{
    /// <summary>First flight of a TCP connection: ten segments of about 1,460 bytes (RFC 6928).</summary>
    private const int OneRoundTrip = 14 * 1024;

    public static TheoryData<string, string> Everything { get; } =
        new(from state in Gallery.States.Keys from language in PageLanguage.All select (state, language.Code));

    [Theory, MemberData(nameof(Everything))]
    public async Task A_page_reads_as_its_golden_file(string state, string language)
    {
        var html = await Render(state, language);

        GoldenFile.Holds($"pages/{state}.{language}.html", Blocks().Replace(Styles().Replace(html, ""), "\n"));
    }

    [Theory, MemberData(nameof(Everything))]
    public async Task A_page_is_sound_html_without_scripts_or_anything_to_fetch(string state, string language)
    {
        var page = Strictly(await Render(state, language));

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

    [Theory, MemberData(nameof(Everything))]
    public async Task Every_field_has_a_label_and_every_reference_a_target(string state, string language)
    {
        var page = Strictly(await Render(state, language));

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

    [Theory, MemberData(nameof(Everything))]
    public async Task A_text_in_another_language_says_which(string state, string language)
    {
        var page = Strictly(await Render(state, language));

        foreach (var other in PageLanguage.All.Where(other => other.Code != language))
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

    [Theory, MemberData(nameof(Everything))]
    public async Task A_page_shows_itself_within_one_round_trip(string state, string language)
    {
        var (_, body) = await Execute(Gallery.States[state](PageLanguage.Find(language)!), "gzip");

        Assert.InRange(body.Length, 1, OneRoundTrip);
    }

    [Fact]
    public async Task A_fault_is_summed_up_first_linked_to_its_field_and_named_in_the_title()
    {
        var page = Strictly(await Render("survey-all-wrong", "ru"));

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

    [Theory, MemberData(nameof(NaughtyText.All), MemberType = typeof(NaughtyText))]
    public async Task What_a_citizen_typed_is_shown_and_does_nothing(string text)
    {
        var clean = Comments.Clean(text);
        var view = Gallery.Rest(PageLanguage.Kazakh) with
        {
            Typed = Gallery.Rest(PageLanguage.Kazakh).Typed.Add("comment", clean),
            NotSaved = true,
        };
        var plain = Strictly(
            await Page.Survey(Gallery.Rest(PageLanguage.Kazakh) with { NotSaved = true }).RenderAsync()
        );

        var page = Strictly(await Page.Survey(view).RenderAsync());

        Assert.Equal(clean, page.QuerySelector<IHtmlTextAreaElement>("#comment")!.Value);
        Assert.Equal(plain.All.Length, page.All.Length);
    }

    [Theory, MemberData(nameof(NaughtyText.All), MemberType = typeof(NaughtyText))]
    public async Task Names_and_codes_are_shown_and_do_nothing(string text)
    {
        var service = Gallery.Service with
        {
            Agency = text,
            Name = new Dictionary<string, string> { ["ru"] = text },
        };
        var context = Gallery.Visit(PageLanguage.Kazakh) with { Service = service };
        var plain = Strictly(
            await Page.Verify(
                    Gallery.Visit(PageLanguage.Kazakh) with
                    {
                        Service = service with
                        {
                            Agency = "a",
                            Name = new Dictionary<string, string> { ["ru"] = "b" },
                        },
                    },
                    "c",
                    new LinkCheck.OfLink()
                )
                .RenderAsync()
        );

        var page = Parse(await Page.Verify(context, text, new LinkCheck.OfLink()).RenderAsync());

        Assert.Equal(plain.All.Length, page.All.Length);
        if (Comments.Clean(text) == text)
        {
            Assert.Equal(text, page.QuerySelector("header .agency bdi")!.TextContent);
            Assert.Equal(text, page.QuerySelector("dd bdi[lang=ru]")!.TextContent);
        }
    }

    [Fact]
    public async Task A_page_tells_the_browser_to_keep_run_and_fetch_nothing()
    {
        var page = Gallery.States["survey"](PageLanguage.Kazakh);

        var (response, body) = await Execute(page, "");

        Assert.Equal(200, response.StatusCode);
        Assert.Equal("text/html; charset=utf-8", response.ContentType);
        Assert.Equal("kk", response.Headers.ContentLanguage);
        Assert.Equal("no-store", response.Headers.CacheControl);
        Assert.Equal("no-referrer", response.Headers["Referrer-Policy"]);
        Assert.Equal("nosniff", response.Headers.XContentTypeOptions);
        Assert.StartsWith("noindex", response.Headers["X-Robots-Tag"].ToString(), StringComparison.Ordinal);
        Assert.False(response.Headers.ContainsKey("Set-Cookie"));
        var hashes = Strictly(Encoding.UTF8.GetString(body))
            .QuerySelectorAll("style")
            .Select(style =>
                $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style.TextContent)))}'"
            );
        Assert.Equal(
            $"default-src 'none'; style-src {string.Join(' ', hashes)}; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
            response.Headers.ContentSecurityPolicy
        );
    }

    [Theory]
    [InlineData("gzip, deflate, br", "br")]
    [InlineData("gzip, deflate", "gzip")]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("identity", "")]
    [InlineData("", "")]
    [InlineData(";;;=", "")]
    public async Task A_page_is_compressed_as_the_browser_can_take_it(string accepted, string coding)
    {
        var (response, body) = await Execute(Gallery.States["rest"](PageLanguage.Kazakh), accepted);

        Assert.Equal(coding, response.Headers.ContentEncoding.ToString());
        Assert.Equal(body.Length, response.ContentLength);
    }

    [Fact]
    public async Task HEAD_is_answered_without_a_body()
    {
        var context = Context("gzip");
        context.Request.Method = "HEAD";

        await Gallery.States["survey"](PageLanguage.Kazakh).ExecuteAsync(context);

        Assert.Equal(0, context.Response.Body.Length);
        Assert.True(context.Response.ContentLength > 0);
    }

    [Theory]
    [InlineData("survey", 200)]
    [InlineData("survey-nothing-chosen", 400)]
    [InlineData("rest-not-saved", 503)]
    [InlineData("closed", 410)]
    [InlineData("unknown", 404)]
    [InlineData("too-many", 429)]
    public async Task The_status_says_what_the_page_says(string state, int status)
    {
        var (response, _) = await Execute(Gallery.States[state](PageLanguage.Kazakh), "");

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(status is 503 or 429 ? "60" : "", response.Headers.RetryAfter.ToString());
    }

    [Fact]
    public async Task Nobody_served_by_a_person_alone_is_asked_about_an_AI()
    {
        var view = Gallery.Rest(PageLanguage.Kazakh) with
        {
            Questions = Questionnaire.AiServiceV1.LeftToAsk(
                new HashSet<string> { "satisfaction" },
                byPersonAlone: true
            ),
        };

        var page = Strictly(await Page.Survey(view).RenderAsync());

        Assert.Null(page.QuerySelector("[name=knewAi], [name=human]"));
        Assert.NotNull(page.QuerySelector("[name=contactAgain]"));
    }

    [Fact]
    public async Task A_form_leads_back_to_its_own_path_and_keeps_the_language()
    {
        var form = Strictly(await Render("survey", "ru")).QuerySelector<IHtmlFormElement>("form")!;

        Assert.Equal("/s/7Kq2Xm9aBc?lang=ru#notice", form.GetAttribute("action"));
        Assert.Equal("post", form.Method);
        Assert.Equal(
            ["1", "2", "3", "4", "5"],
            form.QuerySelectorAll<IHtmlInputElement>("[name=satisfaction]").Select(radio => radio.Value)
        );
    }

    private static Task<string> Render(string state, string language) =>
        Gallery.States[state](PageLanguage.Find(language)!).RenderAsync();

    private static async Task<(HttpResponse Response, byte[] Body)> Execute(Page page, string acceptEncoding)
    {
        var context = Context(acceptEncoding);
        await page.ExecuteAsync(context);
        return (context.Response, ((MemoryStream)context.Response.Body).ToArray());
    }

    private static DefaultHttpContext Context(string acceptEncoding)
    {
        var context = new DefaultHttpContext();
        context.Response.Body = new MemoryStream();
        context.Request.Headers.AcceptEncoding = acceptEncoding;
        return context;
    }

    /// <summary>Refuses whatever the HTML standard calls a parse error.</summary>
    private static IHtmlDocument Strictly(string html) =>
        new HtmlParser(new HtmlParserOptions { IsStrictMode = true }).ParseDocument(html);

    private static IHtmlDocument Parse(string html) => new HtmlParser().ParseDocument(html);

    [GeneratedRegex("<style>.*?</style>\n?", RegexOptions.Singleline)]
    private static partial Regex Styles();

    /// <summary>Where a golden file gets a line break, so that a difference can be read.</summary>
    [GeneratedRegex(
        "(?<!\n)(?=<(?:header|main|footer|nav|ul|li|form|fieldset|legend|label|div|h1|h2|p|dl|dt|button|textarea)[ >])"
    )]
    private static partial Regex Blocks();
}
