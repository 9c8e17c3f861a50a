namespace Surveys.Calendar;

/// <summary>
/// A window of figures: from the first day of <c>from</c> to the last day of <c>to</c>, in whole intervals. Whole intervals also keep windows from being
/// subtracted from one another to single a citizen out.
/// </summary>
/// <param name="Interval">By what it is divided.</param>
/// <param name="Periods">Its periods in order; one for a total.</param>
internal sealed record Window(Interval Interval, IReadOnlyList<Period> Periods)
{
    /// <summary>Items a service at most.</summary>
    public const int MaxPeriods = 400;

    public const int FirstYear = 2000;
    public const int LastYear = 2100;

    public DateOnly First => Periods[0].First;

    public DateOnly Last => Periods[^1].Last;

    /// <summary>Reads a window; null with every fault told to <paramref name="fault"/> by the name of its parameter.</summary>
    public static Window? Read(string? from, string? to, Interval interval, Action<string, string> fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        var hasFrom = ReadEdge("from", from, fault, out var first, out _);
        var hasTo = ReadEdge("to", to, fault, out _, out var last);
        if (!hasFrom || !hasTo)
        {
            return null;
        }

        if (first > last)
        {
            fault("to", "Must not end before from begins.");
            return null;
        }

        // A total is of whole months.
        var unit = interval is Interval.Total ? Interval.Month : interval;
        var (start, end) = (Period.Containing(unit, first), Period.Containing(unit, last));
        if (start.First != first || end.Last != last)
        {
            var what = unit.ToString().ToLowerInvariant();
            var message = $"The window must be whole {what}s; the nearest whole window is from={start} to={end}.";
            if (start.First != first)
            {
                fault("from", message);
            }

            if (end.Last != last)
            {
                fault("to", message);
            }

            return null;
        }

        if (interval is Interval.Total)
        {
            return new Window(interval, [Period.Total(first, last)]);
        }

        var periods = new List<Period>();
        for (var period = start; period.First <= last; period = period.Next())
        {
            periods.Add(period);
            if (periods.Count > MaxPeriods)
            {
                fault(
                    "to",
                    $"The window holds more than {MaxPeriods} {interval.ToString().ToLowerInvariant()}s; ask for less at once, or by a longer interval."
                );
                return null;
            }
        }

        return new Window(interval, periods);
    }

    private static bool ReadEdge(
        string name,
        string? text,
        Action<string, string> fault,
        out DateOnly first,
        out DateOnly last
    )
    {
        first = last = default;
        if (string.IsNullOrEmpty(text))
        {
            fault(name, "Is required.");
        }
        else if (!Period.TryReadSpan(text, out first, out last))
        {
            fault(
                name,
                "Must be a day (2026-11-23), week (2026-W48), month (2026-11), quarter (2026-Q4) or year (2026)."
            );
        }
        else if (first.Year < FirstYear || last.Year > LastYear)
        {
            fault(name, $"Must lie in the years {FirstYear} to {LastYear}.");
        }
        else
        {
            return true;
        }

        return false;
    }
}
