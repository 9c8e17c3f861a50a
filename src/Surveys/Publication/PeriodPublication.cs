using Surveys.Calendar;
using Surveys.Ledger;
using Surveys.Scoring;
using Surveys.Storage;

namespace Surveys.Publication;

/// <summary>
/// Publishes the quarter and the year of a service after one of their months was settled. A quarter is published once all its months are
/// settled; a year's breakdowns grow with its settled months, as far as no hidden value of a month follows from two versions.
/// </summary>
internal sealed class PeriodPublication(SurveyStorage storage, PublishedTable published, PublicationStates states)
{
    /// <summary>Publishes what a newly settled month completes.</summary>
    /// <param name="serviceId">The service.</param>
    /// <param name="month">The month that was settled.</param>
    /// <param name="isOver">Whether a month without interactions can have none any more.</param>
    /// <param name="provenance">How its answers came.</param>
    /// <param name="asOf">The moment of the run.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task PublishAsync(
        string serviceId,
        DateOnly month,
        Func<DateOnly, bool> isOver,
        Provenance provenance,
        DateTimeOffset asOf,
        CancellationToken cancellationToken
    )
    {
        var year = Period.Containing(Interval.Year, month);
        var settled = await SettledMonthsAsync(serviceId, year, isOver, cancellationToken);
        var quarter = Period.Containing(Interval.Quarter, month);
        var own = settled.Where(each => quarter.Months.Contains(each.Month)).ToList();
        if (own.Count == quarter.Months.Count())
        {
            var tables = WithInteractions(own);
            await WriteAsync(
                quarter,
                serviceId,
                provenance,
                tables,
                Publish(tables, []),
                isSettled: true,
                asOf,
                cancellationToken
            );
        }

        await PublishYearAsync(serviceId, year, provenance, settled, asOf, cancellationToken);
    }

    private async Task PublishYearAsync(
        string serviceId,
        Period year,
        Provenance provenance,
        List<(DateOnly Month, GroupTable? Table)> months,
        DateTimeOffset asOf,
        CancellationToken cancellationToken
    )
    {
        // The year grows in order: a month that is still open keeps later ones out.
        var inOrder = months.TakeWhile((each, index) => each.Month == year.First.AddMonths(index)).ToList();
        var settled = WithInteractions(inOrder);
        if (settled.Count is 0)
        {
            return;
        }

        var versions = await states.ReadYearAsync(year.First.Year, serviceId, cancellationToken);
        var earlier = versions.Where(version => version.Through < settled[^1].Month).ToList();
        var figures = Publish(settled, earlier);
        var shown = figures.Breakdowns.ToDictionary(
            pair => pair.Key,
            pair =>
                (IReadOnlyList<string>)
                    [.. pair.Value.Values.Where(value => !value.Value.IsHidden).Select(value => value.Key)]
        );
        if (
            earlier is [.., var last]
            && last.Shown.Any(pair => pair.Value.Except(shown.GetValueOrDefault(pair.Key, [])).Any())
        )
        {
            // The step since the last version would show a small value of a month: the last version stays until a later month is settled.
            return;
        }

        var isSettled = inOrder.Count == year.Months.Count();
        await WriteAsync(year, serviceId, provenance, settled, figures, isSettled, asOf, cancellationToken);
        await states.WriteYearAsync(
            year.First.Year,
            serviceId,
            [.. earlier, new YearVersion(settled[^1].Month, shown)],
            cancellationToken
        );
    }

    /// <summary>The settled months of a year in order; a month that is over and had no interactions has no table.</summary>
    private async Task<List<(DateOnly Month, GroupTable? Table)>> SettledMonthsAsync(
        string serviceId,
        Period year,
        Func<DateOnly, bool> isOver,
        CancellationToken cancellationToken
    )
    {
        var settled = new List<(DateOnly, GroupTable?)>();
        foreach (var month in year.Months)
        {
            if (await states.FindAsync(month, serviceId, cancellationToken) is { Table: { } table })
            {
                settled.Add((month, table));
            }
            else if (isOver(month) && !await RollupsTable.HasMonthAsync(storage, month, serviceId, cancellationToken))
            {
                settled.Add((month, null));
            }
        }

        return settled;
    }

    private static List<(DateOnly Month, GroupTable Table)> WithInteractions(
        List<(DateOnly Month, GroupTable? Table)> months
    ) => [.. months.Where(each => each.Table is not null).Select(each => (each.Month, each.Table!))];

    /// <summary>The figures of several settled months, checked against what each of them and earlier versions publish and hide.</summary>
    private static SettledFigures Publish(
        IReadOnlyList<(DateOnly Month, GroupTable Table)> months,
        IReadOnlyList<YearVersion> earlier
    )
    {
        var joined = GroupTable.Join([.. months.Select(each => each.Table)]);
        List<IReadOnlyCollection<int>> publishedSets = [];
        List<(int, IReadOnlyCollection<int>)> hiddenSets = [];
        var offset = 0;
        foreach (var (month, table) in months)
        {
            var own = MonthPublisher.Publish(table, month);
            var start = offset;
            publishedSets.AddRange(own.PublishedSets.Select(set => Shift(set, start)));
            hiddenSets.AddRange(own.HiddenSets.Select(each => (each.Dimension, Shift(each.Groups, start))));
            offset += table.Groups.Count;
            foreach (var version in earlier.Where(version => version.Through == month))
            {
                publishedSets.AddRange(SetsOf(joined, offset, version));
            }
        }

        return MonthPublisher.Publish(joined, months[^1].Month, publishedSets, hiddenSets);
    }

    private static IEnumerable<IReadOnlyCollection<int>> SetsOf(GroupTable joined, int end, YearVersion version)
    {
        for (var dimension = 0; dimension < joined.Dimensions.Count; dimension++)
        {
            var shown = version.Shown.GetValueOrDefault(joined.Dimensions[dimension], []);
            foreach (var (value, groups) in joined.GroupsBy(dimension))
            {
                if (shown.Contains(value))
                {
                    yield return [.. groups.Where(group => group < end)];
                }
            }
        }
    }

    private static IReadOnlyCollection<int> Shift(IReadOnlyCollection<int> set, int offset) =>
        [.. set.Select(group => group + offset)];

    private Task WriteAsync(
        Period period,
        string serviceId,
        Provenance provenance,
        IReadOnlyList<(DateOnly Month, GroupTable Table)> months,
        SettledFigures figures,
        bool isSettled,
        DateTimeOffset asOf,
        CancellationToken cancellationToken
    ) =>
        published.WriteAsync(
            PublishedTable.NameOf(period),
            new PublishedMonth(
                serviceId,
                months.Count,
                asOf,
                isSettled ? PublicationStatus.Settled : PublicationStatus.Provisional,
                provenance,
                WholeOf(months),
                HasCorrections: false
            ),
            figures.Breakdowns,
            cancellationToken
        );

    /// <summary>
    /// The whole of a period: the sum of its published months, and of the hidden ones where these are two or more and hold 10 answers or more
    /// together; else those are left out. Each question's hidden months join in by its own answers.
    /// </summary>
    private static PublishedCell WholeOf(IReadOnlyList<(DateOnly Month, GroupTable Table)> months)
    {
        var parts = months
            .Select(each => (MonthPublisher.Publish(each.Table, each.Month).Whole, Total: each.Table.Total()))
            .ToList();
        var total = new Counts();
        parts.ForEach(part => total.Add(part.Total));
        var sum = SumOf(parts, StandardQuestions.Satisfaction.CounterNames, out var isLeftOut);
        foreach (var question in MonthPublisher.Questions)
        {
            sum.Add(SumOf(parts, question.CounterNames, out _));
        }

        WeightedSum? weighting = null;
        foreach (var (whole, _) in parts)
        {
            weighting = whole.Weighting is { } part ? (weighting ?? default) + part : weighting;
            foreach (var (counter, value) in (whole.Counts ?? []).Where(pair => !MonthPublisher.IsAnswer(pair.Key)))
            {
                sum.Add(counter, value);
            }
        }

        return sum.Responses < SmallGroupSuppression.MinAnswers
            ? PublishedCell.Hidden(total)
            : new PublishedCell
            {
                Interactions = total.Interactions,
                Counts = sum,
                Weighting = weighting,
                LeftOut = isLeftOut,
            };
    }

    private static Counts SumOf(
        IReadOnlyList<(PublishedCell Whole, Counts Total)> parts,
        IReadOnlyCollection<string> answers,
        out bool isLeftOut
    )
    {
        long AnswersIn(Counts? counts) => counts is null ? 0 : answers.Sum(counter => counts[counter]);
        var hidden = parts.Where(part => AnswersIn(part.Whole.Counts) is 0).ToList();
        var isIncluded =
            hidden.Count >= 2 && hidden.Sum(part => AnswersIn(part.Total)) >= SmallGroupSuppression.MinAnswers;
        isLeftOut = hidden.Count > 0 && !isIncluded;
        var sum = new Counts();
        foreach (var (whole, total) in parts)
        {
            var from =
                AnswersIn(whole.Counts) > 0 ? whole.Counts
                : isIncluded ? total
                : null;
            foreach (var counter in from is null ? [] : answers)
            {
                sum.Add(counter, from![counter]);
            }
        }

        return sum;
    }
}
