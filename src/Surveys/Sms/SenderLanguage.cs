using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Surveys.Sms;

/// <summary>Finds the language of a text from a sender who was never texted.</summary>
internal sealed class SenderLanguage
{
    private readonly Language _default;
    private readonly FrozenDictionary<string, Language> _byWord;
    private readonly ImmutableArray<(Language Language, FrozenSet<char> Letters)> _byLetter;

    public SenderLanguage(LanguageCatalog catalog, LookAlikes lookAlikes)
    {
        _default = catalog.Default;
        _byWord = catalog
            .WithSms.SelectMany(language => language.Replies.TellingWords.Select(word => (word, language)))
            .DistinctBy(each => lookAlikes.Fold(each.word))
            .ToFrozenDictionary(each => lookAlikes.Fold(each.word), each => each.language, StringComparer.Ordinal);
        _byLetter =
        [
            .. catalog.WithSms.Select(language =>
                (language, language.Replies.Letters.SelectMany(LettersOf).ToFrozenSet())
            ),
        ];
    }

    /// <summary>
    /// The language that the first word identifies, else the first in order whose letters the text contains, else the
    /// catalog's default.
    /// </summary>
    /// <param name="text">The text as it came.</param>
    /// <param name="firstWord">Its first word, folded; null where it has none.</param>
    public Language Of(string text, string? firstWord)
    {
        if (firstWord is not null && _byWord.TryGetValue(firstWord, out var known))
        {
            return known;
        }

        foreach (var (language, letters) in _byLetter)
        {
            if (letters.Count is 0 || text.Any(letters.Contains))
            {
                return language;
            }
        }

        return _default;
    }

    /// <summary>The characters of a list such as <c>А-ЯЁ</c>.</summary>
    private static IEnumerable<char> LettersOf(string list)
    {
        for (var i = 0; i < list.Length; i++)
        {
            var isRange = i + 2 < list.Length && list[i + 1] is '-';
            var last = isRange ? list[i + 2] : list[i];
            for (var letter = list[i]; letter <= last; letter++)
            {
                yield return letter;
            }

            i += isRange ? 2 : 0;
        }
    }
}
