using System.Collections.Immutable;
using Microsoft.Net.Http.Headers;

namespace Surveys.Pages;

/// <summary>A language that citizens' pages speak. Texts and questionnaires know kk, ru and en; ar proves the layout from right to left.</summary>
/// <param name="Code">As in <c>lang</c> and in <c>?lang=</c>.</param>
/// <param name="OwnName">What its speakers call it.</param>
/// <param name="Direction"><c>ltr</c> or <c>rtl</c>.</param>
public sealed record PageLanguage(string Code, string OwnName, string Direction)
{
    /// <summary>Kazakh: also where nothing tells what the reader speaks.</summary>
    public static readonly PageLanguage Kazakh = new("kk", "Қазақша", "ltr");

    /// <summary>All, in the order in which the page offers them.</summary>
    public static readonly ImmutableArray<PageLanguage> All =
    [
        Kazakh,
        new("ru", "Русский", "ltr"),
        new("en", "English", "ltr"),
        new("ar", "العربية", "rtl"),
    ];

    /// <summary>Its texts.</summary>
    public PageTexts Texts => PageTexts.In(Code);

    /// <summary>The language of a code, or null.</summary>
    public static PageLanguage? Find(string? code) =>
        All.FirstOrDefault(language => language.Code.Equals(code, StringComparison.OrdinalIgnoreCase));

    /// <summary>What the reader asked for on the page, else the survey's language, else what the browser prefers, else Kazakh.</summary>
    /// <param name="asked">Of <c>?lang=</c>; anything but a known code is passed over.</param>
    /// <param name="survey">Of the interaction; null where no survey is known.</param>
    /// <param name="acceptLanguage">The header's values.</param>
    public static PageLanguage Choose(string? asked, string? survey, IList<string>? acceptLanguage) =>
        Find(asked) ?? Find(survey) ?? Preferred(acceptLanguage) ?? Kazakh;

    /// <summary>In which language to show a text that exists in some only: this one, else those that most readers know.</summary>
    public (string Text, PageLanguage Language) Pick(IReadOnlyDictionary<string, string> localized)
    {
        ArgumentNullException.ThrowIfNull(localized);
        foreach (var language in (IEnumerable<PageLanguage>)[this, .. All])
        {
            if (localized.TryGetValue(language.Code, out var text))
            {
                return (text, language);
            }
        }
        return ("", this);
    }

    private static PageLanguage? Preferred(IList<string>? acceptLanguage)
    {
        if (!StringWithQualityHeaderValue.TryParseList(acceptLanguage, out var wishes))
        {
            return null;
        }

        return wishes
            .Where(wish => wish.Quality is not 0)
            .OrderByDescending(wish => wish.Quality ?? 1)
            .Select(wish => Find(wish.Value.Value?.Split('-')[0]))
            .FirstOrDefault(language => language is not null);
    }
}
