using Surveys.ServiceRegister;

namespace Surveys.Pages;

/// <summary>What a page shows of a service.</summary>
/// <param name="Name">By language; at least one.</param>
/// <param name="Agency">Whose service it is.</param>
/// <param name="Accent">Of links and buttons.</param>
public sealed record ServiceFace(IReadOnlyDictionary<string, string> Name, string Agency, Accent Accent);

/// <summary>Who reads a page, and where it stands: what the frame around every page needs.</summary>
public sealed record PageContext
{
    /// <summary>The language of the page.</summary>
    public required PageLanguage Language { get; init; }

    /// <summary>The page's own path, without a query: the language links lead there.</summary>
    public required string Path { get; init; }

    /// <summary>What the query holds besides the language and must be kept when that is switched, such as <c>code=7Kq2Xm9aBc</c>; encoded.</summary>
    public string Query { get; init; } = "";

    /// <summary>The path of the survey, <c>/s/…</c>; null where none is known.</summary>
    public string? SurveyPath { get; init; }

    /// <summary>The service that the page is about; null where none is known.</summary>
    public ServiceFace? Service { get; init; }

    /// <summary>The words of the page.</summary>
    public PageTexts Texts => Language.Texts;

    /// <summary>The colour of links and buttons.</summary>
    public Accent Accent => Service?.Accent ?? Accent.Default;

    /// <summary>A path of ours in a language, so that the choice is kept from page to page without a cookie.</summary>
    public string To(string path, PageLanguage? language = null, string query = "") =>
        $"{path}?{(query.Length == 0 ? "" : query + "&")}lang={(language ?? Language).Code}";
}
