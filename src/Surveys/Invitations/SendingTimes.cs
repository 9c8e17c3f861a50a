using Surveys.Calendar;
using Surveys.ServiceRegister;

namespace Surveys.Invitations;

/// <summary>When a service's texts may be sent, and how long one may stay undelivered.</summary>
internal static class SendingTimes
{
    /// <summary>
    /// A text that has not arrived after this is dropped. A carrier may allow less; its sender then asks for less.
    /// </summary>
    private static readonly TimeSpan MaxValidity = TimeSpan.FromDays(1);

    /// <summary>The carrier counts validity from when it accepts the text. This is the time that accepting may take.</summary>
    private static readonly TimeSpan HandoverMargin = TimeSpan.FromSeconds(10);

    /// <summary>Added to the due time where a window never opens: later than the end of every survey.</summary>
    private static readonly TimeSpan Never = TimeSpan.FromDays(400);

    /// <summary>A text with less time left in the window would expire in the carrier's queue: it waits for the next.</summary>
    private static readonly TimeSpan MinValidity = TimeSpan.FromMinutes(1);

    /// <summary>The first instant at or after <paramref name="due"/> at which a text of the service may be sent.</summary>
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

    /// <summary>
    /// How long a text that is sent now may stay undelivered, so that it does not arrive after the window. Null where
    /// no text may be sent now.
    /// </summary>
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

    /// <summary>The last moment for an invitation: the survey's whole duration after it was first due.</summary>
    public static DateTimeOffset LastMoment(Service service, DateTimeOffset completedAt) =>
        completedAt.AddMinutes(service.DelayMinutes).AddDays(service.ExpiryDays);

    private static SendingWindow? WindowOf(Service service) =>
        service.SendingWindow?.In(service.TimeZone, service.Holidays);
}
