using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Surveys.Http;
using Surveys.Invitations;
using Surveys.Ledger;
using Surveys.Privacy;
using Surveys.Questionnaires;
using Surveys.Scoring;

namespace Surveys.Pages;

/// <summary>
/// The survey page. GET stores nothing, because link scanners open links. A form is stored as a whole or not at all. A
/// stored form is answered with 303, so that reloading the page does not send the form again. A form that is sent twice
/// counts once.
/// </summary>
internal static class SurveyEndpoints
{
    /// <summary>
    /// The maximum size of a form. A comment of 1,000 characters has at most 12,000 bytes percent-encoded.
    /// </summary>
    private const long MaxFormBytes = 64 * 1024;

    public static readonly Endpoint ShowSurvey = new("ShowSurvey", "GET", "s/{token}", Roles.Anyone, ShowAsync)
    {
        Summary = "The survey page; works without scripts or cookies",
        ProblemPage = SurveyAccess.ShowProblem,
    };

    public static readonly Endpoint SubmitSurvey = new("SubmitSurvey", "POST", "s/{token}", Roles.Anyone, SubmitAsync)
    {
        Summary = "Submit answers as a form; a field is named as its question",
        MaxBodyBytes = MaxFormBytes,
        ProblemPage = ShowSubmittedForm,
    };

    public static readonly Endpoint ShowQrCode = new("ShowQrCode", "GET", "s/{token}/qr", Roles.Anyone, DrawAsync)
    {
        Summary = "The link that a service shows as a QR code, for counters and kiosks",
        ProblemPage = SurveyAccess.ShowProblem,
    };

    private static async Task<IResult> ShowAsync(
        string token,
        HttpContext context,
        SurveyAccess access,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var (survey, refusal) = await access.OpenAsync(context, token, cancellationToken);
        if (survey is null)
        {
            return refusal!;
        }

        var flow = SurveyFlow.Of(survey, time.GetUtcNow());
        return flow.IsClosed ? flow.Closed(sent: false) : flow.Show(SurveyFlow.StepIn(context.Request.Query));
    }

    private static async Task<IResult> SubmitAsync(
        string token,
        HttpContext context,
        SurveyAccess access,
        InteractionLedger ledger,
        PersonalDataMask mask,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (!RequestBody.IsForm(context.Request))
        {
            return CitizenPage.Problem(SurveyAccess.PageOf(context), StatusCodes.Status415UnsupportedMediaType);
        }

        var form = await RequestBody.ReadFormAsync(context.Request, MaxFormBytes, cancellationToken);
        var step = SurveyFlow.StepIn(context.Request.Query);
        context.Features.Set(Draft(SurveyAccess.PageOf(context), step, form));
        var (survey, refusal) = await access.OpenAsync(context, token, cancellationToken);
        if (survey is null)
        {
            return refusal!;
        }

        var flow = SurveyFlow.Of(survey, time.GetUtcNow());
        if (flow.IsClosed)
        {
            return flow.Closed(sent: true);
        }

        var submission = Submission.Read(survey.Questionnaire, form, !flow.RequiresSatisfaction(step));
        var view = WithSubmission(flow.ViewOf(step), survey.Questionnaire, form, submission);
        if (!submission.Errors.IsEmpty)
        {
            return CitizenPage.Survey(view);
        }

        context.Features.Set(view);
        var answers = submission.Answers.ToImmutableDictionary(
            answer => answer.Key,
            answer => answer.Key == StandardQuestions.Comment.Id ? mask.Mask(answer.Value) : answer.Value
        );
        var result = await ledger.ChangeAsync(
            survey.Row.Key,
            expectNew: false,
            row => flow.Apply(row, answers),
            cancellationToken
        );
        return result switch
        {
            AnswerResult.Taken or AnswerResult.LeftAsBefore => new SeeOther(
                flow.AddressOf(flow.After(SurveyFlow.IsFirstForm(form), result))
            ),
            AnswerResult.Closed => flow.Closed(sent: true),
            AnswerResult.Unknown => CitizenPage.Unknown(survey.Page),
            _ => throw new InvalidOperationException($"Unknown result: {result}."),
        };
    }

    private static async Task<IResult> DrawAsync(
        string token,
        HttpContext context,
        SurveyAccess access,
        SurveyLinks links,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var (survey, refusal) = await access.OpenAsync(context, token, cancellationToken);
        if (survey is null)
        {
            return refusal!;
        }

        if (survey.Link is not AnswerLink.Shown)
        {
            return CitizenPage.Unknown(survey.Page);
        }

        var flow = SurveyFlow.Of(survey, time.GetUtcNow());
        return flow.IsClosed ? flow.Closed(sent: false) : new QrCode(links.UrlOf(survey.Row.Key), survey.Page.Language);
    }

    /// <summary>The page of a form with its values and errors, and with all questions that the form contains.</summary>
    private static SurveyView WithSubmission(
        SurveyView view,
        Questionnaire questionnaire,
        Dictionary<string, StringValues> form,
        Submission submission
    ) =>
        view with
        {
            Questions =
            [
                .. questionnaire.Questions.Where(question =>
                    view.Questions.Contains(question) || form.ContainsKey(question.Id)
                ),
            ],
            Typed = submission.Typed,
            Errors = submission.Errors,
        };

    /// <summary>The page of a form, for the case that storage fails before the interaction is read.</summary>
    private static SurveyView Draft(PageContext page, SurveyStep step, Dictionary<string, StringValues> form) =>
        new()
        {
            Page = page with { Query = SurveyFlow.QueryOf(step) },
            Step = step,
            Questions =
                step is SurveyStep.First && form.Keys.All(field => field == StandardQuestions.Satisfaction.Id)
                    ? [StandardQuestions.Satisfaction]
                    :
                    [
                        .. StandardQuestions.All.Where(question =>
                            question != StandardQuestions.Satisfaction
                            || step is SurveyStep.Change
                            || form.ContainsKey(question.Id)
                        ),
                    ],
            Typed = Submission.Read(Questionnaire.AiServiceV1, form, satisfactionIsKnown: true).Typed,
        };

    private static IResult ShowSubmittedForm(HttpContext context, Problem problem) =>
        problem.Status is StatusCodes.Status503ServiceUnavailable && context.Features.Get<SurveyView>() is { } view
            ? CitizenPage.Survey(view with { NotSaved = true })
            : SurveyAccess.ShowProblem(context, problem);
}
