using System.Globalization;
using System.Text.Json.Serialization;

namespace Surveys.Calendar;

/// <summary>The kind of the periods that a window of figures is divided into.</summary>
public enum Interval
{
    /// <summary>Calendar days.</summary>
    [JsonStringEnumMemberName("day")]
    Day,

    /// <summary>Calendar months.</summary>
    [JsonStringEnumMemberName("month")]
    Month,

    /// <summary>Calendar quarters.</summary>
    [JsonStringEnumMemberName("quarter")]
    Quarter,

    /// <summary>Calendar years.</summary>
    [JsonStringEnumMemberName("year")]
    Year,

    /// <summary>The whole window as one.</summary>
    [JsonStringEnumMemberName("total")]
    Total,
}

/// <summary>
/// A period of whole days in a service's time zone: a day (2026-11-23), month (2026-11), quarter (2026-Q4), year (2026)
/// or total (2026-01/2026-12, in whole months).
/// </summary>
/// <param name="Interval">Its kind.</param>
/// <param name="First">Its first day.</param>
/// <param name="Last">Its last day.</param>
internal readonly record struct Period(Interval Interval, DateOnly First, DateOnly Last)
{
    /// <summary>The period of a kind that contains a day. The kind must not be total.</summary>
    public static Period Containing(Interval interval, DateOnly day) =>
        interval switch
        {
            Interval.Day => new(interval, day, day),
            Interval.Month => OfMonths(interval, new DateOnly(day.Year, day.Month, 1), 1),
            Interval.Quarter => OfMonths(interval, new DateOnly(day.Year, ((day.Month - 1) / 3 * 3) + 1, 1), 3),
            Interval.Year => OfMonths(interval, new DateOnly(day.Year, 1, 1), 12),
            _ => throw new ArgumentOutOfRangeException(nameof(interval), interval, "A day does not determine a total."),
        };

    /// <summary>A total.</summary>
    /// <param name="first">The first day of a month.</param>
    /// <param name="last">The last day of a month.</param>
    public static Period Total(DateOnly first, DateOnly last) => new(Interval.Total, first, last);

    /// <summary>The period before it; for a total, as many months.</summary>
    public Period Previous() =>
        Interval is Interval.Total
            ? Total(First.AddMonths(-Months.Count()), First.AddDays(-1))
            : Containing(Interval, First.AddDays(-1));

    /// <summary>The period after it. Not for totals.</summary>
    public Period Next() => Containing(Interval, Last.AddDays(1));

    /// <summary>The first day of each of its months.</summary>
    public IEnumerable<DateOnly> Months
    {
        get
        {
            for (var month = new DateOnly(First.Year, First.Month, 1); month <= Last; month = month.AddMonths(1))
            {
                yield return month;
            }
        }
    }

    /// <summary>The periods of a finer kind that it consists of.</summary>
    public IEnumerable<Period> Divide(Interval finer)
    {
        for (var part = Containing(finer, First); part.First <= Last; part = part.Next())
        {
            yield return part;
        }
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Interval switch
        {
            Interval.Day => First.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Interval.Month => Month(First),
            Interval.Quarter => string.Create(
                CultureInfo.InvariantCulture,
                $"{First.Year:d4}-Q{((First.Month - 1) / 3) + 1}"
            ),
            Interval.Year => First.Year.ToString("d4", CultureInfo.InvariantCulture),
            _ => $"{Month(First)}/{Month(Last)}",
        };

    /// <summary>
    /// Reads a day (2026-11-23), ISO week (2026-W48), month (2026-11), quarter (2026-Q4) or year (2026) as its first
    /// and last day; false for anything else.
    /// </summary>
    public static bool TryReadSpan(string? text, out DateOnly first, out DateOnly last)
    {
        first = last = default;
        if (text is null || text.Any(unit => !char.IsAscii(unit)))
        {
            return false;
        }

        switch (text.Length)
        {
            case 10
                when DateOnly.TryParseExact(
                    text,
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out var day
                ):
                (first, last) = (day, day);
                return true;
            case 8
                when text[4..6] is "-W"
                    && IsYear(text[..4], out var weekYear)
                    && IsNumber(text[6..], out var week)
                    && week >= 1
                    && week <= ISOWeek.GetWeeksInYear(weekYear):
                first = DateOnly.FromDateTime(ISOWeek.ToDateTime(weekYear, week, DayOfWeek.Monday));
                last = first.AddDays(6);
                return true;
            case 7 when text[4..6] is "-Q" && IsYear(text[..4], out var year) && text[6] is >= '1' and <= '4':
                var quarter = Containing(Interval.Quarter, new DateOnly(year, ((text[6] - '1') * 3) + 1, 1));
                (first, last) = (quarter.First, quarter.Last);
                return true;
            case 7
                when DateOnly.TryParseExact(
                    $"{text}-01",
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out var month
                ):
                (first, last) = (month, month.AddDays(DateTime.DaysInMonth(month.Year, month.Month) - 1));
                return true;
            case 4 when IsYear(text, out var whole):
                (first, last) = (new DateOnly(whole, 1, 1), new DateOnly(whole, 12, 31));
                return true;
            default:
                return false;
        }
    }

    private static Period OfMonths(Interval interval, DateOnly first, int months) =>
        new(interval, first, first.AddMonths(months).AddDays(-1));

    private static string Month(DateOnly day) => day.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static bool IsNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool IsYear(string text, out int year) =>
        IsNumber(text, out year) && text.Length is 4 && year is >= 1 and <= 9998;
}
