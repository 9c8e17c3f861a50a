using System.Globalization;
using Surveys.Calendar;
using Surveys.ServiceRegister;

namespace Surveys.Invitations;

/// <summary>When a service's texts may go out, and for how long one may be on its way.</summary>
internal static class SendingTimes
{
    /// <summary>A text that has not arrived after this is dropped. A carrier may allow less; its sender then asks for less.</summary>
    private static readonly TimeSpan MaxValidity = TimeSpan.FromDays(1);

    /// <summary>The carrier counts from when it takes the text: so long the handing over may last.</summary>
    private static readonly TimeSpan HandoverMargin = TimeSpan.FromSeconds(10);

    /// <summary>Stands for never where a window opens on no day in sight: far enough to be too late for every survey.</summary>
    private static readonly TimeSpan Never = TimeSpan.FromDays(400);

    /// <summary>A text that has less than this until the window closes would only expire in the carrier's queue: it waits for the next.</summary>
    private static readonly TimeSpan MinValidity = TimeSpan.FromMinutes(1);

    /// <summary>The first instant from <paramref name="due"/> on at which a text of the service may go out, with time left to arrive.</summary>
    public static DateTimeOffset Next(Service service, DateTimeOffset due)
    {
        if (WindowOf(service) is not { } window)
        {
            return due;
        }

        var next = window.Next(due) ?? due + Never;
        var closes = window.ClosesAfter(next);
        return closes > next && closes - next < MinValidity ? window.Next(closes) ?? due + Never : next;
    }

    /// <summary>For how long a text that leaves now may be on its way, so that none arrives after the window; null where none may leave now.</summary>
    public static TimeSpan? ValidityAt(Service service, DateTimeOffset now)
    {
        if (WindowOf(service) is not { } window)
        {
            return MaxValidity;
        }

        if (!window.Contains(now))
        {
            return null;
        }

        var left = window.ClosesAfter(now) - now;
        return left < MinValidity ? null
            : left - HandoverMargin < MaxValidity ? left - HandoverMargin
            : MaxValidity;
    }

    /// <summary>After this an invitation comes too late: the survey's whole time has passed since it was first due.</summary>
    public static DateTimeOffset LastMoment(Service service, DateTimeOffset completedAt) =>
        completedAt.AddMinutes(service.DelayMinutes).AddDays(service.ExpiryDays);

    private static SendingWindow? WindowOf(Service service) =>
        service.SendingWindow is not { } settings
            ? null
            : new SendingWindow(
                service.TimeZone,
                settings.Days.Select(day => (DayOfWeek)(((int)day + 1) % 7)).ToHashSet(),
                Clock(settings.From),
                Clock(settings.To),
                settings.Holidays is { } holidays ? holidays.ToHashSet() : null
            );

    /// <summary>Since midnight; 24:00 is a day.</summary>
    private static TimeSpan Clock(string time) =>
        new(
            int.Parse(time.AsSpan(0, 2), CultureInfo.InvariantCulture),
            int.Parse(time.AsSpan(3), CultureInfo.InvariantCulture),
            0
        );
}
