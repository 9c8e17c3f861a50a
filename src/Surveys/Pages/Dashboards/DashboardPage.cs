using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Surveys.Access;
using Surveys.Http;

namespace Surveys.Pages.Dashboards;

/// <summary>A page behind the sign-in: a component rendered once, with a style sheet of its own.</summary>
internal sealed class DashboardPage(
    int status,
    DashboardContext visit,
    Type component,
    Dictionary<string, object?> parameters
) : IResult
{
    public static DashboardPage Of<T>(
        int status,
        DashboardContext visit,
        params ReadOnlySpan<(string Name, object? Value)> parameters
    )
        where T : IComponent
    {
        var all = new Dictionary<string, object?> { ["Visit"] = visit };
        foreach (var (name, value) in parameters)
        {
            all[name] = value;
        }

        return new DashboardPage(status, visit, typeof(T), all);
    }

    /// <summary>A page that says one thing.</summary>
    public static DashboardPage Message(int status, DashboardContext visit, string heading, string text) =>
        Of<NoticePage>(status, visit, (nameof(NoticePage.Heading), heading), (nameof(NoticePage.Text), text));

    /// <summary>What went wrong, as a page; who is not signed in is asked to.</summary>
    public static IResult ShowProblem(HttpContext context, Problem problem)
    {
        var sessions = context.RequestServices.GetRequiredService<Sessions>();
        var visit = DashboardContext.Of(context, sessions);
        var texts = visit.Texts;
        return problem.Status switch
        {
            // The browser keeps the session's cookie back when another site's link leads here: coming from a page of ours it sends it.
            StatusCodes.Status401Unauthorized
                when context.Request.Headers["Sec-Fetch-Site"] == "cross-site"
                    && HttpMethods.IsGet(context.Request.Method) => Of<OnwardPage>(
                StatusCodes.Status200OK,
                visit,
                (nameof(OnwardPage.Address), visit.Path + context.Request.QueryString.ToUriComponent())
            ),
            StatusCodes.Status401Unauthorized => SignInEndpoints.Ask(
                context,
                sessions,
                visit,
                HttpMethods.IsGet(context.Request.Method)
                    ? visit.Path + context.Request.QueryString.ToUriComponent()
                    : visit.Path,
                fault: null,
                StatusCodes.Status401Unauthorized
            ),
            StatusCodes.Status403Forbidden => Message(403, visit, texts.ForbiddenHeading, texts.ForbiddenText),
            StatusCodes.Status404NotFound => Message(404, visit, texts.UnknownHeading, texts.UnknownText),
            StatusCodes.Status429TooManyRequests => Message(429, visit, texts.TooManyHeading, texts.TryLater),
            >= 400 and < 500 => Message(problem.Status, visit, texts.FaultyHeading, texts.FaultyText),
            _ => Message(problem.Status, visit, texts.ProblemHeading, texts.TryLater),
        };
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        await Page.WriteAsync(
            httpContext,
            status,
            visit.Language,
            PageStyle.Dashboard.Source,
            await Page.RenderAsync(component, parameters)
        );
    }
}
