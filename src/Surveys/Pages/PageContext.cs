using Surveys.ServiceRegister;

namespace Surveys.Pages;

/// <summary>What a page shows of a service.</summary>
/// <param name="Name">The name by language code; at least one.</param>
/// <param name="Agency">The agency that runs the service.</param>
/// <param name="Accent">The colour of links and buttons.</param>
public sealed record ServiceBranding(IReadOnlyDictionary<string, string> Name, string Agency, Accent Accent);

/// <summary>The language, address and service of a citizens' page.</summary>
public sealed record PageContext
{
    /// <summary>The language of the page.</summary>
    public required Language Language { get; init; }

    /// <summary>The path of the page without its query. The language links use it.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// The query that the language links keep, encoded and without <c>lang</c>, such as <c>code=7Kq2Xm9aBc</c>.
    /// </summary>
    public string Query { get; init; } = "";

    /// <summary>The path of the survey, such as <c>/s/7Kq2Xm9aBc</c>; null if the page belongs to no survey.</summary>
    public string? SurveyPath { get; init; }

    /// <summary>The service that the page is about; null if there is none.</summary>
    public ServiceBranding? Service { get; init; }

    /// <summary>The texts in the language of the page.</summary>
    public PageTexts Texts => Language.Pages;

    /// <summary>The colour of links and buttons.</summary>
    public Accent Accent => Service?.Accent ?? Accent.Default;

    /// <summary>
    /// The address of a path with a language. Pages pass on the language this way, because they set no cookie.
    /// </summary>
    public string To(string path, Language? language = null, string query = "") =>
        $"{path}?{(query.Length == 0 ? "" : query + "&")}lang={(language ?? Language).Code}";
}
