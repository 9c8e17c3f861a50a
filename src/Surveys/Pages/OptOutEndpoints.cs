using Microsoft.AspNetCore.Http;
using Surveys.Http;
using Surveys.Sms;

namespace Surveys.Pages;

/// <summary>STOP on the page: GET asks, since link scanners must not opt anybody out; POST acts. It works as long as a number is kept, also where the survey is over.</summary>
internal static class OptOutEndpoints
{
    public static readonly Endpoint ShowOptOut = new("ShowOptOut", "GET", "s/{token}/opt-out", Roles.Anyone, ShowAsync)
    {
        Summary = "Asks to confirm (link scanners must not opt anybody out)",
        ProblemPage = SurveyAccess.ShowProblem,
    };

    public static readonly Endpoint OptOut = new("OptOut", "POST", "s/{token}/opt-out", Roles.Anyone, StopAsync)
    {
        Summary = "No more surveys to this citizen",
        MaxBodyBytes = 64 * 1024,
        ProblemPage = (context, problem) =>
            problem.Status is StatusCodes.Status503ServiceUnavailable
                ? Page.OptOut(context.Features.Get<PageContext>() ?? SurveyAccess.VisitOf(context), notSaved: true)
                : SurveyAccess.ShowProblem(context, problem),
    };

    private static async Task<IResult> ShowAsync(
        string token,
        HttpContext context,
        SurveyAccess visiting,
        CancellationToken cancellationToken
    )
    {
        var (survey, refusal) = await visiting.OpenAsync(context, token, cancellationToken);
        return survey is null ? refusal!
            : survey.Row.Contact.PhoneHash is null ? Page.NoNumber(survey.Visit)
            : Page.OptOut(survey.Visit, notSaved: false);
    }

    private static async Task<IResult> StopAsync(
        string token,
        HttpContext context,
        SurveyAccess visiting,
        OptOuts optOuts,
        CancellationToken cancellationToken
    )
    {
        var (survey, refusal) = await visiting.OpenAsync(context, token, cancellationToken);
        return survey is null ? refusal!
            : await optOuts.StopAsync(survey.Row, cancellationToken)
                ? Page.OptedOut(survey.Visit, repliesReach: survey.Service.Sms is { TwoWay: true })
            : Page.NoNumber(survey.Visit);
    }
}
