using Surveys.Aggregates;
using Surveys.Savings;

namespace Surveys.Pages.Dashboards;

/// <summary>The tables of a service's dashboard.</summary>
internal sealed class ServiceTables(ServiceView view)
{
    private DashboardTexts T => view.Page.Texts;

    /// <summary>The savings of the period by category.</summary>
    public FigureTable SavingsByCategory() =>
        FigureTable.Of(
            T.SavingsTitle,
            view.Savings.GroupBy(saving => saving.Category).OrderBy(group => group.Key),
            (T.ColumnCategory, group => T.CategoryName(group.Key)),
            (T.ColumnClaimed, group => MoneyOf(group, saving => saving.Claimed)),
            (T.ColumnVerified, group => MoneyOf(group, saving => saving.Verified)),
            (T.ColumnHours, group => T.Number(group.Sum(saving => saving.Hours), 1)),
            (T.ColumnWaiting, group => T.Whole(group.Count(saving => saving.Status is SavingStatus.Claimed)))
        );

    /// <summary>The sums over all categories, each with its name; none if no saving was reported.</summary>
    public IEnumerable<(string Name, string Amount)> SavingsTotals()
    {
        if (view.Value.Savings is not { } totals)
        {
            return [];
        }

        return
        [
            (T.MoneyClaimed, Money(totals.Claimed)),
            (T.MoneyCashReleasing, Money(totals.CashReleasing)),
            (T.MoneyVerified, Money(totals.Verified)),
            (T.MoneyCost, Money(totals.Cost)),
            (T.MoneyTextCost, Money(totals.TextCost)),
            (T.MoneyNet, Money(totals.Net)),
            (T.MoneyNetVerified, Money(totals.NetVerified)),
            (T.MoneyStaffHours, T.Number(totals.StaffHours, 1)),
            (T.MoneyCitizenHours, T.Number(totals.CitizenHours, 1)),
            (T.MoneyPerInteraction, Money(view.Value.SavingPerInteraction)),
            (T.MoneyPerSatisfied, Money((decimal?)view.Value.SavingPerSatisfiedInteraction)),
        ];
    }

    /// <summary>All figures that are a single number, of each month and of the whole period.</summary>
    public FigureTable AllFigures() =>
        FigureTable.Of<(string Label, Score Score)>(
            T.EverythingTitle,
            [.. view.Months.Select(each => (T.Month(each.Month.First), each.Score)), (T.WholePeriod, view.Total)],
            [
                (T.ColumnMonth, row => row.Label),
                .. ScoreMeasures
                    .All.Where(measure => measure.Style is not MeasureStyle.None)
                    .Select(measure =>
                        (
                            T.Find(measure.LabelKey!)!,
                            (Func<(string, Score Score), string>)(row => T.FigureOf(row.Score, measure))
                        )
                    ),
            ]
        );

    /// <summary>The sum of a category in money; a dash for citizens' time, which is counted in hours only.</summary>
    private string MoneyOf(IGrouping<SavingCategory, Saving> group, Func<Saving, decimal> amount) =>
        group.Key is SavingCategory.CitizenTime ? T.None : Money(group.Sum(amount));

    private string Money(decimal? amount) => amount is { } known ? T.Money(known, view.Service.Currency) : T.None;
}
