using System.Collections.Immutable;
using System.Globalization;

namespace Surveys.Calendar;

/// <summary>The hours in which texts may be sent, in the service's time zone. Outside them a text waits.</summary>
/// <param name="Days">Days of the week; at least one.</param>
/// <param name="From">The first minute inside, such as 09:00.</param>
/// <param name="To">The first minute outside, such as 21:00; 24:00 is the end of the day.</param>
/// <param name="Holidays">
/// Days on which no text is sent. Null: the holidays of the country that the time zone belongs to. Empty: none.
/// </param>
public sealed record SendingWindowSettings(
    ImmutableArray<Weekday> Days,
    string From,
    string To,
    ImmutableArray<DateOnly>? Holidays = null
)
{
    /// <summary>The window in a time zone.</summary>
    /// <param name="timeZone">IANA name.</param>
    /// <param name="countryHolidays">The holidays that apply where <see cref="Holidays"/> is null.</param>
    internal SendingWindow In(string timeZone, HolidayCalendar countryHolidays)
    {
        var own = Holidays?.ToHashSet();
        return new SendingWindow(
            timeZone,
            Days.Select(day => day.ToDayOfWeek()).ToHashSet(),
            TimeOf(From),
            TimeOf(To),
            own is null ? countryHolidays.IsDayOff : own.Contains
        );
    }

    /// <summary>The time since midnight; 24:00 is a whole day.</summary>
    private static TimeSpan TimeOf(string clock) =>
        new(
            int.Parse(clock.AsSpan(0, 2), CultureInfo.InvariantCulture),
            int.Parse(clock.AsSpan(3), CultureInfo.InvariantCulture),
            0
        );
}
