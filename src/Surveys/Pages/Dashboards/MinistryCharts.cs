using Surveys.Aggregates;
using Surveys.Pages.Dashboards.Charts;
using Surveys.Savings;
using Surveys.Scoring;
using Surveys.ServiceRegister;

namespace Surveys.Pages.Dashboards;

/// <summary>The charts and the table of totals of the ministry's dashboard.</summary>
internal sealed class MinistryCharts(MinistryView view)
{
    /// <summary>Above this number of services only services in trouble have a label in the scatter chart.</summary>
    private const int MaxLabels = 60;

    private DashboardTexts T => view.Page.Texts;

    /// <summary>A scatter chart for each currency.</summary>
    public IEnumerable<Figure> ValueByCurrency()
    {
        var numbered = view.Services.Select((service, index) => (Service: service, Number: index + 1)).ToList();
        var currencies = numbered.GroupBy(each => each.Service.Service.Currency).ToList();
        var number = 0;
        foreach (var currency in currencies)
        {
            var drawn = currency
                .Where(each => each.Service.Value is { Csat: not null, Savings: not null })
                .Select(each => (each.Service.Service, each.Service.Value, each.Number))
                .ToList();
            var title = currencies.Count is 1 ? T.PlaneTitle : $"{T.PlaneTitle}, {currency.Key}";
            var table = FigureTable.Of(
                title,
                drawn,
                (T.ColumnService, each => $"{T.Whole(each.Number)}. {view.Page.NameOf(each.Service)}"),
                (T.ColumnCsat, each => T.WithInterval(each.Value.Csat)),
                (T.ColumnTarget, each => T.Percent((double)each.Value.Target, 1)),
                (T.ColumnNet, each => T.Money(each.Value.Savings!.Net, currency.Key)),
                (T.ColumnVerdict, each => T.VerdictName(each.Value.Verdict))
            );
            var missing = currency.Count() - drawn.Count;
            var note = DashboardTexts.Fill(T.PlaneLeftOut, T.Whole(missing));
            if (drawn.Count is 0)
            {
                yield return new Figure("", note, table);
                continue;
            }

            var labelsAll = drawn.Count <= MaxLabels;
            var points = drawn.Select(each => PointOf(each, labelsAll)).ToList();
            yield return new Figure(
                ScatterChart.Draw(T, $"plane-{++number}", title, T.PlaneText, points, currency.Key),
                missing is 0 ? T.PlaneText : $"{T.PlaneText} {note}",
                table
            );
        }
    }

    /// <summary>The share of interactions in which AI took part, by month.</summary>
    public Figure Utilisation()
    {
        var points = view
            .Months.Select(month => new LinePoint(
                T.ShortMonth(month.First),
                month.Score.AiShare is { } share ? new Share(share, share, share, 0) : null,
                IsHidden: false
            ))
            .ToList();
        var table = FigureTable.Of(
            T.UtilisationTitle,
            view.Months,
            (T.ColumnMonth, month => T.Month(month.First)),
            (T.FunnelInteractions, month => T.Whole(month.Score.Interactions ?? 0)),
            (T.ColumnAiShare, month => T.AiShare(month.Score))
        );
        var svg = LineChart.Draw(T, "utilisation", T.UtilisationTitle, T.UtilisationText, points);
        return new Figure(svg, T.UtilisationText, table);
    }

    /// <summary>The satisfaction of all services together, by month.</summary>
    public Figure Trend()
    {
        var points = view
            .Months.Select(month => new LinePoint(T.ShortMonth(month.First), month.Score.Csat, month.Score.Suppressed))
            .ToList();
        var table = FigureTable.Of(
            T.AllTrendTitle,
            view.Months,
            (T.ColumnMonth, month => T.Month(month.First)),
            (T.ColumnCsat, month => T.Csat(month.Score)),
            (T.ColumnAnswers, month => T.Answers(month.Score))
        );
        var svg = LineChart.Draw(T, "all-trend", T.AllTrendTitle, T.AllTrendText, points);
        return new Figure(svg, T.AllTrendText, table);
    }

    /// <summary>All services together, and by agency.</summary>
    public FigureTable Totals() =>
        FigureTable.Of<(string Name, Score Score)>(
            T.TotalsTitle,
            [
                (T.AllServices, view.Figures.Of(view.Period.Total)),
                .. view
                    .Figures.Agencies()
                    .OrderBy(each => each.Agency, view.Page.Language.NameComparer)
                    .Select(each => (Interactions.Comments.Clean(each.Agency), each.Score)),
            ],
            (T.ColumnAgency, each => each.Name),
            (T.FunnelInteractions, each => T.Whole(each.Score.Interactions ?? 0)),
            (T.ColumnAnswers, each => T.Answers(each.Score)),
            (T.ColumnResponseRate, each => T.ResponseRate(each.Score)),
            (T.ColumnCsat, each => T.Csat(each.Score)),
            (T.ColumnAiShare, each => T.AiShare(each.Score))
        );

    private ValuePoint PointOf((Service Service, ValueForMoney Value, int Number) each, bool hasLabel) =>
        new(
            hasLabel || each.Value.Verdict is Verdict.AtCitizensExpense or Verdict.Failing ? T.Whole(each.Number) : "",
            view.Page.NameOf(each.Service),
            each.Value.Csat!,
            each.Value.Savings!.Net,
            (double)each.Value.Target,
            each.Value.Verdict,
            T.VerdictName(each.Value.Verdict)
        );
}
