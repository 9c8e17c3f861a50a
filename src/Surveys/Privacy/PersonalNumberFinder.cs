using System.Text.RegularExpressions;
using Surveys.Countries;

namespace Surveys.Privacy;

/// <summary>
/// Finds numbers that identify a person among the digits of folded text: phones, the country's personal number, payment
/// cards, passports and what the country's words announce. A number begins and ends at the ends of groups of digits.
/// </summary>
internal sealed class PersonalNumberFinder
{
    /// <summary>The longest number that is looked for: a payment card (ISO/IEC 7812).</summary>
    private const int MaxDigits = 19;

    /// <summary>Fewer digits are no number even after a word: the shortest phone numbers of towns.</summary>
    private const int MinLabelledDigits = 6;

    private const int MinCardDigits = 13;

    private const int MinInternationalDigits = 8;

    /// <summary>E.164.</summary>
    private const int MaxInternationalDigits = 15;

    private readonly Country _country;
    private readonly WordsAround _words;
    private readonly Regex[] _nationalForms;
    private readonly Dictionary<LabelledNumber, Regex[]> _labelledForms;

    public PersonalNumberFinder(Country country)
    {
        _country = country;
        _words = new WordsAround(country.Masking);
        _nationalForms = Compile(country.Numbering.NationalForms);
        _labelledForms = country.Masking.Labelled.ToDictionary(number => number, number => Compile(number.Forms));
    }

    /// <summary>The ranges of the numbers of a text: index of the first character and index after the last.</summary>
    /// <param name="text">Folded text in lower case.</param>
    public IEnumerable<(int Start, int End)> Find(string text)
    {
        IReadOnlyList<LabelledNumber> labels = [];
        foreach (var run in DigitRun.In(text))
        {
            MarkAmounts(run, text);
            labels =
                run.Groups.Sum(group => group.Length) < MinLabelledDigits
                    ? []
                    : _words.LabelsBefore(text, run.Groups[0].Start, labels);
            for (var first = 0; first < run.Groups.Count; first++)
            {
                if (LastGroupOf(run, first, text, labels) is { } last)
                {
                    yield return (StartOf(run, first, last, text), run.Groups[last].End);
                    first = last;
                }
            }
        }
    }

    /// <summary>
    /// Whether an identifier is or holds a phone number or a personal number that stands by itself: with its start and
    /// end at no letter. Only numbers that can exist count.
    /// </summary>
    public bool IsIn(string identifier) =>
        DigitRun
            .In(FoldedText.Of(identifier).Text)
            .Any(run =>
                Enumerable
                    .Range(0, run.Groups.Count)
                    .Any(first => Stretches(run, first).Any(last => IsExistingNumber(run, first, last, identifier)))
            );

    private bool IsExistingNumber(DigitRun run, int first, int last, string text)
    {
        var (start, end) = (run.Groups[first].Start, run.Groups[last].End);
        if (
            (start > 0 && char.IsLetter(text[start - 1]))
            || (end < text.Length && char.IsLetter(text[end]))
            || Likeness(run, first, last) is not DateLikeness.None
        )
        {
            return false;
        }

        var digits = run.Digits(first, last);
        var isPhone = run.HasPlus(first)
            ? digits.Length is >= MinInternationalDigits and <= MaxInternationalDigits
            : _nationalForms.Any(form => form.IsMatch(digits));
        return _country.PersonalNumber?.IsValid(digits) is true
            || (isPhone && PhoneNumber.TryParse((run.HasPlus(first) ? "+" : "") + digits, _country, out _));
    }

    /// <summary>The last group of the number that begins with a group; null where none begins there.</summary>
    private int? LastGroupOf(DigitRun run, int first, string text, IReadOnlyList<LabelledNumber> labels)
    {
        var stretches = Stretches(run, first).Reverse().ToList();
        return stretches.Cast<int?>().FirstOrDefault(last => IsPersonal(run, first, last!.Value))
            ?? LastOfInternational(run, first, stretches)
            ?? stretches.Cast<int?>().FirstOrDefault(last => IsByForm(run, first, last!.Value))
            ?? LastOfLabelled(run, first, stretches, labels)
            ?? (IsPassport(run, first, text) ? first : null);
    }

    /// <summary>The groups with which a number that begins with a group may end, nearest first.</summary>
    private static IEnumerable<int> Stretches(DigitRun run, int first)
    {
        var length = 0;
        for (var last = first; last < run.Groups.Count; last++)
        {
            length += run.Groups[last].Length;
            if (length > MaxDigits)
            {
                yield break;
            }

            yield return last;
        }
    }

    private bool IsPersonal(DigitRun run, int first, int last) =>
        Likeness(run, first, last) is not DateLikeness.Certain
        && _country.PersonalNumber?.IsValid(run.Digits(first, last)) is true;

