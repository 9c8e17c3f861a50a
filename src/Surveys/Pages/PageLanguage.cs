using Microsoft.Net.Http.Headers;

namespace Surveys.Pages;

/// <summary>Chooses the language of a page.</summary>
public static class PageLanguage
{
    /// <summary>
    /// The language that the reader asked for on the page, else the survey's, else the one that the browser prefers, else
    /// the catalog's default.
    /// </summary>
    /// <param name="catalog">The languages to choose from.</param>
    /// <param name="asked">The value of <c>?lang=</c>; an unknown code is ignored.</param>
    /// <param name="survey">The language of the interaction; null where no survey is known.</param>
    /// <param name="acceptLanguage">The values of the header.</param>
    public static Language Choose(LanguageCatalog catalog, string? asked, string? survey, IList<string>? acceptLanguage)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Find(asked) ?? catalog.Find(survey) ?? Preferred(catalog, acceptLanguage) ?? catalog.Default;
    }

    private static Language? Preferred(LanguageCatalog catalog, IList<string>? acceptLanguage)
    {
        if (!StringWithQualityHeaderValue.TryParseList(acceptLanguage, out var ranges))
        {
            return null;
        }

        return ranges
            .Where(range => range.Quality is not 0)
            .OrderByDescending(range => range.Quality ?? 1)
            .Select(range => catalog.Find(range.Value.Value?.Split('-')[0]))
            .FirstOrDefault(language => language is not null);
    }
}
