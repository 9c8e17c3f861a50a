using System.Collections.Frozen;
using System.Globalization;
using System.Resources;

namespace Surveys.Pages;

/// <summary>
/// The words of citizens' pages in one language, from <c>Texts.*.resx</c>. Each key is a property (made by <c>Texts.targets</c>), so that a key
/// that a language lacks, or that none has, fails the build.
/// </summary>
public sealed partial class PageTexts
{
    private static readonly FrozenDictionary<string, PageTexts> ByLanguage = PageLanguage.All.ToFrozenDictionary(
        language => language.Code,
        language => new PageTexts(language.Code),
        StringComparer.Ordinal
    );

    private readonly FrozenDictionary<string, string> words;

    private PageTexts(string language)
    {
        using var stream =
            typeof(PageTexts).Assembly.GetManifestResourceStream($"Surveys/Pages/Texts.{language}.resources")
            ?? throw new InvalidOperationException($"No texts in {language}.");
        using var reader = new ResourceReader(stream);
        words = reader
            .Cast<System.Collections.DictionaryEntry>()
            .ToFrozenDictionary(entry => (string)entry.Key, entry => (string)entry.Value!, StringComparer.Ordinal);
    }

    /// <summary>All keys with their words, for checks of the whole.</summary>
    internal IReadOnlyDictionary<string, string> All => words;

    /// <summary>The texts of a language's code.</summary>
    public static PageTexts In(string code) => ByLanguage[code];

    /// <summary>A text with its gaps filled.</summary>
    public static string Fill(string text, params ReadOnlySpan<object?> values) =>
        string.Format(CultureInfo.InvariantCulture, text, values);

    /// <summary>A day as it is written in this language, such as "2026 жылғы 23 қараша".</summary>
    public string Day(DateOnly day) => Fill(DateFormat, day.Day, Months.Split('|')[day.Month - 1], day.Year);

    /// <summary>A day and the time on the clock, in the time zone that the caller has put it in.</summary>
    public string DayAndTime(DateTimeOffset local) =>
        Fill(
            DayAndTimeFormat,
            Day(DateOnly.FromDateTime(local.DateTime)),
            local.ToString("HH\\:mm", CultureInfo.InvariantCulture)
        );
}
