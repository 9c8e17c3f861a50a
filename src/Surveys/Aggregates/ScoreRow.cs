using Surveys.Calendar;
using Surveys.Scoring;

namespace Surveys.Aggregates;

/// <summary>The cell of one row of scores, before its figures are computed.</summary>
/// <param name="Period">The period.</param>
/// <param name="By">The dimension and the value; null for all interactions.</param>
/// <param name="Cell">The published cell.</param>
/// <param name="Before">The same group's cell of the period before; null where there is none.</param>
internal readonly record struct ScoreRow(
    Period Period,
    (Dimension Dimension, string Value)? By,
    SuppressedFigures Cell,
    SuppressedFigures? Before
)
{
    /// <summary>The place of the row among all rows of a group.</summary>
    public ScoreKey KeyIn(string group) => new(group, Period.ToString(), By?.Value ?? "");

    /// <summary>Computes the figures.</summary>
    public Score ToScore() => Score.Of(Cell, Before, Period, By);

    /// <summary>
    /// The rows of one service: one for each period of the window, or for each value that occurs in a period.
    /// </summary>
    public static IEnumerable<ScoreRow> Of(ServiceFigures figures, Window window, Dimension? by)
    {
        foreach (var period in window.Periods)
        {
            if (by is null)
            {
                yield return new ScoreRow(period, null, figures.Of(period), figures.Of(period.Previous()));
                continue;
            }

            var before = figures.By(by, period.Previous());
            foreach (var (value, cell) in figures.By(by, period))
            {
                yield return new ScoreRow(period, (by, value), cell, before.GetValueOrDefault(value));
            }
        }
    }
}

/// <summary>The place of a row in the order of all rows: by group, period, value.</summary>
/// <param name="Group">The service's id or the agency; empty where all services are one group.</param>
/// <param name="Period">The period.</param>
/// <param name="Value">The value of the dimension; empty for none.</param>
internal readonly record struct ScoreKey(string Group, string Period, string Value)
{
    /// <summary>Number of parts in a cursor.</summary>
    public const int Parts = 3;

    public static ScoreKey Of(string[] cursor) => new(cursor[0], cursor[1], cursor[2]);

    /// <summary>Whether this row comes after another.</summary>
    public bool IsAfter(ScoreKey other)
    {
        var group = string.CompareOrdinal(Group, other.Group);
        var period = group is 0 ? string.CompareOrdinal(Period, other.Period) : group;
        return (period is 0 ? string.CompareOrdinal(Value, other.Value) : period) > 0;
    }
}

/// <summary>
/// Rule 4: running sums of the published cells of services, by period and value. Memory does not grow with the number
/// of services.
/// </summary>
internal sealed class ScoreSum(Window window, Dimension? by)
{
    private const string AllValues = "";

    private readonly Dictionary<Period, SortedDictionary<string, SuppressedFigures.Sum>> _sums = window
        .Periods.Prepend(window.Periods[0].Previous())
        .ToDictionary(
            period => period,
            _ => new SortedDictionary<string, SuppressedFigures.Sum>(StringComparer.Ordinal)
        );

    public void Add(ServiceFigures figures)
    {
        foreach (var (period, sums) in _sums)
        {
            if (by is null)
            {
                SuppressedFigures.Sum.Add(sums, AllValues, figures.Of(period));
                continue;
            }

            foreach (var (value, cell) in figures.By(by, period))
            {
                SuppressedFigures.Sum.Add(sums, value, cell);
            }
        }
    }

    /// <summary>The rows of the sum. Call it after the last service.</summary>
    public IEnumerable<ScoreRow> Rows()
    {
        var before = TotalsOf(window.Periods[0].Previous());
        foreach (var period in window.Periods)
        {
            var now = TotalsOf(period);
            if (by is null)
            {
                yield return new ScoreRow(
                    period,
                    null,
                    now.GetValueOrDefault(AllValues, SuppressedFigures.Unpublished),
                    before.GetValueOrDefault(AllValues)
                );
            }
            else
            {
                foreach (var (value, cell) in now)
                {
                    yield return new ScoreRow(period, (by, value), cell, before.GetValueOrDefault(value));
                }
            }

            before = now;
        }
    }

    private SortedDictionary<string, SuppressedFigures> TotalsOf(Period period)
    {
        var totals = new SortedDictionary<string, SuppressedFigures>(StringComparer.Ordinal);
        foreach (var (value, sum) in _sums[period])
        {
            totals[value] = sum.Total();
        }

        return totals;
    }
}
