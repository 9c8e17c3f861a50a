namespace Surveys.Calendar;

/// <summary>
/// A window of figures: from the first day of <c>from</c> to the last day of <c>to</c>, in whole intervals. With whole
/// intervals, nobody can subtract one window from another to single out a citizen.
/// </summary>
/// <param name="Interval">The kind of its periods.</param>
/// <param name="Periods">Its periods in order; a total has one.</param>
internal sealed record Window(Interval Interval, IReadOnlyList<Period> Periods)
{
    /// <summary>The most periods of a window.</summary>
    public const int MaxPeriods = 400;

    /// <summary>The most months of a window, whatever its interval: each month costs a row of each service.</summary>
    public const int MaxMonths = 400;

    /// <summary>The first year of a window.</summary>
    public const int FirstYear = 2000;

    /// <summary>The last year of a window.</summary>
    public const int LastYear = 2100;

    /// <summary>The first day.</summary>
    public DateOnly First => Periods[0].First;

    /// <summary>The last day.</summary>
    public DateOnly Last => Periods[^1].Last;

    /// <summary>Reads a window; null where it is not valid.</summary>
    /// <param name="from">The day, week, month, quarter or year with which it begins.</param>
    /// <param name="to">The day, week, month, quarter or year with which it ends.</param>
    /// <param name="interval">The kind of its periods.</param>
    /// <param name="addError">Called for every error with the name of the parameter and a message.</param>
    public static Window? Read(string? from, string? to, Interval interval, Action<string, string> addError)
    {
        ArgumentNullException.ThrowIfNull(addError);
        var hasFrom = ReadEdge("from", from, addError, out var first, out _);
        var hasTo = ReadEdge("to", to, addError, out _, out var last);
        if (!hasFrom || !hasTo)
        {
            return null;
        }

        if (first > last)
        {
            addError("to", "Must not end before from begins.");
            return null;
        }

        // A total consists of whole months.
        var unit = interval is Interval.Total ? Interval.Month : interval;
        if (!IsWhole(unit, first, last, addError))
        {
            return null;
        }

        if (MonthsBetween(first, last) > MaxMonths)
        {
            addError("to", $"The window has more than {MaxMonths} months. Ask for a shorter one.");
            return null;
        }

        if (interval is Interval.Total)
        {
            return new Window(interval, [Period.Total(first, last)]);
        }

        var periods = new List<Period>();
        for (var period = Period.Containing(unit, first); period.First <= last; period = period.Next())
        {
            periods.Add(period);
            if (periods.Count > MaxPeriods)
            {
                addError(
                    "to",
                    $"The window has more than {MaxPeriods} {NameOf(interval)}s. "
                        + "Ask for a shorter one, or for a longer interval."
                );
                return null;
            }
        }

        return new Window(interval, periods);
    }

    private static bool IsWhole(Interval unit, DateOnly first, DateOnly last, Action<string, string> addError)
    {
        var (start, end) = (Period.Containing(unit, first), Period.Containing(unit, last));
        var message =
            $"The window must consist of whole {NameOf(unit)}s. The nearest such window is from={start} to={end}.";
        if (start.First != first)
        {
            addError("from", message);
        }

        if (end.Last != last)
        {
            addError("to", message);
        }

        return start.First == first && end.Last == last;
    }

    private static int MonthsBetween(DateOnly first, DateOnly last) =>
        ((last.Year - first.Year) * 12) + last.Month - first.Month + 1;

    private static string NameOf(Interval interval) => interval.ToString().ToLowerInvariant();

    private static bool ReadEdge(
        string name,
        string? text,
        Action<string, string> addError,
        out DateOnly first,
        out DateOnly last
    )
    {
        first = last = default;
        if (string.IsNullOrEmpty(text))
        {
            addError(name, "Is required.");
        }
        else if (!Period.TryReadSpan(text, out first, out last))
        {
            addError(
                name,
                "Must be a day (2026-11-23), week (2026-W48), month (2026-11), quarter (2026-Q4) or year (2026)."
            );
        }
        else if (first.Year < FirstYear || last.Year > LastYear)
        {
            addError(name, $"Must be in the years {FirstYear} to {LastYear}.");
        }
        else
        {
            return true;
        }

        return false;
    }
}
