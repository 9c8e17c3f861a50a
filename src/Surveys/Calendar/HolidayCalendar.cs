using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;

namespace Surveys.Calendar;

/// <summary>The days off by a country's <see cref="HolidayRules"/>. A year is computed once and kept.</summary>
internal sealed class HolidayCalendar(HolidayRules rules)
{
    /// <summary>The calendar of a zone without a country: no days off.</summary>
    public static readonly HolidayCalendar None = new(HolidayRules.None);

    private readonly ConcurrentDictionary<int, FrozenSet<DateOnly>> _years = [];

    /// <summary>The last day for which the data is complete.</summary>
    public DateOnly CompleteUntil => rules.CompleteUntil;

    /// <summary>Whether a day is a public holiday, a substitute day or a day off that was moved.</summary>
    public bool IsDayOff(DateOnly day) => In(day.Year).Contains(day);

    /// <summary>The days off of a year. Weekends are included only where a holiday falls on them.</summary>
    public IReadOnlySet<DateOnly> In(int year) => _years.GetOrAdd(year, Compute);

    private FrozenSet<DateOnly> Compute(int year)
    {
        var holidays = rules
            .Fixed.Where(holiday => year >= (holiday.From ?? year) && year <= (holiday.Until ?? year))
            .Select(holiday => (Date: new DateOnly(year, holiday.Month, holiday.Day), holiday.Substitute))
            .OrderBy(holiday => holiday.Date)
            .ToList();
        var days = holidays
            .Select(holiday => holiday.Date)
            .Concat(rules.Dated.SelectMany(holiday => holiday.Dates).Where(date => date.Year == year))
            .ToHashSet();
        foreach (var (date, _) in holidays.Where(holiday => holiday.Substitute && IsWeekend(holiday.Date)))
        {
            var substitute = date.AddDays(1);
            while (IsWeekend(substitute) || days.Contains(substitute))
            {
                substitute = substitute.AddDays(1);
            }

            days.Add(substitute);
        }

        if (rules.Moved.TryGetValue(year.ToString(CultureInfo.InvariantCulture), out var moved))
        {
            days.UnionWith(moved.Off);
            days.ExceptWith(moved.Working);
        }

        return days.ToFrozenSet();
    }

    private bool IsWeekend(DateOnly date) => rules.Weekend.Any(day => day.ToDayOfWeek() == date.DayOfWeek);
}
