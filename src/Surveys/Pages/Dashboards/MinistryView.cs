using Surveys.Aggregates;
using Surveys.Calendar;
using Surveys.Savings;
using Surveys.Scoring;
using Surveys.ServiceRegister;

namespace Surveys.Pages.Dashboards;

/// <summary>One service among all, as the ministry's dashboard shows it.</summary>
/// <param name="Service">The service.</param>
/// <param name="Score">Its figures of the whole period.</param>
/// <param name="Value">Its satisfaction beside its saving.</param>
internal sealed record ServiceSummary(Service Service, Score Score, ValueForMoney Value);

/// <summary>What the ministry must look at.</summary>
/// <param name="Month">When.</param>
/// <param name="Service">Where.</param>
/// <param name="Value">The month's figures.</param>
/// <param name="Fallen">csat of the month before and of the month; null where the verdict turned.</param>
internal sealed record Alert(DateOnly Month, Service Service, ValueForMoney Value, (Share Before, Share Now)? Fallen);

/// <summary>What the figures of many services come down to; filled service by service, so that only this is held.</summary>
internal sealed class MinistryFigures(FigurePeriod period)
{
    private readonly Dictionary<Period, SuppressedFigures.Sum> all = [];
    private readonly SortedDictionary<string, SuppressedFigures.Sum> agencies = new(StringComparer.Ordinal);

    public List<ServiceSummary> Services { get; } = [];

    /// <summary>Newest first.</summary>
    public List<Alert> Alerts { get; } = [];

    /// <summary>Takes a service's published figures and its claims.</summary>
    public void Add(Service service, ServiceFigures figures, IReadOnlyCollection<Saving> savings)
    {
        Services.Add(
            new ServiceSummary(
                service,
                Score.Of(figures.Of(period.Total), null, period.Total, null),
                ValueForMoney.Of(
                    service,
                    period.Total,
                    figures,
                    [.. savings.Where(saving => saving.Month >= period.Window.First)]
                )
            )
        );
        SuppressedFigures.Sum.Add(all, period.Total, figures.Of(period.Total));
        SuppressedFigures.Sum.Add(agencies, service.Agency, figures.Of(period.Total));
        foreach (var month in period.Window.Periods)
        {
            SuppressedFigures.Sum.Add(all, month, figures.Of(month));
        }

        AddAlerts(service, figures, savings);
    }

    /// <summary>All services together: the sum of what is shown of each.</summary>
    public Score Of(Period part) =>
        Score.Of(all.TryGetValue(part, out var sum) ? sum.Total() : SuppressedFigures.Empty, null, part, null);

    /// <summary>The agencies, each the sum of what is shown of its services.</summary>
    public IEnumerable<(string Agency, Score Score)> Agencies() =>
        agencies.Select(pair => (pair.Key, Score.Of(pair.Value.Total(), null, period.Total, null)));

    private void AddAlerts(Service service, ServiceFigures figures, IReadOnlyCollection<Saving> savings)
    {
        var judged = Verdict.Inconclusive;
        Share? before = null;
        foreach (var month in period.MonthsRead.Select(first => Period.Containing(Interval.Month, first)))
        {
            var value = ValueForMoney.Of(
                service,
                month,
                figures,
                [.. savings.Where(saving => saving.Month == month.First)]
            );
            var isShown = month.First >= period.Window.First;
            if (
                isShown
                && before is not null
                && Score.Of(figures.Of(month), figures.Of(month.Previous()), month, null)
                    is { Change: "down", Csat: { } now }
            )
            {
                Alerts.Add(new Alert(month.First, service, value, (before, now)));
            }

            // A month that tells nothing is no turn: what was said last holds.
            if (isShown && value.Verdict is Verdict.AtCitizensExpense && judged is not Verdict.AtCitizensExpense)
            {
                Alerts.Add(new Alert(month.First, service, value, null));
            }

            judged = value.Verdict is Verdict.Inconclusive ? judged : value.Verdict;
            before = value.Csat;
        }
    }
}

/// <summary>What the ministry's dashboard shows.</summary>
public sealed class MinistryView
{
    /// <summary>Beyond this the plane would be a cloud of numbers: then only the marks of services in trouble are written.</summary>
    private const int MaxLabelsInChart = 60;

    /// <summary>By what the table may be sorted; a minus before it turns the order.</summary>
    public static readonly IReadOnlyList<string> Sorts =
    [
        "name",
        "agency",
        "csat",
        "net",
        "verdict",
        "verified",
        "ai",
        "rate",
    ];

    private readonly DashboardContext visit;
    private readonly MinistryFigures figures;
    private readonly string sort;
    private readonly List<(DateOnly First, Score Score)> months;

