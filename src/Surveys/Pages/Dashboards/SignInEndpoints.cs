using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Surveys.Access;
using Surveys.Audit;
using Surveys.Http;

namespace Surveys.Pages.Dashboards;

/// <summary>Sign-in to the dashboards with an API key, and sign-out.</summary>
internal static class SignInEndpoints
{
    /// <summary>
    /// The maximum size of a form. The longest form has a method and a note of the maximum length, percent-encoded.
    /// </summary>
    private const long MaxBytes = 128 * 1024;

    public static readonly Endpoint ShowSignIn = new("ShowSignIn", "GET", "sign-in", Roles.Anyone, ShowAsync)
    {
        Summary = "The sign-in page of the dashboards",
        ProblemPage = DashboardPage.ShowProblem,
    };

    public static readonly Endpoint SignIn = new("SignIn", "POST", "sign-in", Roles.Anyone, SignInAsync)
    {
        Summary = "Sign in with a key. The answer sets a session cookie",
        MaxBodyBytes = MaxBytes,
        ProblemPage = DashboardPage.ShowProblem,
    };

    public static readonly Endpoint SignOut = new("SignOut", "POST", "sign-out", Roles.Anyone, SignOutAsync)
    {
        Summary = "Sign out",
        MaxBodyBytes = MaxBytes,
        ProblemPage = DashboardPage.ShowProblem,
    };

    /// <summary>The sign-in page.</summary>
    public static DashboardPage Ask(
        HttpContext context,
        Sessions sessions,
        DashboardContext page,
        string? returnTo,
        string? fault,
        int status
    ) =>
        DashboardPage.Of<SignInPage>(
            status,
            page,
            (nameof(SignInPage.FormToken), sessions.BeginForm(context)),
            (nameof(SignInPage.ReturnTo), returnTo),
            (nameof(SignInPage.Fault), fault)
        );

    /// <summary>Reads the fields of a form.</summary>
    /// <exception cref="ProblemException">The body is not a form or is too large.</exception>
    public static Task<Dictionary<string, StringValues>> ReadFormAsync(
        HttpRequest request,
        CancellationToken cancellationToken
    ) => RequestBody.ReadFormAsync(request, MaxBytes, cancellationToken);

    /// <summary>Whether an address is the path of a dashboard, to which a sign-in may redirect.</summary>
    internal static bool IsOurs(string? address) =>
        address is { Length: > 1 and <= 2_000 }
        && !address.Any(unit => unit is '\\' || char.IsControl(unit) || !char.IsAscii(unit))
        && (
            address.Split('?')[0] is "/ministry"
            || address.StartsWith("/ministry/", StringComparison.Ordinal)
            || address.StartsWith("/services/", StringComparison.Ordinal)
        )
        && !address.Contains("//", StringComparison.Ordinal)
        && !address.Contains("/.", StringComparison.Ordinal);

    private static async Task<IResult> ShowAsync(HttpContext context, Sessions sessions, CallerCheck check)
    {
        var page = DashboardContext.Of(context, sessions);
        var returnTo = context.Request.Query["return"].ToString();
        if (await check.IdentifyBySessionAsync(context) is { } caller)
        {
            return new SeeOther(HomeOf(caller, IsOurs(returnTo) ? returnTo : null, page));
        }

        return Ask(context, sessions, page, IsOurs(returnTo) ? returnTo : null, fault: null, StatusCodes.Status200OK);
    }

    private static async Task<IResult> SignInAsync(
        HttpContext context,
        Sessions sessions,
        CallerCheck check,
        FailureLimit failures,
        AuditLog audit,
        CancellationToken cancellationToken
    )
    {
        var form = await ReadFormAsync(context.Request, cancellationToken);
        var page = DashboardContext.Of(context, sessions);
        var returnTo = form.GetValueOrDefault("return").ToString();
        returnTo = IsOurs(returnTo) ? returnTo : null;
        if (!sessions.IsOwnSignIn(context, form.GetValueOrDefault("form").ToString()))
        {
            return Ask(context, sessions, page, returnTo, page.Texts.SignInAgain, StatusCodes.Status403Forbidden);
        }

        var key = form.GetValueOrDefault("key").ToString().Trim();
        if (key.Length is 0)
        {
            return Ask(context, sessions, page, returnTo, page.Texts.KeyMissing, StatusCodes.Status400BadRequest);
        }

        if (await check.IdentifyAsync(key, cancellationToken) is not { } caller)
        {
            return failures.IsExceeded(context)
                ? DashboardPage.Message(
                    StatusCodes.Status429TooManyRequests,
                    page,
                    page.Texts.TooManyHeading,
                    page.Texts.TryLater
                )
                : Ask(context, sessions, page, returnTo, page.Texts.KeyUnknown, StatusCodes.Status401Unauthorized);
        }

        if (caller.Role is Roles.Producer)
        {
            return Ask(context, sessions, page, returnTo, page.Texts.KeyOfProducer, StatusCodes.Status403Forbidden);
        }

        await audit.WriteAsync(caller.Entry(AuditAction.SignedIn), cancellationToken);
        sessions.Begin(context, caller, key);
        return new SeeOther(HomeOf(caller, returnTo, page));
    }

    private static async Task<IResult> SignOutAsync(
        HttpContext context,
        Sessions sessions,
        CallerCheck check,
        AuditLog audit,
        CancellationToken cancellationToken
    )
    {
        var form = await ReadFormAsync(context.Request, cancellationToken);
        var page = DashboardContext.Of(context, sessions);
        var caller = await check.IdentifyBySessionAsync(context);
        if (caller is not null && !sessions.IsOwn(context, form.GetValueOrDefault("form").ToString()))
        {
            return DashboardPage.Message(
                StatusCodes.Status403Forbidden,
                page,
                page.Texts.StaleHeading,
                page.Texts.StaleText
            );
        }

        if (caller is not null)
        {
            await audit.WriteAsync(caller.Entry(AuditAction.SignedOut), cancellationToken);
        }

        sessions.End(context);
        return new SeeOther(page.To("/sign-in"));
    }

    private static string HomeOf(Caller caller, string? returnTo, DashboardContext page) =>
        returnTo
        ?? page.To(
            caller.Role is Roles.Owner && caller.Services.Count > 0 ? $"/services/{caller.Services[0]}" : "/ministry"
        );
}
