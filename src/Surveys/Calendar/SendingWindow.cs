namespace Surveys.Calendar;

/// <summary>
/// The hours in which texts may be sent: days of the week, from one time of the day to another, without holidays. All
/// times are local to one time zone, by the zone's own history.
/// </summary>
internal sealed class SendingWindow
{
    /// <summary>Days that <see cref="Next"/> searches. A window that is closed for a year is a wrong setting.</summary>
    private const int SearchedDays = 400;

    private readonly TimeZoneInfo _zone;
    private readonly IReadOnlySet<DayOfWeek> _days;
    private readonly TimeSpan _from;
    private readonly TimeSpan _to;
    private readonly Func<DateOnly, bool> _isHoliday;

    /// <summary>Creates a window in a time zone.</summary>
    /// <param name="timeZone">IANA name.</param>
    /// <param name="days">Days of the week on which texts may be sent.</param>
    /// <param name="from">The first moment inside, since midnight.</param>
    /// <param name="to">The first moment outside, since midnight; 24 hours is the end of the day.</param>
    /// <param name="isHoliday">Whether no text is sent on a day.</param>
    public SendingWindow(
        string timeZone,
        IReadOnlySet<DayOfWeek> days,
        TimeSpan from,
        TimeSpan to,
        Func<DateOnly, bool> isHoliday
    )
    {
        _zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        (_days, _from, _to, _isHoliday) = (days, from, to, isHoliday);
    }

    /// <summary>Whether a text may be sent at an instant.</summary>
    public bool Contains(DateTimeOffset instant)
    {
        var local = TimeZoneInfo.ConvertTime(instant, _zone).DateTime;
        return IsOpen(DateOnly.FromDateTime(local)) && local.TimeOfDay >= _from && local.TimeOfDay < _to;
    }

    /// <summary>The first instant inside, at or after this one; null where there is none in more than a year.</summary>
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

    /// <summary>The end of the window on the local day of an instant.</summary>
    public DateTimeOffset ClosesAfter(DateTimeOffset instant) =>
        At(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, _zone).DateTime), _to);

    private bool IsOpen(DateOnly day) => _days.Contains(day.DayOfWeek) && !_isHoliday(day);

    /// <summary>The instant of a local time. A local time that a clock change skips is taken one hour later.</summary>
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