    internal MinistryView(DashboardContext page, FigurePeriod period, MinistryFigures figures, string sort)
    {
        (this.visit, Period, this.figures, this.sort) = (page, period, figures, sort);
        months = [.. period.Window.Periods.Select(month => (month.First, figures.Of(month)))];
        Services = Sorted();
    }

    /// <summary>The months shown.</summary>
    public FigurePeriod Period { get; }

    private DashboardTexts T => visit.Texts;

    /// <summary>In the order asked for; a number each, by which the plane calls them.</summary>
    internal IReadOnlyList<ServiceSummary> Services { get; }

    internal IReadOnlyList<Alert> Alerts =>
        [
            .. figures
                .Alerts.OrderByDescending(mark => mark.Month)
                .ThenBy(mark => mark.Service.ServiceId, StringComparer.Ordinal),
        ];

    /// <summary>The whole in a sentence.</summary>
    public string Headline =>
        figures.Of(Period.Total).Csat is { } share
            ? DashboardTexts.Fill(
                T.MinistryHeadline,
                T.PercentRange(share.Low, share.High, 1),
                T.Span(Period.Window.First, Period.Window.Last)
            )
            : T.HeadlineNothing;

    /// <summary>How many services there are of a verdict.</summary>
    internal int CountOf(Verdict verdict) => figures.Services.Count(line => line.Value.Verdict == verdict);

    internal string Describe(Alert mark) =>
        mark.Fallen is var (before, now)
            ? DashboardTexts.Fill(T.MarkFell, T.Percent(before.Value, 1), T.WithInterval(now))
            : DashboardTexts.Fill(T.MarkTurned, T.PeopleOf(mark.Value));

    /// <summary>The drawing for each currency: money of different ones can't be compared.</summary>
    public IEnumerable<Figure> ValueCharts()
    {
        var place = 0;
        var currencies = Services.Select(line => line.Service.Currency).Distinct().ToList();
        foreach (var currency in currencies)
        {
            var title = currencies.Count is 1 ? T.PlaneTitle : $"{T.PlaneTitle}, {currency}";
            var drawn = Services
                .Select((line, number) => (line, Mark: T.Whole(number + 1)))
                .Where(each =>
                    each.line.Service.Currency == currency && each.line.Value is { Csat: not null, Savings: not null }
                )
                .ToList();
            var isCrowded = drawn.Count > MaxLabelsInChart;
            var points = drawn
                .Select(each => new ValuePoint(
                    isCrowded && each.line.Value.Verdict is not (Verdict.AtCitizensExpense or Verdict.Failing)
                        ? ""
                        : each.Mark,
                    visit.NameOf(each.line.Service),
                    each.line.Value.Csat!,
                    each.line.Value.Savings!.Net,
                    (double)each.line.Value.Target,
                    each.line.Value.Verdict,
                    T.VerdictName(each.line.Value.Verdict)
                ))
                .ToList();
            var left = Services.Count(line => line.Service.Currency == currency) - drawn.Count;
            var table = new FigureTable(
                title,
                [T.ColumnService, T.ColumnCsat, T.ColumnTarget, T.ColumnNet, T.ColumnVerdict],
                [
                    .. drawn.Select(each =>
                        (IReadOnlyList<string>)
                            [
                                $"{each.Mark}. {visit.NameOf(each.line.Service)}",
                                T.WithInterval(each.line.Value.Csat),
                                T.Percent((double)each.line.Value.Target, 1),
                                T.Money(each.line.Value.Savings!.Net, currency),
                                T.VerdictName(each.line.Value.Verdict),
                            ]
                    ),
                ]
            );
            var leftOut = DashboardTexts.Fill(T.PlaneLeftOut, T.Whole(left));
            yield return points.Count is 0
                ? new Figure("", leftOut, table)
                : new Figure(
                    Charts.Scatter(T, $"plane-{++place}", title, T.PlaneText, points, currency),
                    left is 0 ? T.PlaneText : $"{T.PlaneText} {leftOut}",
                    table
                );
        }
    }

    /// <summary>How many interactions AI took part in, by month.</summary>
    public Figure Utilisation()
    {
        var points = months
            .Select(month => new LinePoint(
                T.ShortMonth(month.First),
                month.Score.AiShare is { } share ? new Share(share, share, share, 0) : null,
                IsHidden: false
            ))
            .ToList();
        var table = new FigureTable(
            T.UtilisationTitle,
            [T.ColumnMonth, T.FunnelInteractions, T.ColumnAiShare],
            [
                .. months.Select(month =>
                    (IReadOnlyList<string>)
                        [
                            T.Month(month.First),
                            T.Whole(month.Score.Interactions ?? 0),
                            month.Score.AiShare is { } share ? T.Percent(share, 1) : T.None,
                        ]
                ),
            ]
        );
        return new Figure(
            Charts.Line(T, "utilisation", T.UtilisationTitle, T.UtilisationText, points),
            T.UtilisationText,
            table
        );
    }

