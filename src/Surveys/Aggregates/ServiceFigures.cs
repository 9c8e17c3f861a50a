using System.Globalization;
using Surveys.Calendar;
using Surveys.Publication;
using Surveys.Scoring;

namespace Surveys.Aggregates;

/// <summary>One service's published figures. Everything here adds up published cells; nothing knows the live rollups.</summary>
/// <param name="wholes">What is published of periods as a whole, by the period's name.</param>
/// <param name="breakdowns">Their breakdowns, by the period's name and the dimension's.</param>
internal sealed class ServiceFigures(
    IReadOnlyDictionary<string, PublishedMonth> wholes,
    IReadOnlyDictionary<(string Period, string Dimension), PublishedBreakdown> breakdowns
)
{
    private readonly Dictionary<Period, SuppressedFigures> _periods = [];

    /// <summary>All interactions of a period.</summary>
    public SuppressedFigures Of(Period period)
    {
        if (!_periods.TryGetValue(period, out var figures))
        {
            _periods[period] = figures = period.Interval switch
            {
                Interval.Day => OfDay(period),
                Interval.Month => OfMonth(period),
                Interval.Quarter => SettledOf(period) ?? Sum(period.Divide(Interval.Month)),
                Interval.Year => SettledOf(period) ?? Sum(period.Divide(Interval.Quarter)),
                _ => Sum(PartsOf(period)),
            };
        }

        return figures;
    }

    /// <summary>The values of a dimension in a period of a month or longer, and its hidden values together.</summary>
    public SortedDictionary<string, SuppressedFigures> By(Dimension dimension, Period period)
    {
        var sums = new SortedDictionary<string, SuppressedFigures.Sum>(StringComparer.Ordinal);
        AddValues(sums, dimension, period);
        var values = new SortedDictionary<string, SuppressedFigures>(StringComparer.Ordinal);
        foreach (var (value, sum) in sums)
        {
            values[value] = sum.Total();
        }

        return values;
    }

    private void AddValues(IDictionary<string, SuppressedFigures.Sum> sums, Dimension dimension, Period period)
    {
        var through = default(DateOnly?);
        if (period.Interval is not Interval.Total && BreakdownOf(period, dimension.Name) is { } breakdown)
        {
            var info = PublicationInfo.Of(wholes[PublishedTable.NameOf(period)]);
            foreach (var (value, cell) in breakdown.Values)
            {
                SuppressedFigures.Sum.Add(sums, value, SuppressedFigures.Of(cell, info));
            }

            if (breakdown.Joint is { IsHidden: false } joint)
            {
                SuppressedFigures.Sum.Add(sums, Tally.Joint, SuppressedFigures.Of(joint, info));
            }

            through = breakdown.Through;
        }

        IEnumerable<Period> parts = period.Interval switch
        {
            Interval.Month => [],
            Interval.Quarter => period.Divide(Interval.Month),
            Interval.Year when through is not null => period.Divide(Interval.Month),
            Interval.Year => period.Divide(Interval.Quarter),
            _ => PartsOf(period),
        };
        foreach (var part in parts.Where(part => through is null || part.First > through))
        {
            AddValues(sums, dimension, part);
        }
    }

    private SuppressedFigures OfMonth(Period period) =>
        wholes.TryGetValue(PublishedTable.NameOf(period), out var month)
            ? SuppressedFigures.Of(month.Cell, PublicationInfo.Of(month))
            : SuppressedFigures.Unpublished;

    private SuppressedFigures OfDay(Period day)
    {
        var month = Period.Containing(Interval.Month, day.First);
        var name = day.First.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return BreakdownOf(month, PublishedTable.Days) is { } days && days.Values.TryGetValue(name, out var cell)
            ? SuppressedFigures.Of(cell, PublicationInfo.Of(wholes[PublishedTable.NameOf(month)]))
            : SuppressedFigures.Unpublished;
    }

    /// <summary>What is published of a quarter or year itself, once it is settled: it includes hidden months where these are enough together.</summary>
    private SuppressedFigures? SettledOf(Period period) =>
        wholes.TryGetValue(PublishedTable.NameOf(period), out var whole) && whole.Status is PublicationStatus.Settled
            ? SuppressedFigures.Of(whole.Cell, PublicationInfo.Of(whole))
            : null;

    private SuppressedFigures Sum(IEnumerable<Period> parts) => SuppressedFigures.SumPublished([.. parts.Select(Of)]);

    private PublishedBreakdown? BreakdownOf(Period period, string dimension)
    {
        var name = PublishedTable.NameOf(period);
        return breakdowns.TryGetValue((name, dimension), out var breakdown) ? breakdown
            : wholes.TryGetValue(name, out var whole) ? whole.Parts?.GetValueOrDefault(dimension)
            : null;
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
}
