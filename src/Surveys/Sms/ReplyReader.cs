using System.Globalization;
using System.Text;

namespace Surveys.Sms;

/// <summary>What a citizen's text asks for, before anything else is read into it.</summary>
internal enum ReplyCommand
{
    /// <summary>Nothing of the kind: perhaps an answer.</summary>
    None,

    /// <summary>No more texts.</summary>
    Stop,

    /// <summary>Texts again.</summary>
    Start,

    /// <summary>Who are you and why?</summary>
    Help,
}

/// <summary>
/// Reads citizens' words in Kazakh, Russian and English: case, punctuation, look-alike letters of the other alphabet and Kazakh letters typed
/// without their strokes aside.
/// </summary>
internal static class ReplyReader
{
    /// <summary>Ours in three languages, and all of Twilio's own: END and CANCEL unsubscribe there whatever we think.</summary>
    private static readonly HashSet<string> StopWords = Set(
        "STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT OPT-OUT СТОП ОТПИСАТЬСЯ ОТПИСКА ОТПИШИТЕ ОТКАЗ ОТКАЗЫВАЮСЬ ОТКАЗАТЬСЯ ХВАТИТ ПРЕКРАТИТЕ ТОҚТАТУ ТОҚТАТ ТОҚТА ТОҚТАТЫҢЫЗ ТОҚТАТЫҢДАР"
    );

    /// <summary>Other gateways' words (AWS asks for them): a stop where they are the whole message, since each may begin a sentence as well.</summary>
    private static readonly HashSet<string> WholeStopWords = Set("ARRET REMOVE TD");

    /// <summary>Two words that only together say stop: бас тарту, "to refuse".</summary>
    private static readonly HashSet<string> StopPairs = Set("БАС-ТАРТУ БАС-ТАРТАМЫН STOP-ALL");

    /// <summary>БАСТА is not among them: "start" to a Kazakh, "enough" to a Russian.</summary>
    private static readonly HashSet<string> StartWords = Set("START UNSTOP SUBSCRIBE СТАРТ ПОДПИСАТЬСЯ БАСТАУ ҚОСУ");

    private static readonly HashSet<string> HelpInKazakh = Set("КӨМЕК АНЫҚТАМА БАСТАУ ТОҚТАТУ");

    private static readonly HashSet<string> HelpWords = Set("HELP INFO ПОМОЩЬ СПРАВКА ИНФО КӨМЕК АНЫҚТАМА");

    private static readonly Dictionary<string, int> Numbers = new(StringComparer.Ordinal)
    {
        ["ONE"] = 1,
        ["TWO"] = 2,
        ["THREE"] = 3,
        ["FOUR"] = 4,
        ["FIVE"] = 5,
        ["ОДИН"] = 1,
        ["ЕДИНИЦА"] = 1,
        ["ДВА"] = 2,
        ["ДВОЙКА"] = 2,
        ["ТРИ"] = 3,
        ["ТРОЙКА"] = 3,
        ["ЧЕТЫРЕ"] = 4,
        ["ЧЕТВЕРКА"] = 4,
        ["ПЯТЬ"] = 5,
        ["ПЯТЕРКА"] = 5,
        ["БІР"] = 1,
        ["ЕКІ"] = 2,
        ["ҮШ"] = 3,
        ["ТӨРТ"] = 4,
        ["БЕС"] = 5,
    };

    /// <summary>What may stand before a rating: the national short code's R, and words for a mark.</summary>
    private static readonly HashSet<string> Openings = Set(
        "R Р ОЦЕНКА ОЦЕНИВАЮ СТАВЛЮ БАЛЛ БАҒА БАҒАМ БАҒАЛАЙМЫН RATING RATE SCORE MARK"
    );

    /// <summary>What may stand behind one: thanks, and words for marks.</summary>
    private static readonly HashSet<string> Closings = Set(
        "СПАСИБО РАХМЕТ РАҚМЕТ THANKS THANK YOU БАЛЛ БАЛЛА БАЛЛОВ ҰПАЙ ОТЛИЧНО ХОРОШО ЖАҚСЫ ӨТЕ GOOD VERY EXCELLENT"
    );

