using System.Collections.Frozen;

namespace Surveys.Sms;

/// <summary>The command in a citizen's text.</summary>
internal enum ReplyCommand
{
    /// <summary>No command; perhaps an answer.</summary>
    None,

    /// <summary>No more texts.</summary>
    Stop,

    /// <summary>Texts again.</summary>
    Start,

    /// <summary>Who writes, and why?</summary>
    Help,
}

/// <summary>
/// Reads citizens' replies in all languages of text messages at once. The words are those of <c>replies.json</c> in
/// each language's folder. Case, punctuation, look-alike letters and letters of another language's keyboard make no
/// difference.
/// </summary>
internal sealed class ReplyReader
{
    /// <summary>
    /// The stop words of other gateways; AWS requires them. A sentence can begin with each, so each counts only as the
    /// whole message.
    /// </summary>
    private static readonly string[] WholeStopWords = ["ARRET", "REMOVE", "TD"];

    private static readonly char[] RatingSeparators = [.. " -,.!?;:()\"'«»“”*=\n\r\t"];

    private readonly LookAlikes _lookAlikes;
    private readonly FrozenSet<string> _stop;
    private readonly FrozenSet<string> _wholeStop;
    private readonly FrozenSet<string> _start;
    private readonly FrozenSet<string> _help;
    private readonly FrozenSet<string> _openings;
    private readonly FrozenSet<string> _outOf;
    private readonly FrozenSet<string> _closings;
    private readonly FrozenSet<string> _courtesies;
    private readonly FrozenDictionary<string, string> _numerals;
    private readonly FrozenDictionary<string, string> _outcomes;
    private readonly SenderLanguage _senderLanguage;

    /// <exception cref="InvalidDataException">Two languages give one word two meanings.</exception>
    public ReplyReader(LanguageCatalog catalog)
    {
        var words = catalog.WithSms.Select(language => language.Replies).ToList();
        _lookAlikes = new LookAlikes(words.SelectMany(each => each.LookAlikes));
        _stop = SetOf(words.SelectMany(each => each.Stop));
        _wholeStop = SetOf(WholeStopWords);
        _start = SetOf(words.SelectMany(each => each.Start));
        _help = SetOf(words.SelectMany(each => each.Help));
        _openings = SetOf(words.SelectMany(each => each.Openings));
        _outOf = words.SelectMany(each => each.OutOf).Append("/").ToFrozenSet(StringComparer.Ordinal);
        _closings = SetOf(words.SelectMany(each => each.Closings));
        _courtesies = SetOf(words.SelectMany(each => each.Courtesies));
        _numerals = MeaningsOf(words.SelectMany(each => each.Numerals));
        _outcomes = MeaningsOf(words.SelectMany(each => each.Outcomes));
        _senderLanguage = new SenderLanguage(catalog, _lookAlikes);
    }

    /// <summary>Reads the languages that the platform ships.</summary>
    public static ReplyReader Shipped { get; } = new(LanguageCatalog.Shipped);

    /// <summary>The command in a text. Its first word or two decide, so "стоп, спасибо" is a stop.</summary>
    public ReplyCommand CommandOf(string text)
    {
        var words = WordsOf(text);
        return words switch
        {
            [] => ReplyCommand.None,
            [var first, ..] when _stop.Contains(first) => ReplyCommand.Stop,
            [var only] when _wholeStop.Contains(only) => ReplyCommand.Stop,
            [var first, var second, ..] when _stop.Contains($"{first} {second}") => ReplyCommand.Stop,
            [var first, ..] when _start.Contains(first) => ReplyCommand.Start,
            [var first, ..] when _help.Contains(first) => ReplyCommand.Help,
            _ => ReplyCommand.None,
        };
    }

    /// <summary>
    /// The text can be kept as a comment: it has words, and is no rating and no mere yes, no or thanks.
    /// </summary>
    public bool IsRemark(string text) =>
        RatingOf(text) is null
        && WordsOf(text) is { Count: > 0 } words
        && words.Exists(word => word.Any(char.IsLetter))
        && !words.TrueForAll(_courtesies.Contains);

    /// <summary>The language in which to answer a sender who was never texted.</summary>
    public Language LanguageOf(string text) => _senderLanguage.Of(text, WordsOf(text).FirstOrDefault());

