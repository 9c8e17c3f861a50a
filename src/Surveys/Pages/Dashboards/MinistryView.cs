using Surveys.Aggregates;
using Surveys.Integrity;
using Surveys.Scoring;
using Surveys.ServiceRegister;

namespace Surveys.Pages.Dashboards;

/// <summary>The content of the ministry's dashboard.</summary>
public sealed class MinistryView
{
    /// <summary>The columns that the list of services can be sorted by, each with its sort key.</summary>
    private static readonly IReadOnlyList<(
        string Name,
        Func<DashboardContext, ServiceSummary, IComparable?> Key
    )> SortKeys =
    [
        ("name", (page, service) => page.NameOf(service.Service)),
        ("agency", (_, service) => service.Service.Agency),
        ("csat", (_, service) => service.Score.Csat?.Value),
        ("net", (_, service) => service.Value.Savings?.Net),
        ("verdict", (_, service) => service.Value.Verdict),
        ("verified", (_, service) => service.Value.VerdictVerified),
        ("ai", (_, service) => service.Score.AiShare),
        ("rate", (_, service) => service.Score.ResponseRate),
    ];

    private readonly string sort;

    internal MinistryView(DashboardContext page, FigurePeriod period, MinistryFigures figures, string sort)
    {
        (Page, Period, Figures, this.sort) = (page, period, figures, sort);
        Months = [.. period.Window.Periods.Select(month => (month.First, figures.Of(month)))];
        Services = Sorted();
    }

    /// <summary>
    /// The names of the columns that the list can be sorted by. A minus before the name reverses the order.
    /// </summary>
    public static IEnumerable<string> Sorts => SortKeys.Select(each => each.Name);

    /// <summary>The context of the page.</summary>
    public DashboardContext Page { get; }

    /// <summary>The months that the page shows.</summary>
    public FigurePeriod Period { get; }

    /// <summary>The satisfaction of all services together, as a sentence.</summary>
    public string Headline =>
        Figures.Of(Period.Total).Csat is { } share
            ? DashboardTexts.Fill(
                T.MinistryHeadline,
                T.PercentRange(share.Low, share.High, 1),
                T.Span(Period.Window.First, Period.Window.Last)
            )
            : T.HeadlineNothing;

    /// <summary>The figures of at least one service are suppressed.</summary>
    public bool IsAnythingHidden => Figures.Services.Exists(service => service.Score.Suppressed);

    /// <summary>The figures of all services.</summary>
    internal MinistryFigures Figures { get; }

    /// <summary>The months, each with the figures of all services together.</summary>
    internal IReadOnlyList<(DateOnly First, Score Score)> Months { get; }

    /// <summary>The services in the chosen order. Their numbers in this list are their labels in the charts.</summary>
    internal IReadOnlyList<ServiceSummary> Services { get; }

    /// <summary>The alerts, latest first.</summary>
    internal IReadOnlyList<Alert> Alerts =>
        [
            .. Figures
                .Alerts.OrderByDescending(alert => alert.Month)
                .ThenBy(alert => alert.Service.ServiceId, StringComparer.Ordinal),
        ];

    /// <summary>The months whose grade is not sound, latest first.</summary>
    internal IReadOnlyList<IntegrityMonth> Grades =>
        [
            .. Figures
                .Grades.OrderByDescending(month => month.First)
                .ThenByDescending(month => month.Report.Grade)
                .ThenBy(month => month.Service.ServiceId, StringComparer.Ordinal),
        ];

    /// <summary>The services without verified figures.</summary>
    internal IReadOnlyList<Service> NotMeasured =>
        [
            .. Services
                .Select(service => service.Service)
                .Where(service => service is { Sms: null, AreShownBallotsAccepted: false }),
        ];

    /// <summary>The charts of the page.</summary>
    internal MinistryCharts Charts => new(this);

    private DashboardTexts T => Page.Texts;

    /// <summary>The number of services with a verdict.</summary>
    internal int CountOf(Verdict verdict) => Figures.Services.Count(service => service.Value.Verdict == verdict);

    /// <summary>An alert as a sentence.</summary>
    internal string Describe(Alert alert) =>
        alert.Fallen is var (before, now)
            ? DashboardTexts.Fill(T.MarkFell, T.Percent(before.Value, 1), T.WithInterval(now))
            : DashboardTexts.Fill(T.MarkTurned, T.PeopleOf(alert.Value));

    /// <summary>The net saving of a service; a dash if no saving was reported.</summary>
    internal string Net(ServiceSummary service) =>
        service.Value.Savings is { } savings ? T.Money(savings.Net, service.Service.Currency) : T.None;

    /// <summary>The address that sorts by a column; sorting by the same column again reverses the order.</summary>
    public string SortBy(string column) => Page.With("sort", sort == column ? "-" + column : column) + "#services";

    /// <summary>The value of aria-sort for a column; null if the list is not sorted by it.</summary>
    public string? AriaSort(string column) =>
        sort == column ? "ascending"
        : sort == "-" + column ? "descending"
        : null;

    /// <summary>The services in the chosen order. Services without the figure come last in both directions.</summary>
    private List<ServiceSummary> Sorted()
    {
        var key = SortKeys.Single(each => each.Name == sort.TrimStart('-')).Key;
        IComparable? KeyOf(ServiceSummary service) => key(Page, service);
        var known = Figures
            .Services.Where(service => KeyOf(service) is not null)
            .OrderBy(KeyOf, Comparer<IComparable?>.Create(Compare))
            .ThenBy(service => service.Service.ServiceId, StringComparer.Ordinal)
            .ToList();
        if (sort.StartsWith('-'))
        {
            known.Reverse();
        }

        return [.. known, .. Figures.Services.Where(service => KeyOf(service) is null)];
    }

    private int Compare(IComparable? one, IComparable? other) =>
        one is string text ? Page.Language.NameComparer.Compare(text, other as string) : one!.CompareTo(other);
}