    /// <summary>Words that answer "anything else?" without saying anything: no comment is made of them.</summary>
    private static readonly HashSet<string> Courtesies = Set(
        "СПАСИБО БОЛЬШОЕ ПОЖАЛУЙСТА НЕТ ДА НИЧЕГО ОК ОКЕЙ ХОРОШО РАХМЕТ РАҚМЕТ РАХМАТ КӨП ИӘ ЖОҚ ЕШТЕҢЕ ЖАҚСЫ ЖАРАЙДЫ THANKS THANK YOU VERY MUCH NO YES NOTHING NONE OK OKAY PLEASE"
    );

    private static readonly Dictionary<string, string> Outcomes = new(StringComparer.Ordinal)
    {
        [Skeleton("ДА")] = "yes",
        [Skeleton("ИӘ")] = "yes",
        [Skeleton("ИЯ")] = "yes",
        [Skeleton("ПОЛНОСТЬЮ")] = "yes",
        [Skeleton("ТОЛЫҚ")] = "yes",
        [Skeleton("FULLY")] = "yes",
        [Skeleton("ЧАСТИЧНО")] = "partly",
        [Skeleton("ОТЧАСТИ")] = "partly",
        [Skeleton("ЖАРТЫЛАЙ")] = "partly",
        [Skeleton("ІШІНАРА")] = "partly",
        [Skeleton("PARTLY")] = "partly",
        [Skeleton("НЕТ")] = "no",
        [Skeleton("ЖОҚ")] = "no",
        [Skeleton("NO")] = "no",
    };

    /// <summary>The command in a text: its first word decides, so "стоп, спасибо" is a stop.</summary>
    public static ReplyCommand CommandOf(string text)
    {
        var words = Split(text);
        return words switch
        {
            [] => ReplyCommand.None,
            [var first, ..] when StopWords.Contains(first) => ReplyCommand.Stop,
            [var only] when WholeStopWords.Contains(only) => ReplyCommand.Stop,
            [var first, var second, ..] when StopPairs.Contains($"{first}-{second}") => ReplyCommand.Stop,
            [var first, ..] when StartWords.Contains(first) => ReplyCommand.Start,
            [var first, ..] when HelpWords.Contains(first) => ReplyCommand.Help,
            _ => ReplyCommand.None,
        };
    }

    /// <summary>Whether a text says something in words that can be kept as a comment: no mark, no bare yes or no, no bare thanks.</summary>
    public static bool IsRemark(string text) =>
        RatingOf(text) is null
        && Split(text) is { Count: > 0 } words
        && words.Any(word => word.Any(char.IsLetter))
        && !words.All(Courtesies.Contains);

    /// <summary>The language of a word from somebody whom we never texted: Latin letters, Kazakh ones, or other Cyrillic.</summary>
    public static string LanguageOf(string text) =>
        HelpInKazakh.Contains(Split(text).FirstOrDefault() ?? "")
        || text.Any(unit => "ӘҒҚҢӨҰҮҺІәғқңөұүһі".Contains(unit, StringComparison.Ordinal))
            ? "kk"
        : text.Any(unit => unit is >= '\u0400' and <= '\u04ff') ? "ru"
        : "en";

    /// <summary>A rating of 1 to 5; null for anything that is not surely one: <c>4-5</c>, <c>10</c>, <c>-3</c>, <c>1/5 или 4</c>.</summary>
    public static int? RatingOf(string text) => ReadRating(text).Rating;

    /// <summary>Whether a text names the mark that it gives: <c>оценка 4</c>, <c>Р4</c>, <c>4/5</c>. Such a one is the rating, whatever was asked last.</summary>
    public static bool NamesRating(string text) => ReadRating(text) is { Rating: not null, IsNamed: true };

