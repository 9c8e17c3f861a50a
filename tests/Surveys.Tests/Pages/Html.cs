using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Surveys.Tests.Pages;

/// <summary>Reads the HTML of pages.</summary>
internal static class Html
{
    /// <summary>Parses a page; throws at everything that the HTML standard calls a parse error.</summary>
    public static IHtmlDocument ParseStrictly(string html) =>
        new HtmlParser(new HtmlParserOptions { IsStrictMode = true }).ParseDocument(html);

    /// <summary>Parses a page as browsers do.</summary>
    public static IHtmlDocument Parse(string html) => new HtmlParser().ParseDocument(html);

    /// <summary>The text of an element with each run of white space as one space.</summary>
    public static string TextOf(IElement? element) =>
        string.Join(' ', (element?.TextContent ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
