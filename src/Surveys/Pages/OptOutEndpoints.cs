using Microsoft.AspNetCore.Http;
using Surveys.Http;
using Surveys.Sms;

namespace Surveys.Pages;

/// <summary>
/// Opt-out on the page. GET only asks, because link scanners open links; POST opts out. It works as long as the hash of
/// the number is stored, also after the survey closed.
/// </summary>
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
                ? CitizenPage.OptOut(
                    context.Features.Get<PageContext>() ?? SurveyAccess.PageOf(context),
                    notSaved: true
                )
                : SurveyAccess.ShowProblem(context, problem),
    };

    private static async Task<IResult> ShowAsync(
        string token,
        HttpContext context,
        SurveyAccess access,
        CancellationToken cancellationToken
    )
    {
        var (survey, refusal) = await access.OpenAsync(context, token, cancellationToken);
        return survey is null ? refusal!
            : survey.Row.Contact.PhoneHash is null ? CitizenPage.NoNumber(survey.Page)
            : CitizenPage.OptOut(survey.Page, notSaved: false);
    }

    private static async Task<IResult> StopAsync(
        string token,
        HttpContext context,
        SurveyAccess access,
        OptOuts optOuts,
        CancellationToken cancellationToken
    )
    {
        var (survey, refusal) = await access.OpenAsync(context, token, cancellationToken);
        return survey is null ? refusal!
            : await optOuts.StopAsync(survey.Row, cancellationToken)
                ? CitizenPage.OptedOut(survey.Page, canReply: survey.Service.Sms is { TwoWay: true })
            : CitizenPage.NoNumber(survey.Page);
    }
}
