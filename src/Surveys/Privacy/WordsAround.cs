using Surveys.Countries;

namespace Surveys.Privacy;

/// <summary>Finds the words before and after a number, and compares them with a country's lists.</summary>
internal sealed class WordsAround(MaskingRules rules)
{
    /// <summary>Characters before a number in which its label is looked for.</summary>
    private const int MaxDistance = 60;

    /// <summary>Letters of the longest word between the numbers of a list, such as "или".</summary>
    private const int MaxConjunction = 3;

    /// <summary>Words of the longest label.</summary>
    private const int MaxLabelWords = 3;

    private readonly WordPattern[] _references = [.. rules.ReferenceWords.Select(word => new WordPattern(word))];
    private readonly WordPattern[] _amounts = [.. rules.AmountWords.Select(word => new WordPattern(word))];
    private readonly (LabelledNumber Number, WordPattern[] Labels)[] _labelled =
    [
        .. rules.Labelled.Select(number => (number, number.Labels.Select(label => new WordPattern(label)).ToArray())),
    ];

    /// <summary>
    /// The labelled numbers whose label is before an index, with only so many other words between as each allows. Words
    /// that speak of the service's own numbers between or before the label exclude all.
    /// </summary>
    /// <param name="text">Folded text in lower case.</param>
    /// <param name="before">The index of the number's first character.</param>
    /// <param name="previous">The labels of the number before it: they hold for a list of numbers.</param>
    public IReadOnlyList<LabelledNumber> LabelsBefore(string text, int before, IReadOnlyList<LabelledNumber> previous)
    {
        var (words, isAfterDigit) = WordsBefore(
            text,
            before,
            rules.Labelled.Select(each => each.WordsBetween).DefaultIfEmpty().Max()
        );
        IReadOnlyList<LabelledNumber> labels =
        [
            .. _labelled
                .Where(each => each.Labels.Any(label => IsLabelled(words, label, each.Number.WordsBetween)))
                .Select(each => each.Number),
        ];
        return labels.Count is 0 && isAfterDigit && (words is [] or [{ Length: <= MaxConjunction }])
            ? previous
            : labels;
    }

    /// <summary>Whether a word or a sign of an amount stands directly after an index or before another.</summary>
    public bool IsAmount(string text, int start, int end)
    {
        var (before, after) = (start - 1, end);
        while (before >= 0 && text[before] is ' ')
        {
            before--;
        }

        while (after < text.Length && text[after] is ' ')
        {
            after++;
        }

        return (before >= 0 && !char.IsLetterOrDigit(text[before]) && IsOneOf(_amounts, text[before..(before + 1)]))
            || (after < text.Length && IsOneOf(_amounts, text[after..Math.Max(WordEnd(text, after), after + 1)]));
    }

    private bool IsLabelled(List<string> words, WordPattern label, int wordsBetween)
    {
        for (var between = 0; between <= wordsBetween && between < words.Count; between++)
        {
            if (label.Matches(words, between))
            {
                return true;
            }

            if (IsOneOf(_references, words[between]))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>The words before an index, the nearest first, up to a digit.</summary>
    private static (List<string> Words, bool IsAfterDigit) WordsBefore(string text, int before, int wordsBetween)
    {
        var words = new List<string>();
        for (var at = before; at > 0 && at > before - MaxDistance && words.Count < wordsBetween + MaxLabelWords; )
        {
            at--;
            if (char.IsDigit(text[at]))
            {
                return (words, true);
            }

            if (!char.IsLetter(text[at]))
            {
                continue;
            }

            var end = at + 1;
            while (at > 0 && char.IsLetter(text[at - 1]))
            {
                at--;
            }

            words.Add(text[at..end]);
        }

        return (words, false);
    }

    private static int WordEnd(string text, int start)
    {
        var end = start;
        while (end < text.Length && char.IsLetter(text[end]))
        {
            end++;
        }

        return end;
    }

    private static bool IsOneOf(WordPattern[] patterns, string word) =>
        patterns.Any(pattern => pattern.Matches([word], 0));

    /// <summary>One entry of a list: words, the last of which may end with an asterisk.</summary>
    private sealed class WordPattern(string entry)
    {
        private readonly string[] _words = entry.Split(' ');

        /// <summary>Whether the entry stands at an index of words that are ordered from the nearest back.</summary>
        public bool Matches(IReadOnlyList<string> nearestFirst, int at)
        {
            if (at + _words.Length > nearestFirst.Count)
            {
                return false;
            }

            for (var i = 0; i < _words.Length; i++)
            {
                var (pattern, word) = (_words[^(i + 1)], nearestFirst[at + i]);
                if (pattern.EndsWith('*') ? !word.StartsWith(pattern[..^1], StringComparison.Ordinal) : word != pattern)
                {
                    return false;
                }
            }

            return true;
        }
    }
}
