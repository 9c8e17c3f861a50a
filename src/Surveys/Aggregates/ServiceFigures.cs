using Surveys.Calendar;
using Surveys.Scoring;

namespace Surveys.Aggregates;

/// <summary>One service's figures as they may be published, from its folded months and days: the five rules of small groups, applied in their order.</summary>
internal sealed class ServiceFigures(
    IReadOnlyDictionary<DateOnly, Tally> months,
    IReadOnlyDictionary<DateOnly, SortedDictionary<DateOnly, Tally>> days
)
{
    /// <summary>Dimensions that exist only through the answer: their counts tell who answered.</summary>
    private static readonly Dimension[] AnswerDimensions = [Dimension.ResponseChannel, Dimension.Link];

    private static readonly SortedDictionary<DateOnly, Tally> NoDays = [];

    private readonly Dictionary<Period, SuppressedFigures> _periods = [];
    private readonly Dictionary<
        (DateOnly Month, Dimension Dimension),
        SortedDictionary<string, SuppressedFigures>
    > _values = [];
    private readonly Dictionary<DateOnly, SortedDictionary<DateOnly, SuppressedFigures>> _days = [];

    /// <summary>The whole of a period; an empty cell where nothing happened.</summary>
    public SuppressedFigures Of(Period period)
    {
        if (!_periods.TryGetValue(period, out var guarded))
        {
            _periods[period] = guarded = period.Interval switch
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

        return guarded;
    }

    /// <summary>The values of a dimension that occur in a period of a month or more.</summary>
    public SortedDictionary<string, SuppressedFigures> By(Dimension dimension, Period period)
    {
        if (period.Interval is Interval.Month)
        {
            return ValuesOf(period.First, dimension);
        }

        var parts = new SortedDictionary<string, List<SuppressedFigures>>(StringComparer.Ordinal);
        foreach (var month in period.Months)
        {
            foreach (var (value, cell) in ValuesOf(month, dimension))
            {
                if (!parts.TryGetValue(value, out var cells))
                {
                    parts[value] = cells = [];
                }

                cells.Add(cell);
            }
        }

        var sums = new SortedDictionary<string, SuppressedFigures>(StringComparer.Ordinal);
        foreach (var (value, cells) in parts)
        {
            sums[value] = SuppressedFigures.SumPublished(cells);
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
        if (!_days.TryGetValue(month, out var guarded))
        {
            var slices = new SortedDictionary<DateOnly, Cell>();
            foreach (var (day, tally) in days.GetValueOrDefault(month, NoDays))
            {
                slices[day] = tally.Total();
            }

            _days[month] = guarded = SuppressedFigures.WithinMonth(slices);
        }

        return guarded;
    }

    private SortedDictionary<string, SuppressedFigures> ValuesOf(DateOnly month, Dimension dimension)
    {
        if (!_values.TryGetValue((month, dimension), out var guarded))
        {
            guarded = months.TryGetValue(month, out var tally)
                ? SuppressedFigures.WithinMonth(tally.By(dimension))
                : new SortedDictionary<string, SuppressedFigures>(StringComparer.Ordinal);
            if (AnswerDimensions.Contains(dimension))
            {
                SuppressedFigures.HideNonRespondents(guarded);
            }

            _values[(month, dimension)] = guarded;
        }

        return guarded;
    }
}