    /// <summary>All services together, by month.</summary>
    public Figure Trend()
    {
        var table = new FigureTable(
            T.AllTrendTitle,
            [T.ColumnMonth, T.ColumnCsat, T.ColumnAnswers],
            [
                .. months.Select(month =>
                    (IReadOnlyList<string>)
                        [
                            T.Month(month.First),
                            month.Score.Suppressed ? T.Hidden : T.WithInterval(month.Score.Csat),
                            month.Score.Suppressed ? T.Hidden : T.Whole(month.Score.Responses ?? 0),
                        ]
                ),
            ]
        );
        return new Figure(
            Charts.Line(
                T,
                "all-trend",
                T.AllTrendTitle,
                T.AllTrendText,
                [
                    .. months.Select(month => new LinePoint(
                        T.ShortMonth(month.First),
                        month.Score.Csat,
                        month.Score.Suppressed
                    )),
                ]
            ),
            T.AllTrendText,
            table
        );
    }

    /// <summary>All together, and by agency.</summary>
    public FigureTable Totals() =>
        new(
            T.TotalsTitle,
            [
                T.ColumnAgency,
                T.FunnelInteractions,
                T.ColumnAnswers,
                T.ColumnResponseRate,
                T.ColumnCsat,
                T.ColumnAiShare,
            ],
            [
                Row(T.AllServices, figures.Of(Period.Total)),
                .. figures.Agencies().Select(agency => Row(Interactions.Comments.Clean(agency.Agency), agency.Score)),
            ]
        );

    /// <summary>A service had too few answers to be shown.</summary>
    public bool IsAnythingHidden => figures.Services.Any(line => line.Score.Suppressed);

    internal string Csat(ServiceSummary line) => line.Score.Suppressed ? T.Hidden : T.WithInterval(line.Score.Csat);

    internal string Rate(ServiceSummary line) =>
        line.Score.Suppressed ? T.Hidden
        : line.Score.ResponseRate is { } rate ? T.Percent(rate, 1)
        : T.None;

    internal string Ai(ServiceSummary line) => line.Score.AiShare is { } share ? T.Percent(share, 1) : T.None;

    internal string Net(ServiceSummary line) =>
        line.Value.Savings is { } money ? T.Money(money.Net, line.Service.Currency) : T.None;

    /// <summary>What a click on a column asks for: that order, and its reverse the second time.</summary>
    public string SortBy(string column) => visit.With("sort", sort == column ? "-" + column : column) + "#services";

    /// <summary>How a column is sorted, as assistive technology is told.</summary>
    public string? AriaSort(string column) =>
        sort == column ? "ascending"
        : sort == "-" + column ? "descending"
        : null;

    private IReadOnlyList<string> Row(string label, Score score) =>
        [
            label,
            T.Whole(score.Interactions ?? 0),
            score.Suppressed ? T.Hidden : T.Whole(score.Responses ?? 0),
            score.Suppressed ? T.Hidden
            : score.ResponseRate is { } rate ? T.Percent(rate, 1)
            : T.None,
            score.Suppressed ? T.Hidden : T.WithInterval(score.Csat),
            score.AiShare is { } ai ? T.Percent(ai, 1) : T.None,
        ];

    private List<ServiceSummary> Sorted()
    {
        var column = sort.TrimStart('-');
        IComparable? KeyOf(ServiceSummary line) =>
            column switch
            {
                "agency" => line.Service.Agency,
                "csat" => line.Score.Csat?.Value,
                "net" => line.Value.Savings?.Net,
                "verdict" => line.Value.Verdict,
                "verified" => line.Value.VerdictVerified,
                "ai" => line.Score.AiShare,
                "rate" => line.Score.ResponseRate,
                _ => visit.NameOf(line.Service),
            };

        // What has no figure comes last either way.
        var known = figures
            .Services.Where(line => KeyOf(line) is not null)
            .OrderBy(line => KeyOf(line), Comparer<IComparable?>.Create(Compare))
            .ThenBy(line => line.Service.ServiceId, StringComparer.Ordinal)
            .ToList();
        if (sort.StartsWith('-'))
        {
            known.Reverse();
        }

        return [.. known, .. figures.Services.Where(line => KeyOf(line) is null)];
    }

    private static int Compare(IComparable? one, IComparable? other) =>
        one is string text
            ? string.Compare(text, other as string, StringComparison.OrdinalIgnoreCase)
            : one!.CompareTo(other);
}
