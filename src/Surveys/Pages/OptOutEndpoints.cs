using Microsoft.AspNetCore.Http;
using Surveys.Http;
using Surveys.Ledger;
using Surveys.Sms;

namespace Surveys.Pages;

/// <summary>
/// Opt-out on the page behind the code of a text. GET only asks, because link scanners open links; POST opts out. It
/// works as long as the hash of the number is stored, also after the survey closed. A link that a service shows opts
/// nobody out, because the service has it too; its page says how to opt out by text.
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
            : MayOptOut(survey) ? CitizenPage.OptOut(survey.Page, notSaved: false)
            : CitizenPage.NoNumber(survey.Page);
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
            : MayOptOut(survey) && await optOuts.StopAsync(survey.Row, cancellationToken)
                ? CitizenPage.OptedOut(survey.Page, canReply: survey.Service.Sms is { TwoWay: true })
            : CitizenPage.NoNumber(survey.Page);
    }

    private static bool MayOptOut(OpenedSurvey survey) =>
        survey is { Link: AnswerLink.Texted, Row.Contact.PhoneHash: not null };
}
