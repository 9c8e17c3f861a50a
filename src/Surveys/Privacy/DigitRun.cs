using System.Buffers;
using System.Globalization;

namespace Surveys.Privacy;

/// <summary>Digits without anything between them, in folded text.</summary>
/// <param name="Start">The index of the first digit.</param>
/// <param name="End">The index after the last digit.</param>
internal readonly record struct DigitGroup(int Start, int End)
{
    public int Length => End - Start;
}

/// <summary>
/// Groups of digits with separators between them, as people write a phone or a card number. Dates, times and ranges of
/// years within it are marked, so that they do not look like one.
/// </summary>
internal sealed class DigitRun
{
    /// <summary>Longest text between two groups of one number, such as <c>) - </c>.</summary>
    private const int MaxSeparator = 4;

    private const int MaxSpaces = 3;

    private static readonly SearchValues<char> Separators = SearchValues.Create(" -._:/()№");

    private readonly string _text;

    private DigitRun(string text, List<DigitGroup> groups)
    {
        (_text, Groups) = (text, groups);
        Dates = new DateLikeness[groups.Count];
        MarkDatesAndTimes();
    }

    /// <summary>The groups, in order.</summary>
    public List<DigitGroup> Groups { get; }

    /// <summary>For each group whether it is part of a date, a time or an amount.</summary>
    public DateLikeness[] Dates { get; }

    /// <summary>Whether a plus sign is directly before a group, or before the bracket that opens it.</summary>
    public bool HasPlus(int group)
    {
        var before = Groups[group].Start - 1;
        return before >= 0
            && (_text[before] is '+' || (_text[before] is '(' && before > 0 && _text[before - 1] is '+'));
    }

    /// <summary>The digits of the groups from the first to the last, without separators.</summary>
    public string Digits(int first, int last) =>
        first == last
            ? _text[Groups[first].Start..Groups[first].End]
            : string.Concat(Groups[first..(last + 1)].Select(group => _text[group.Start..group.End]));

    /// <summary>All runs of a text, in order.</summary>
    public static IEnumerable<DigitRun> In(string text)
    {
        var groups = new List<DigitGroup>();
        for (var at = 0; at < text.Length; )
        {
            if (!char.IsAsciiDigit(text[at]))
            {
                at++;
                continue;
            }

            var start = at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            if (groups.Count > 0 && !IsSeparator(text.AsSpan(groups[^1].End, start - groups[^1].End)))
            {
                yield return new DigitRun(text, groups);
                groups = [];
            }

            groups.Add(new DigitGroup(start, at));
        }

        if (groups.Count > 0)
        {
            yield return new DigitRun(text, groups);
        }
    }

    private static bool IsSeparator(ReadOnlySpan<char> between) =>
        between.Length <= MaxSeparator && between.Count(' ') <= MaxSpaces && between.IndexOfAnyExcept(Separators) < 0;

    /// <summary>Marks groups as part of a date, a time or an amount. The most certain mark of a group wins.</summary>
    public void Mark(int first, int last, DateLikeness likeness)
    {
        for (var i = first; i <= last; i++)
        {
            Dates[i] = likeness > Dates[i] ? likeness : Dates[i];
        }
    }

    /// <summary>The separator between a group and the next where it is a single character; else null.</summary>
    public char? SeparatorAfter(int group) =>
        group >= 0 && group + 1 < Groups.Count && Groups[group + 1].Start - Groups[group].End is 1
            ? _text[Groups[group].End]
            : null;

    private void MarkDatesAndTimes()
    {
        for (var first = 0; first + 1 < Groups.Count; first++)
        {
            foreach (var form in DateForm.All)
            {
                if (IsJoined(first, form) && form.Matches(Parts(first, form.Count)))
                {
                    Mark(first, first + form.Count - 1, form.Likeness);
                }
            }
        }
    }

    /// <summary>Whether the separators between the groups, before them and after them allow a form.</summary>
    private bool IsJoined(int first, DateForm form)
    {
        var last = first + form.Count - 1;
        return last < Groups.Count
            && SeparatorAfter(first) is { } separator
            && form.Separators.Contains(separator, StringComparison.Ordinal)
            && (form.Count is 2 || SeparatorAfter(first + 1) == separator)
            && SeparatorAfter(first - 1) != separator
            && (form.MayGoOn || SeparatorAfter(last) != separator);
    }

    private DatePart[] Parts(int first, int count) =>
        [
            .. Groups
                .GetRange(first, count)
                .Select(group => new DatePart(
                    group.Length <= DateForm.MaxLength
                        ? int.Parse(_text.AsSpan(group.Start, group.Length), CultureInfo.InvariantCulture)
                        : 0,
                    group.Length
                )),
        ];
}
