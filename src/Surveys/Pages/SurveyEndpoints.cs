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

    /// <summary>Query field: show the answers that can still be changed.</summary>
    private const string ChangeField = "change";

    /// <summary>
    /// Query field: show the thanks page. The value is <see cref="KeptValue"/> if the answers arrived too late.
    /// </summary>
    private const string DoneField = "done";

    private const string KeptValue = "kept";

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
        Summary = "The survey's link as a QR code, for counters and kiosks",
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

        var now = time.GetUtcNow();
        if (!AnswerRules.IsOpen(survey.Row, now))
        {
            return survey.Closed(sent: false);
        }

        var (row, page, query) = (survey.Row, survey.Page, context.Request.Query);
        if (row.Survey.Satisfaction is null)
        {
            return CitizenPage.Survey(Ask(survey, survey.LeftToAsk, now));
        }

        var changeable = survey
            .Questionnaire.Questions.Where(question =>
                row.Survey.Answers.TryGetValue(question.Id, out var answer) && AnswerRules.MayChange(answer, now)
            )
            .ToImmutableArray();
        if (query.ContainsKey(ChangeField))
        {
            page = page with { Query = ChangeField + "=1" };
            return changeable.IsEmpty
                ? CitizenPage.Thanks(page, mayChange: false, changedNothing: true)
                : CitizenPage.Survey(
                    Ask(survey with { Page = page }, changeable, now) with
                    {
                        Typed = Stored(row, changeable),
                    }
                );
        }

        if (query.ContainsKey(DoneField) || survey.LeftToAsk.IsEmpty)
        {
            var isKept = query[DoneField] == KeptValue;
            page = page with
            {
                Query = !query.ContainsKey(DoneField) ? "" : $"{DoneField}={(isKept ? KeptValue : "1")}",
            };
            return CitizenPage.Thanks(page, mayChange: !changeable.IsEmpty, changedNothing: isKept);
        }

        return CitizenPage.Survey(Ask(survey, survey.LeftToAsk, now));
    }

    private static async Task<IResult> SubmitAsync(
        string token,
        HttpContext context,
        SurveyAccess access,
        Ledger.InteractionLedger ledger,
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
        context.Features.Set(Draft(SurveyAccess.PageOf(context), form));
        var (survey, refusal) = await access.OpenAsync(context, token, cancellationToken);
        if (survey is null)
        {
            return refusal!;
        }

        var now = time.GetUtcNow();
        if (!AnswerRules.IsOpen(survey.Row, now))
        {
            return survey.Closed(sent: true);
        }

        var submission = Submission.Read(survey.Questionnaire, form, survey.Row.Survey.Satisfaction is not null);
        var asked = survey.LeftToAsk;
        var view = Ask(
            survey,
            [
                .. survey.Questionnaire.Questions.Where(question =>
                    asked.Contains(question) || form.ContainsKey(question.Id)
                ),
            ],
            now
        ) with
        {
            Typed = submission.Typed,
        };
        if (!submission.Errors.IsEmpty)
        {
            return CitizenPage.Survey(view with { Errors = submission.Errors });
        }

        context.Features.Set(view);
        var answers = submission.Answers.ToImmutableDictionary(
            answer => answer.Key,
            answer => answer.Key == StandardQuestions.Comment.Id ? mask.Mask(answer.Value) : answer.Value
        );
        var outcome = await ledger.ChangeAsync(
            survey.Row.Key,
            expectNew: false,
            row => AnswerRules.Apply(row, answers, ResponseChannel.Web, survey.Link, now),
            cancellationToken
        );
        return outcome switch
        {
            AnswerResult.Taken when IsFirstForm(form) => new SeeOther(survey.Page.To(survey.Page.Path)),
            AnswerResult.Taken => new SeeOther(survey.Page.To(survey.Page.Path, query: DoneField + "=1")),
            AnswerResult.LeftAsBefore => new SeeOther(
                survey.Page.To(survey.Page.Path, query: $"{DoneField}={KeptValue}")
            ),
            AnswerResult.Closed => survey.Closed(sent: true),
            AnswerResult.Unknown => CitizenPage.Unknown(survey.Page),
            _ => throw new InvalidOperationException($"Unknown result: {outcome}."),
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
        return survey is null ? refusal!
            : AnswerRules.IsOpen(survey.Row, time.GetUtcNow())
                ? new QrCode(links.UrlOf(survey.Row.Key), survey.Page.Language)
            : survey.Closed(sent: false);
    }

    /// <summary>The page with questions. It shows the satisfaction answer if it does not ask for it.</summary>
    private static SurveyView Ask(OpenedSurvey survey, ImmutableArray<Question> questions, DateTimeOffset now)
    {
        var satisfaction = questions.Contains(StandardQuestions.Satisfaction) ? null : survey.Row.Survey.Satisfaction;
        return new SurveyView
        {
            Page = survey.Page,
            Questions = questions,
            Satisfaction = satisfaction?.Choice,
            MayChange = satisfaction is not null && AnswerRules.MayChange(satisfaction, now),
        };
    }

    /// <summary>The form as it was sent, for the case that storage fails before the interaction is read.</summary>
    private static SurveyView Draft(PageContext page, Dictionary<string, StringValues> form) =>
        new()
        {
            Page = page,
            Questions = form.Keys.All(field => field == StandardQuestions.Satisfaction.Id)
                ? [StandardQuestions.Satisfaction]
                :
                [
                    .. StandardQuestions.All.Where(question =>
                        question != StandardQuestions.Satisfaction || form.ContainsKey(question.Id)
                    ),
                ],
            Typed = Submission.Read(Questionnaire.AiServiceV1, form, satisfactionIsKnown: true).Typed,
        };

    /// <summary>The form contains the satisfaction question only.</summary>
    private static bool IsFirstForm(Dictionary<string, StringValues> form) =>
        form.Count is 1 && form.ContainsKey(StandardQuestions.Satisfaction.Id);

    private static ImmutableDictionary<string, string> Stored(Interaction row, IEnumerable<Question> questions) =>
        questions.ToImmutableDictionary(
            question => question.Id,
            question =>
                question == StandardQuestions.Comment
                    ? row.Survey.Comment ?? ""
                    : row.Survey.Answers[question.Id].Choice
        );

    private static IResult ShowSubmittedForm(HttpContext context, Problem problem) =>
        problem.Status is StatusCodes.Status503ServiceUnavailable && context.Features.Get<SurveyView>() is { } view
            ? CitizenPage.Survey(view with { NotSaved = true })
            : SurveyAccess.ShowProblem(context, problem);
}
