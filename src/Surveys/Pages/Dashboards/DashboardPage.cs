using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Surveys.Access;
using Surveys.Http;

namespace Surveys.Pages.Dashboards;

/// <summary>A page of the dashboards.</summary>
internal sealed class DashboardPage(
    int status,
    DashboardContext page,
    Type component,
    Dictionary<string, object?> parameters
) : IResult
{
    /// <summary>A component as a page.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="page">The page's context, also the component's parameter <c>Page</c>.</param>
    /// <param name="parameters">The component's other parameters.</param>
    public static DashboardPage Of<T>(
        int status,
        DashboardContext page,
        params ReadOnlySpan<(string Name, object? Value)> parameters
    )
        where T : IComponent
    {
        var all = new Dictionary<string, object?> { ["Page"] = page };
        foreach (var (name, value) in parameters)
        {
            all[name] = value;
        }

        return new DashboardPage(status, page, typeof(T), all);
    }

    /// <summary>A page with a heading and a paragraph.</summary>
    public static DashboardPage Message(int status, DashboardContext page, string heading, string text) =>
        Of<NoticePage>(status, page, (nameof(NoticePage.Heading), heading), (nameof(NoticePage.Text), text));

    /// <summary>The page for an unknown service.</summary>
    public static DashboardPage Unknown(DashboardContext page) =>
        Message(StatusCodes.Status404NotFound, page, page.Texts.UnknownHeading, page.Texts.UnknownText);

    /// <summary>The page for a form of another session.</summary>
    public static DashboardPage StaleForm(DashboardContext page) =>
        Message(StatusCodes.Status403Forbidden, page, page.Texts.StaleHeading, page.Texts.StaleText);

    /// <summary>The page for a problem; 401 shows the sign-in form.</summary>
    public static IResult ShowProblem(HttpContext context, Problem problem)
    {
        var sessions = context.RequestServices.GetRequiredService<Sessions>();
        var page = DashboardContext.Of(context, sessions);
        var texts = page.Texts;
        return problem.Status switch
        {
            StatusCodes.Status401Unauthorized => AskToSignIn(context, sessions, page),
            StatusCodes.Status403Forbidden => Message(403, page, texts.ForbiddenHeading, texts.ForbiddenText),
            StatusCodes.Status404NotFound => Unknown(page),
            StatusCodes.Status429TooManyRequests => Message(429, page, texts.TooManyHeading, texts.TryLater),
            >= 400 and < 500 => Message(problem.Status, page, texts.FaultyHeading, texts.FaultyText),
            _ => Message(problem.Status, page, texts.ProblemHeading, texts.TryLater),
        };
    }

    /// <inheritdoc />
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        await PageResponse.WriteAsync(
            httpContext,
            status,
            page.Language,
            [PageStyles.Dashboard],
            script: null,
            await PageRenderer.RenderAsync(component, parameters)
        );
    }

    private static DashboardPage AskToSignIn(HttpContext context, Sessions sessions, DashboardContext page)
    {
        var isGet = HttpMethods.IsGet(context.Request.Method);
        var address = isGet ? page.Path + context.Request.QueryString.ToUriComponent() : page.Path;

        // The session cookie is SameSite=Strict: a browser that follows a link from another site does not send it.
        // OnwardPage reloads the address from our own site, and then the browser sends the cookie.
        return isGet && context.Request.Headers["Sec-Fetch-Site"] == "cross-site"
            ? Of<OnwardPage>(StatusCodes.Status200OK, page, (nameof(OnwardPage.Address), address))
            : SignInEndpoints.Ask(context, sessions, page, address, fault: null, StatusCodes.Status401Unauthorized);
    }
}
