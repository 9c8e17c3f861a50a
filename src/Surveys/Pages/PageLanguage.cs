using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Surveys.Countries;

namespace Surveys.Pages;

/// <summary>Chooses the language of a page.</summary>
internal static class PageLanguage
{
    /// <summary>The language of the page that a request asks for. The home country's first language is the default.</summary>
    /// <param name="context">The request.</param>
    /// <param name="survey">The language of the interaction; null if no survey is open.</param>
    public static Language Of(HttpContext context, string? survey = null)
    {
        var request = context.Request;
        var country = context.RequestServices.GetRequiredService<Country>();
        return Choose(
            LanguageCatalog.Shipped,
            country.DefaultLanguage,
            request.Query["lang"],
            survey,
            request.Headers.AcceptLanguage
        );
    }

    /// <summary>
    /// The language that the reader chose on the page, else the survey's, else the one that the browser prefers, else the
    /// default.
    /// </summary>
    /// <param name="catalog">The languages to choose from.</param>
    /// <param name="byDefault">The code of the default language.</param>
    /// <param name="asked">The value of <c>?lang=</c>; an unknown code is ignored.</param>
    /// <param name="survey">The language of the interaction; null if no survey is open.</param>
    /// <param name="acceptLanguage">The values of the header.</param>
    public static Language Choose(
        LanguageCatalog catalog,
        string byDefault,
        string? asked,
        string? survey,
        IList<string>? acceptLanguage
    ) => catalog.Find(asked) ?? catalog.Find(survey) ?? Preferred(catalog, acceptLanguage) ?? catalog[byDefault];

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