    private static (int? Rating, bool IsNamed) ReadRating(string text)
    {
        var plain = Plain(text);
        for (var dash = plain.IndexOf('-', StringComparison.Ordinal); dash >= 0; dash = plain.IndexOf('-', dash + 1))
        {
            if (plain.AsSpan(dash + 1).TrimStart() is [>= '0' and <= '9', ..])
            {
                // A range, or a minus: not surely anything. "5-отлично" is, since our own text says it so.
                return default;
            }
        }

        var words = plain
            .Split(
                [
                    '-',
                    ' ',
                    ',',
                    '.',
                    '!',
                    '?',
                    ';',
                    ':',
                    '(',
                    ')',
                    '"',
                    '\'',
                    '«',
                    '»',
                    '“',
                    '”',
                    '*',
                    '=',
                    '\n',
                    '\r',
                    '\t',
                ],
                StringSplitOptions.RemoveEmptyEntries
            )
            .ToList();
        var isNamed = false;
        if (words.Count > 1 && Openings.Contains(Skeleton(words[0])))
        {
            words.RemoveAt(0);
            isNamed = true;
        }
        else if (words is [{ Length: 2 } glued, ..] && Skeleton(glued[..1]) is "P" or "R" && char.IsDigit(glued[1]))
        {
            words[0] = glued[1..];
            isNamed = true;
        }

        while (words.Count > 1 && Closings.Contains(Skeleton(words[^1])))
        {
            words.RemoveAt(words.Count - 1);
        }

        return words switch
        {
            [var only] when only.Split('/') is [var value, "5"] => (Digit(value), true),
            [var only] => (Digit(only) ?? Spelled(only), isNamed),
            [var value, "ИЗ" or "OF" or "/", "5"] => (Digit(value), true),
            [var value, "OUT", "OF", "5"] => (Digit(value), true),
            _ => default,
        };
    }

    /// <summary>An answer to "did you get what you came for": 1, 2, 3 or a word. YES has a meaning of its own at Twilio and is none.</summary>
    public static string? OutcomeOf(string text) =>
        RatingOf(text) switch
        {
            1 => "yes",
            2 => "partly",
            3 => "no",
            null when Split(text) is [var first, ..] && Outcomes.TryGetValue(first, out var outcome) => outcome,
            _ => null,
        };

    private static int? Digit(string text) => text is [>= '1' and <= '5'] ? text[0] - '0' : null;

    private static int? Spelled(string word)
    {
        foreach (var (name, number) in Numbers)
        {
            if (Skeleton(name) == Skeleton(word))
            {
                return number;
            }
        }

        return null;
    }

    private static HashSet<string> Set(string words) => [.. words.Split(' ').Select(Skeleton)];

    /// <summary>Words without punctuation around them, folded.</summary>
    private static List<string> Split(string text) =>
        [
            .. Plain(text)
                .Split(unit => !(char.IsLetterOrDigit(unit) || unit is '-'))
                .Select(word => Skeleton(word.Trim('-')))
                .Where(word => word.Length > 0),
        ];

    private static IEnumerable<string> Split(this string text, Func<char, bool> isBetween)
    {
        var from = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || isBetween(text[i]))
            {
                yield return text[from..i];
                from = i + 1;
            }
        }
    }

    /// <summary>Capitals, compatibility forms undone (fullwidth), digits of every script as 0 to 9, keycaps and marks dropped, all dashes one.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var unit in Compatible(text).ToUpperInvariant())
        {
            var kind = CharUnicodeInfo.GetUnicodeCategory(unit);
            if (kind is UnicodeCategory.DecimalDigitNumber)
            {
                plain.Append((char)('0' + CharUnicodeInfo.GetDecimalDigitValue(unit)));
            }
            else if (kind is UnicodeCategory.DashPunctuation || unit is '\u2212')
            {
                plain.Append('-');
            }
            else if (kind is UnicodeCategory.SpaceSeparator)
            {
                plain.Append(' ');
            }
            else if (
                kind is not (UnicodeCategory.EnclosingMark or UnicodeCategory.NonSpacingMark or UnicodeCategory.Format)
            )
            {
                plain.Append(unit);
            }
        }

        return plain.ToString().Trim();
    }

    private static string Compatible(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // Half of a surrogate pair: no form to normalise, and no word either.
            return text;
        }
    }

    /// <summary>Letters that look alike are one, Kazakh letters are their plain neighbours: what a thumb on another keyboard would write.</summary>
    private static string Skeleton(string word)
    {
        var skeleton = new StringBuilder(word.Length);
        foreach (var unit in word)
        {
            skeleton.Append(
                unit switch
                {
                    'А' or 'Ә' => 'A',
                    'В' => 'B',
                    'Е' or 'Ё' => 'E',
                    'К' or 'Қ' => 'K',
                    'М' => 'M',
                    'Н' or 'Ң' or 'Һ' => 'H',
                    'О' or 'Ө' => 'O',
                    'Р' => 'P',
                    'С' => 'C',
                    'Т' => 'T',
                    'У' or 'Ү' or 'Ұ' => 'Y',
                    'Х' => 'X',
                    'І' => 'I',
                    'Ғ' => 'Г',
                    _ => unit,
                }
            );
        }

        return skeleton.ToString();
    }
}
