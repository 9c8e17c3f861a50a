using System.Text;
using Microsoft.AspNetCore.Http;
using Surveys.Access;
using Surveys.Aggregates;
using Surveys.Http;
using Surveys.Savings;

namespace Surveys.Pages.Dashboards;

/// <summary>The dashboards of owners and the ministry, and the downloads of their figures.</summary>
internal static class DashboardEndpoints
{
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
        DashboardViewReader views,
        Sessions sessions,
        CancellationToken cancellationToken
    )
    {
        var page = DashboardContext.Of(context, sessions);
        return await views.FindServiceViewAsync(page, serviceId, context.Request.Query, cancellationToken) is { } view
            ? DashboardPage.Of<ServicePage>(
                view.Period.IsInvalid ? 400 : 200,
                view.Page,
                (nameof(ServicePage.View), view)
            )
            : DashboardPage.Unknown(page);
    }

    private static async Task<IResult> ShowMinistryAsync(
        HttpContext context,
        DashboardViewReader views,
        Sessions sessions,
        CancellationToken cancellationToken
    )
    {
        var page = DashboardContext.Of(context, sessions);
        var view = await views.ReadMinistryViewAsync(page, context.Request.Query, cancellationToken);
        return DashboardPage.Of<MinistryPage>(
            view.Period.IsInvalid ? 400 : 200,
            view.Page,
            (nameof(MinistryPage.View), view)
        );
    }

    private static async Task<IResult> ShowMethodAsync(CancellationToken cancellationToken)
    {
        await using var stream = typeof(DashboardEndpoints).Assembly.GetManifestResourceStream("Surveys/method.md")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Results.Text(await reader.ReadToEndAsync(cancellationToken), "text/plain; charset=utf-8");
    }
}