    /// <summary>
    /// A rating of 1 to 5; null for an ambiguous text such as <c>4-5</c>, <c>10</c> or <c>1/5 или 4</c>.
    /// </summary>
    public int? RatingOf(string text) => ReadRating(text).Rating;

    /// <summary>
    /// The text says that its number is a rating: <c>оценка 4</c>, <c>Р4</c>, <c>4/5</c>. It is then the rating,
    /// whatever was asked last.
    /// </summary>
    public bool NamesRating(string text) => ReadRating(text) is { Rating: not null, IsNamed: true };

    /// <summary>The answer to "did you get what you came for?": 1, 2, 3 or a word.</summary>
    /// <returns><c>yes</c>, <c>partly</c> or <c>no</c>; null where the text is none of them.</returns>
    public string? OutcomeOf(string text) =>
        RatingOf(text) switch
        {
            1 => "yes",
            2 => "partly",
            3 => "no",
            null when WordsOf(text) is [var first, ..] => _outcomes.GetValueOrDefault(first),
            _ => null,
        };

    private (int? Rating, bool IsNamed) ReadRating(string text)
    {
        var plain = PlainText.Of(text);
        if (HasDashBeforeDigit(plain))
        {
            return default;
        }

        List<string> words = [.. plain.Split(RatingSeparators, StringSplitOptions.RemoveEmptyEntries)];
        var isNamed = false;
        if (words.Count > 1 && _openings.Contains(_lookAlikes.Fold(words[0])))
        {
            words.RemoveAt(0);
            isNamed = true;
        }
        else if (words is [{ Length: 2 } glued, ..] && char.IsDigit(glued[1]) && IsOpening(glued[..1]))
        {
            words[0] = glued[1..];
            isNamed = true;
        }

        while (words.Count > 1 && _closings.Contains(_lookAlikes.Fold(words[^1])))
        {
            words.RemoveAt(words.Count - 1);
        }

        return words switch
        {
            [var only] when only.Split('/') is [var value, "5"] => (Digit(value), true),
            [var only] => (Digit(only) ?? Digit(_numerals.GetValueOrDefault(_lookAlikes.Fold(only))), isNamed),
            [var value, .. var between, "5"] when _outOf.Contains(string.Join(' ', between)) => (Digit(value), true),
            _ => default,
        };
    }

    private bool IsOpening(string letter) => _openings.Contains(_lookAlikes.Fold(letter));

    /// <summary>A range or a minus, which is ambiguous. "5-отлично" of the invitation has neither.</summary>
    private static bool HasDashBeforeDigit(string plain)
    {
        for (var dash = plain.IndexOf('-', StringComparison.Ordinal); dash >= 0; dash = plain.IndexOf('-', dash + 1))
        {
            if (plain.AsSpan(dash + 1).TrimStart() is [>= '0' and <= '9', ..])
            {
                return true;
            }
        }

        return false;
    }

    private static int? Digit(string? text) => text is [>= '1' and <= '5'] ? text[0] - '0' : null;

    /// <summary>Words without the punctuation around them, folded.</summary>
    private List<string> WordsOf(string text)
    {
        var plain = PlainText.Of(text);
        List<string> words = [];
        var start = 0;
        for (var end = 0; end <= plain.Length; end++)
        {
            if (end < plain.Length && (char.IsLetterOrDigit(plain[end]) || plain[end] is '-'))
            {
                continue;
            }

            if (plain.AsSpan(start, end - start).Trim('-') is { Length: > 0 } word)
            {
                words.Add(_lookAlikes.Fold(word));
            }

            start = end + 1;
        }

        return words;
    }

    private FrozenSet<string> SetOf(IEnumerable<string> words) =>
        words.Select(word => _lookAlikes.Fold(word)).ToFrozenSet(StringComparer.Ordinal);

    private FrozenDictionary<string, string> MeaningsOf(
        IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> wordsByMeaning
    )
    {
        var meanings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (meaning, words) in wordsByMeaning)
        {
            foreach (var word in words)
            {
                var folded = _lookAlikes.Fold(word);
                if (!meanings.TryAdd(folded, meaning) && meanings[folded] != meaning)
                {
                    throw new InvalidDataException($"'{word}' means both '{meanings[folded]}' and '{meaning}'.");
                }
            }
        }

        return meanings.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
