using Surveys.Calendar;
using Surveys.Scoring;

namespace Surveys.Aggregates;

/// <summary>One service's figures after suppression, computed from the rollups of its months and days.</summary>
internal sealed class ServiceFigures(
    IReadOnlyDictionary<DateOnly, Tally> months,
    IReadOnlyDictionary<DateOnly, SortedDictionary<DateOnly, Tally>> days
)
{
    private static readonly SortedDictionary<DateOnly, Tally> NoDays = [];

    private readonly Dictionary<Period, SuppressedFigures> _periods = [];
    private readonly Dictionary<
        (DateOnly Month, Dimension Dimension),
        SortedDictionary<string, SuppressedFigures>
    > _values = [];
    private readonly Dictionary<DateOnly, SortedDictionary<DateOnly, SuppressedFigures>> _days = [];

    /// <summary>All interactions of a period; an empty cell where there were none.</summary>
    public SuppressedFigures Of(Period period)
    {
        if (!_periods.TryGetValue(period, out var figures))
        {
            _periods[period] = figures = period.Interval switch
            {
                Interval.Day => DaysOf(MonthOf(period)).GetValueOrDefault(period.First, SuppressedFigures.Empty),
                Interval.Month => months.TryGetValue(period.First, out var month)
                    ? SuppressedFigures.Month(month.Total())
                    : SuppressedFigures.Empty,
                Interval.Quarter => SuppressedFigures.CoarserPeriod([.. period.Divide(Interval.Month).Select(Of)]),
                Interval.Year => SuppressedFigures.CoarserPeriod([.. period.Divide(Interval.Quarter).Select(Of)]),
                _ => SuppressedFigures.SumPublished([.. PartsOf(period).Select(Of)]),
            };
        }

        return figures;
    }

    /// <summary>The values of a dimension that occur in a period of a month or longer.</summary>
    public SortedDictionary<string, SuppressedFigures> By(Dimension dimension, Period period)
    {
        if (period.Interval is Interval.Month)
        {
            return ValuesOf(period.First, dimension);
        }

        var parts = new SortedDictionary<string, List<SuppressedFigures>>(StringComparer.Ordinal);
        foreach (var month in period.Months)
        {
            foreach (var (value, figures) in ValuesOf(month, dimension))
            {
                if (!parts.TryGetValue(value, out var ofMonths))
                {
                    parts[value] = ofMonths = [];
                }

                ofMonths.Add(figures);
            }
        }

        var sums = new SortedDictionary<string, SuppressedFigures>(StringComparer.Ordinal);
        foreach (var (value, ofMonths) in parts)
        {
            sums[value] = SuppressedFigures.SumPublished(ofMonths);
        }

        return sums;
    }

    /// <summary>The largest published periods that make up a total: years, quarters, months.</summary>
    private static IEnumerable<Period> PartsOf(Period total)
    {
        for (var day = total.First; day <= total.Last; )
        {
            var part = new[] { Interval.Year, Interval.Quarter, Interval.Month }
                .Select(interval => Period.Containing(interval, day))
                .First(period => period.First == day && period.Last <= total.Last);
            yield return part;
            day = part.Last.AddDays(1);
        }
    }

    private static DateOnly MonthOf(Period period) => new(period.First.Year, period.First.Month, 1);

    private SortedDictionary<DateOnly, SuppressedFigures> DaysOf(DateOnly month)
    {
        if (!_days.TryGetValue(month, out var figures))
        {
            var cells = new SortedDictionary<DateOnly, Cell>();
            foreach (var (day, tally) in days.GetValueOrDefault(month, NoDays))
            {
                cells[day] = tally.Total();
            }

            _days[month] = figures = SuppressedFigures.WithinMonth(cells);
        }

        return figures;
    }

    private SortedDictionary<string, SuppressedFigures> ValuesOf(DateOnly month, Dimension dimension)
    {
        if (!_values.TryGetValue((month, dimension), out var figures))
        {
            figures = months.TryGetValue(month, out var tally)
                ? SuppressedFigures.WithinMonth(tally.By(dimension))
                : new SortedDictionary<string, SuppressedFigures>(StringComparer.Ordinal);
            if (dimension.IsKnownFromAnswer)
            {
                SuppressedFigures.HideNonRespondents(figures);
            }

            _values[(month, dimension)] = figures;
        }

        return figures;
    }
}
