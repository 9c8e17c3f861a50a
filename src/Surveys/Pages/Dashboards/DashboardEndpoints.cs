using System.Text;
using Microsoft.AspNetCore.Http;
using Surveys.Access;
using Surveys.Aggregates;
using Surveys.Http;
using Surveys.Ledger;
using Surveys.Savings;
using Surveys.Scoring;
using Surveys.ServiceRegister;

namespace Surveys.Pages.Dashboards;

/// <summary>
/// The owner's and the ministry's dashboards, and their figures to take away. What is read: for one service its months (one row each, and one before), its claims (one
/// range) and itself (kept in memory); for all services a range for each month and fifty services, the register and the claims (one range each). Never interactions,
/// but for a month's comments where these are asked for.
/// </summary>
internal static class DashboardEndpoints
{
    /// <summary>Comments of one month on the page; the rest come by API.</summary>
    private const int MaxComments = 100;

    public static readonly Endpoint ShowService = new(
        "ShowService",
        "GET",
        "services/{serviceId}",
        Roles.Owner | Roles.Ministry | Roles.Admin,
        ShowServiceAsync
    )
    {
        Summary = "The owner's dashboard",
        AcceptsSession = true,
        ProblemPage = DashboardPage.ShowProblem,
    };

    public static readonly Endpoint ShowMinistry = new(
        "ShowMinistry",
        "GET",
        "ministry",
        Roles.Ministry | Roles.Admin,
        ShowMinistryAsync
    )
    {
        Summary = "The ministry's dashboard",
        AcceptsSession = true,
        ProblemPage = DashboardPage.ShowProblem,
    };

    public static readonly Endpoint DownloadScores = new(
        "DownloadScores",
        "GET",
        "services/{serviceId}/scores",
        Roles.Owner | Roles.Ministry | Roles.Admin,
        ScoreEndpoints.GetScores.Handler
    )
    {
        Summary = "What GetScores answers, for whoever is signed in to the dashboard",
        AcceptsSession = true,
        Query = ScoreEndpoints.GetScores.Query,
    };

    public static readonly Endpoint DownloadAggregates = new(
        "DownloadAggregates",
        "GET",
        "ministry/aggregates",
        Roles.Ministry | Roles.Admin,
        ScoreEndpoints.GetAggregates.Handler
    )
    {
        Summary = "What GetAggregates answers, for whoever is signed in to the dashboard",
        AcceptsSession = true,
        Query = ScoreEndpoints.GetAggregates.Query,
    };

    public static readonly Endpoint DownloadValue = new(
        "DownloadValue",
        "GET",
        "ministry/value",
        Roles.Ministry | Roles.Admin,
        ValueEndpoints.GetValue.Handler
    )
    {
        Summary = "What GetValue answers, for whoever is signed in to the dashboard",
        AcceptsSession = true,
        Query = ValueEndpoints.GetValue.Query,
    };

    public static readonly Endpoint ShowMethod = new("ShowMethod", "GET", "method", Roles.Anyone, ShowMethodAsync)
    {
        Summary = "How every figure is computed: formulas, sources, worked examples",
    };

    private static async Task<IResult> ShowServiceAsync(
        string serviceId,
        HttpContext context,
        ServicesTable services,
        MonthlyRollups rollups,
        SavingsTable savings,
        CommentReader reader,
        Sessions sessions,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var page = DashboardContext.Of(context, sessions);
        if (await services.FindAsync(serviceId, cancellationToken) is not { } service)
        {
            return DashboardPage.Message(
                StatusCodes.Status404NotFound,
                page,
                page.Texts.UnknownHeading,
                page.Texts.UnknownText
            );
        }

        var query = context.Request.Query;
        var period = FigurePeriod.Read(query, service.DayOf(time.GetUtcNow()));
        var by = Enum.GetValues<Dimension>()
            .Where(dimension => Score.NameOf(dimension) == query["by"])
            .Select(dimension => (Dimension?)dimension)
            .FirstOrDefault();
        var commented = period
            .Window.Periods.Where(month => month.ToString() == query["comments"])
            .Select(month => (DateOnly?)month.First)
            .FirstOrDefault();
        page = page with
        {
            Query =
            [
                .. period.Query,
                .. by is { } dimension ? (KeyValuePair<string, string?>[])[new("by", Score.NameOf(dimension))] : [],
                .. commented is { } asked
                    ? (KeyValuePair<string, string?>[])[new("comments", RollupsTable.Month(asked))]
                    : [],
            ],
        };

        var claims = savings.ReadAsync(serviceId, period.Window.First, period.Window.Last, cancellationToken);
        var figures = await rollups.ReadAsync(serviceId, period.MonthsRead, withDays: false, cancellationToken);
        var view = new ServiceView(
            page,
            service,
            period,
            by,
            figures,
            [.. (await claims).Select(each => each.Stored.Saving)]
        )
        {
            Comments =
                commented is { } month && page.Caller is { Role: Roles.Owner or Roles.Admin }
                    ? (
                        month,
                        [
                            .. (await reader.ReadAsync(serviceId, month, null, MaxComments, cancellationToken))
                                .Take(MaxComments)
                                .Select(each => each.Comment),
                        ]
                    )
                    : null,
            OtherServices = await ReadOtherServicesAsync(page.Caller, serviceId, services, cancellationToken),
        };
        return DashboardPage.Of<ServicePage>(period.IsInvalid ? 400 : 200, page, (nameof(ServicePage.View), view));
    }

    private static async Task<IResult> ShowMinistryAsync(
        HttpContext context,
        ServicesTable services,
        MonthlyRollups rollups,
        SavingsTable savings,
        Sessions sessions,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var query = context.Request.Query;
        var period = FigurePeriod.Read(query, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        var sort = query["sort"].ToString();
        sort = MinistryView.Sorts.Contains(sort.StartsWith('-') ? sort[1..] : sort) ? sort : "name";
        var page = DashboardContext.Of(context, sessions) with { Query = [.. period.Query, new("sort", sort)] };

        var all = (await services.ListAsync(cancellationToken))
            .Select(stored => stored.Service)
            .Where(service => !service.Test)
            .ToList();
        var claims = (
            await savings
                .ReadAllAsync(period.MonthsRead[0], period.Window.Last, cancellationToken)
                .ToListAsync(cancellationToken)
        ).ToLookup(saving => saving.ServiceId, StringComparer.Ordinal);
        var figures = new MinistryFigures(period);
        await foreach (var (service, own) in rollups.ReadEachAsync(all, period.MonthsRead, cancellationToken))
        {
            figures.Add(service, own, [.. claims[service.ServiceId]]);
        }

        return DashboardPage.Of<MinistryPage>(
            period.IsInvalid ? 400 : 200,
            page,
            (nameof(MinistryPage.View), new MinistryView(page, period, figures, sort))
        );
    }

    private static async Task<IReadOnlyList<Service>> ReadOtherServicesAsync(
        Caller? caller,
        string serviceId,
        ServicesTable services,
        CancellationToken cancellationToken
    ) =>
        caller is { Role: Roles.Owner, Services.Count: > 1 }
            ?
            [
                .. (await services.ListAsync(cancellationToken))
                    .Select(stored => stored.Service)
                    .Where(service => service.ServiceId != serviceId && caller.MaySee(service.ServiceId)),
            ]
            : [];

    private static async Task<IResult> ShowMethodAsync(CancellationToken cancellationToken)
    {
        await using var stream = typeof(DashboardEndpoints).Assembly.GetManifestResourceStream("Surveys/method.md")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Results.Text(await reader.ReadToEndAsync(cancellationToken), "text/plain; charset=utf-8");
    }
}
