using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Surveys.Interactions;
using Surveys.Pages;

namespace Surveys.Tests.Pages;

/// <summary>Text from outside never becomes markup of a page.</summary>
public sealed class HostileTextPageTests
{
    [Theory, MemberData(nameof(NaughtyText.All), MemberType = typeof(NaughtyText))]
    public async Task Typed_text_appears_on_the_page_as_text(string text)
    {
        var clean = Comments.Clean(text);
        var view = Gallery.Rest(LanguageCatalog.Shipped.Default) with
        {
            Typed = Gallery.Rest(LanguageCatalog.Shipped.Default).Typed.Add("comment", clean),
            NotSaved = true,
        };
        var plain = Html.ParseStrictly(
            await CitizenPage
                .Survey(Gallery.Rest(LanguageCatalog.Shipped.Default) with { NotSaved = true })
                .RenderAsync()
        );

        var page = Html.ParseStrictly(await CitizenPage.Survey(view).RenderAsync());

        Assert.Equal(clean, page.QuerySelector<IHtmlTextAreaElement>("#comment")!.Value);
        Assert.Equal(plain.All.Length, page.All.Length);
    }

    [Theory, MemberData(nameof(NaughtyText.All), MemberType = typeof(NaughtyText))]
    public async Task Names_and_codes_appear_on_the_page_as_text(string text)
    {
        var service = Gallery.Service with
        {
            Agency = text,
            Name = new Dictionary<string, string> { ["ru"] = text },
        };
        var pageContext = Gallery.SurveyContext(LanguageCatalog.Shipped.Default) with { Service = service };
        var plain = Html.ParseStrictly(
            await CitizenPage
                .Verify(
                    Gallery.SurveyContext(LanguageCatalog.Shipped.Default) with
                    {
                        Service = service with
                        {
                            Agency = "a",
                            Name = new Dictionary<string, string> { ["ru"] = "b" },
                        },
                    },
                    "c",
                    new LinkCheck.ShownLink()
                )
                .RenderAsync()
        );

        var page = Html.Parse(await CitizenPage.Verify(pageContext, text, new LinkCheck.ShownLink()).RenderAsync());

        Assert.Equal(plain.All.Length, page.All.Length);
        if (Comments.Clean(text) == text)
        {
            Assert.Equal(text, page.QuerySelector("header .agency bdi")!.TextContent);
            Assert.Equal(text, page.QuerySelector("dd bdi[lang=ru]")!.TextContent);
        }
    }
}
