using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Surveys.Languages;

/// <summary>The languages of the platform. Every list of languages comes from here.</summary>
public sealed class LanguageCatalog
{
    private readonly FrozenDictionary<string, Language> _byCode;

    /// <exception cref="InvalidDataException">A file is missing or can't be read, or there is no language.</exception>
    internal LanguageCatalog(IEnumerable<LanguageFile> files)
    {
        All =
        [
            .. files
                .GroupBy(file => file.Language)
                .Select(folder => new Language(this, folder.Key, folder.ToDictionary(file => file.Name)))
                .OrderBy(language => language.Settings.Order)
                .ThenBy(language => language.Code, StringComparer.Ordinal),
        ];
        if (All.IsEmpty)
        {
            throw new InvalidDataException("There are no languages.");
        }

        WithDashboards = [.. All.Where(language => language.HasDashboards)];
        WithSms = [.. All.Where(language => language.HasSms)];
        SmsCodes = [.. WithSms.Select(language => language.Code)];
        _byCode = All.ToFrozenDictionary(language => language.Code, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The languages in the folders of <c>src/Surveys/Languages</c>, which this assembly embeds.</summary>
    public static LanguageCatalog Shipped { get; } = new(LanguageFile.InAssembly(typeof(LanguageCatalog).Assembly));

    /// <summary>All languages of citizens' pages, in the order in which pages offer them.</summary>
    public ImmutableArray<Language> All { get; }

    /// <summary>The languages of dashboards, in order.</summary>
    public ImmutableArray<Language> WithDashboards { get; }

    /// <summary>The languages of text messages, in order.</summary>
    public ImmutableArray<Language> WithSms { get; }

    /// <summary>The codes of <see cref="WithSms"/>: the languages of interactions and of services' names.</summary>
    public ImmutableArray<string> SmsCodes { get; }

    /// <summary>The first language in order.</summary>
    public Language Default => All[0];

    /// <summary>The language of a code.</summary>
    /// <exception cref="KeyNotFoundException">There is no such language.</exception>
    public Language this[string code] =>
        Find(code) ?? throw new KeyNotFoundException($"There is no language '{code}'.");

    /// <summary>The language of a code in any case; null where there is none.</summary>
    public Language? Find(string? code) => code is null ? null : _byCode.GetValueOrDefault(code);
}