    /// <summary>After a plus: the stretch that is valid by its country's plan, else the longest possible one.</summary>
    private int? LastOfInternational(DigitRun run, int first, IReadOnlyList<int> stretches)
    {
        if (!run.HasPlus(first))
        {
            return null;
        }

        var possible = stretches
            .Where(last =>
                Likeness(run, first, last) is DateLikeness.None
                && run.Digits(first, last).Length is >= MinInternationalDigits and <= MaxInternationalDigits
            )
            .Cast<int?>()
            .ToList();
        return possible.FirstOrDefault(last =>
                PhoneNumber.TryParse("+" + run.Digits(first, last!.Value), _country, out _)
            ) ?? possible.FirstOrDefault();
    }

    /// <summary>A national phone number, or a payment card whose check digit is right.</summary>
    private bool IsByForm(DigitRun run, int first, int last)
    {
        if (Likeness(run, first, last) is not DateLikeness.None)
        {
            return false;
        }

        var digits = run.Digits(first, last);
        return _nationalForms.Any(form => form.IsMatch(digits)) || IsCard(digits);
    }

    private int? LastOfLabelled(
        DigitRun run,
        int first,
        IReadOnlyList<int> stretches,
        IReadOnlyList<LabelledNumber> labels
    ) =>
        labels
            .SelectMany(label => _labelledForms[label])
            .Select(form =>
                stretches
                    .Cast<int?>()
                    .FirstOrDefault(last =>
                        Likeness(run, first, last!.Value) is not DateLikeness.Certain
                        && form.IsMatch(run.Digits(first, last.Value))
                    )
            )
            .FirstOrDefault(last => last is not null);

    /// <summary>A passport number: one or two Latin letters directly before 7 to 9 digits, such as N12345678.</summary>
    private static bool IsPassport(DigitRun run, int first, string text)
    {
        var group = run.Groups[first];
        var letters = LettersBefore(text, group.Start);
        return group.Length is >= 7 and <= 9
            && letters is 1 or 2
            && text.AsSpan(group.Start - letters, letters).IndexOfAnyExceptInRange('a', 'z') < 0
            && (group.End == text.Length || !char.IsLetter(text[group.End]));
    }

    /// <summary>Where the cut begins: at a plus, a bracket or one or two letters that belong to the number.</summary>
    private static int StartOf(DigitRun run, int first, int last, string text)
    {
        var start = run.Groups[first].Start;
        if (start > 0 && text[start - 1] is '(' && text.AsSpan(start, run.Groups[last].End - start).Contains(')'))
        {
            start--;
        }

        if (start > 0 && text[start - 1] is '+')
        {
            start--;
        }

        return LettersBefore(text, start) is var letters and (1 or 2) ? start - letters : start;
    }

    /// <summary>The number of letters directly before an index; 3 stands for more than two.</summary>
    private static int LettersBefore(string text, int index)
    {
        var count = 0;
        while (count < 3 && index - count > 0 && char.IsLetter(text[index - count - 1]))
        {
            count++;
        }

        // In N2B12345678 the B belongs to a longer code.
        return count is 1 or 2 && index - count > 0 && char.IsDigit(text[index - count - 1]) ? 0 : count;
    }

    /// <summary>Marks digits in groups of three as an amount where a currency is beside them.</summary>
    private void MarkAmounts(DigitRun run, string text)
    {
        for (var first = 0; first < run.Groups.Count; first++)
        {
            var last = first;
            var separator = run.SeparatorAfter(first);
            while (
                run.Groups[first].Length <= 3
                && separator is ' ' or '.'
                && run.SeparatorAfter(last) == separator
                && run.Groups[last + 1].Length is 3
            )
            {
                last++;
            }

            if (last == first)
            {
                continue;
            }

            // 7 123 456 789: phones are written in other groups.
            var isAmount = last - first is 3 && run.Groups[first].Length is 1 && run.SeparatorAfter(last) != separator;
            if (isAmount || _words.IsAmount(text, run.Groups[first].Start, run.Groups[last].End))
            {
                run.Mark(first, last, DateLikeness.Certain);
            }

            first = last;
        }
    }

    private static DateLikeness Likeness(DigitRun run, int first, int last) => run.Dates[first..(last + 1)].Max();

    /// <summary>The first digit of payment cards is 2 to 6, or 9 for some national systems.</summary>
    private static bool IsCard(string digits) =>
        digits.Length is >= MinCardDigits and <= MaxDigits
        && digits[0] is (>= '2' and <= '6') or '9'
        && digits.AsSpan().IndexOfAnyExcept(digits[0]) >= 0
        && CheckDigit.IsLuhn(digits);

    private static Regex[] Compile(IEnumerable<string> forms) =>
        [.. forms.Select(form => new Regex($@"\A(?:{form})\z", RegexOptions.NonBacktracking))];
}
