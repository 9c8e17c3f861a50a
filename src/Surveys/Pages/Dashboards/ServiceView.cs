using Surveys.Aggregates;
using Surveys.Calendar;
using Surveys.Integrity;
using Surveys.Ledger;
using Surveys.Savings;
using Surveys.Scoring;
using Surveys.ServiceRegister;

namespace Surveys.Pages.Dashboards;

/// <summary>The content of a service's dashboard. It uses published figures only.</summary>
public sealed class ServiceView
{
    /// <summary>The breakdowns that the page always shows.</summary>
    private static readonly Dimension[] DefaultDimensions =
    [
        Dimensions.Assistance,
        Dimensions.Language,
        Dimensions.Channel,
        Dimensions.Outcome,
    ];

    private readonly ServiceFigures figures;

    internal ServiceView(
        DashboardContext page,
        Service service,
        FigurePeriod period,
        Dimension? by,
        ServiceFigures figures,
        IReadOnlyList<Saving> savings,
        IReadOnlyList<IntegrityMonth> grades
    )
    {
        (Page, Service, Period, By, this.figures, Savings) = (page, service, period, by, figures, savings);
        Months =
        [
            .. period.Window.Periods.Select(month =>
                (month, Score.Of(figures.Of(month), figures.Of(month.Previous()), month, null))
            ),
        ];
        Total = Score.Of(figures.Of(period.Total), null, period.Total, null);
        Value = ValueForMoney.Of(
            service,
            period.Total,
            figures,
            savings,
            IntegrityReader.WorstOf(grades, period.Total)
        );
        Grades = [.. grades.Where(month => month.First >= period.Window.First)];
    }

    /// <summary>The context of the page.</summary>
    public DashboardContext Page { get; }

    /// <summary>The service.</summary>
    public Service Service { get; }

    /// <summary>The months that the page shows.</summary>
    public FigurePeriod Period { get; }

    /// <summary>The further breakdown that the reader chose; null if none.</summary>
    public Dimension? By { get; }

    /// <summary>The graded months of the period.</summary>
    internal IReadOnlyList<IntegrityMonth> Grades { get; }

    /// <summary>The reader's other services.</summary>
    public IReadOnlyList<Service> OtherServices { get; init; } = [];

    /// <summary>The name in the reader's language.</summary>
    public string Name => Page.NameOf(Service);

    /// <summary>The agency that runs the service.</summary>
    public string Agency => Interactions.Comments.Clean(Service.Agency);

    /// <summary>Comments are shown to owners and admins only.</summary>
    public bool MayReadComments => Page.Caller is { Role: Http.Roles.Owner or Http.Roles.Admin };

    /// <summary>The latest month with a published figure, as a sentence.</summary>
    public string Headline
    {
        get
        {
            var (month, score) = Months.LastOrDefault(each => each.Score.Csat is not null);
            return score is not null ? Page.Texts.Headline(month.First, score.Csat!, score.Change)
                : Months.Any(each => each.Score.Suppressed) ? Page.Texts.HeadlineHidden
                : Page.Texts.HeadlineNothing;
        }
    }

    /// <summary>The dimensions that a reader can choose as a further breakdown.</summary>
    public static IEnumerable<Dimension> MoreDimensions => Dimensions.All.Except(DefaultDimensions);

    /// <summary>The months of the period, each compared with the month before.</summary>
    internal IReadOnlyList<(Period Month, Score Score)> Months { get; }

    /// <summary>The whole period.</summary>
    internal Score Total { get; }

    /// <summary>Satisfaction and savings of the whole period.</summary>
    internal ValueForMoney Value { get; }

    /// <summary>The reported savings of the period.</summary>
    internal IReadOnlyList<Saving> Savings { get; }

    /// <summary>The comments of a month; null if the reader did not ask for them or may not read them.</summary>
    internal (DateOnly Month, IReadOnlyList<Comment> Items)? Comments { get; init; }

    /// <summary>The charts of the page.</summary>
    internal ServiceCharts Charts => new(this);

    /// <summary>The tables of the page.</summary>
    internal ServiceTables Tables => new(this);

    /// <summary>The breakdowns that the page shows.</summary>
    internal IEnumerable<Dimension> BreakdownDimensions =>
        By is { } chosen && !DefaultDimensions.Contains(chosen) ? [.. DefaultDimensions, chosen] : DefaultDimensions;

    /// <summary>The scores of the whole period by the values of a dimension.</summary>
    internal IReadOnlyList<(string Value, Score Score)> ScoresBy(Dimension dimension) =>
        [
            .. figures
                .By(dimension, Period.Total)
                .Select(pair => (pair.Key, Score.Of(pair.Value, null, Period.Total, (dimension, pair.Key)))),
        ];
}
