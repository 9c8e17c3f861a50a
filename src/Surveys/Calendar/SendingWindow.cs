namespace Surveys.Calendar;

/// <summary>When texts may go out: on certain days of the week, between two times of the day, not on holidays; all in one time zone, by its own history.</summary>
internal sealed class SendingWindow
{
    /// <summary>Days ahead that are searched; a window with no day in a year would be a fault of the settings.</summary>
    private const int SearchedDays = 400;

    private readonly TimeZoneInfo _zone;
    private readonly IReadOnlySet<DayOfWeek> _days;
    private readonly TimeSpan _from;
    private readonly TimeSpan _to;
    private readonly IReadOnlySet<DateOnly> _holidays;

    /// <summary>A window in a zone.</summary>
    /// <param name="timeZone">IANA id.</param>
    /// <param name="days">Days of the week.</param>
    /// <param name="from">The first moment inside, since midnight.</param>
    /// <param name="to">The first moment outside, since midnight; 24 hours is the end of the day.</param>
    /// <param name="holidays">Days on which nothing goes out; null: the shipped calendar of the zone's country.</param>
    public SendingWindow(
        string timeZone,
        IReadOnlySet<DayOfWeek> days,
        TimeSpan from,
        TimeSpan to,
        IReadOnlySet<DateOnly>? holidays
    )
    {
        _zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        (_days, _from, _to) = (days, from, to);
        _holidays = holidays ?? Holidays.Of(timeZone);
    }

    /// <summary>Whether a text may go out at an instant.</summary>
    public bool Contains(DateTimeOffset instant)
    {
        var local = TimeZoneInfo.ConvertTime(instant, _zone).DateTime;
        return IsOpen(DateOnly.FromDateTime(local)) && local.TimeOfDay >= _from && local.TimeOfDay < _to;
    }

    /// <summary>The first instant inside, from this one on; null where there is none in more than a year.</summary>
    public DateTimeOffset? Next(DateTimeOffset instant)
    {
        if (Contains(instant))
        {
            return instant;
        }

        var local = TimeZoneInfo.ConvertTime(instant, _zone).DateTime;
        var day = DateOnly.FromDateTime(local);
        for (var ahead = local.TimeOfDay < _from ? 0 : 1; ahead <= SearchedDays; ahead++)
        {
            if (IsOpen(day.AddDays(ahead)))
            {
                return At(day.AddDays(ahead), _from);
            }
        }

        return null;
    }

    /// <summary>When the window that an instant lies in closes.</summary>
    public DateTimeOffset ClosesAfter(DateTimeOffset instant) =>
        At(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, _zone).DateTime), _to);

    private bool IsOpen(DateOnly day) => _days.Contains(day.DayOfWeek) && !_holidays.Contains(day);

    /// <summary>The instant of a local time; one that the clock's change skips is taken an hour later, as clocks do.</summary>
    private DateTimeOffset At(DateOnly day, TimeSpan time)
    {
        var local = day.ToDateTime(TimeOnly.MinValue) + time;
        if (_zone.IsInvalidTime(local))
        {
            local += TimeSpan.FromHours(1);
        }

        return new DateTimeOffset(local, _zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
