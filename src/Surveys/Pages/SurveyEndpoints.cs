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
/// The survey on the page. What is read records nothing, since link scanners open links; a form is taken whole or not at all. A form that was taken is answered
/// 303: it costs one more round trip on an open connection, and for that the page may be loaded again, or gone back to, without the browser's question whether to
/// send the form once more. (Sent twice all the same, it counts once: the answers are the row's.)
/// </summary>
internal static class SurveyEndpoints
{
    /// <summary>A form's body: a comment of 1,000 characters takes at most 12,000 bytes, percent-encoded.</summary>
    private const long MostBytes = 64 * 1024;

    /// <summary>Of the query: show the answers that may still be changed, to be changed.</summary>
    private const string Change = "change";

    /// <summary>Of the query: thank; <see cref="Kept"/> where what was sent came too late.</summary>
    private const string Done = "done";

    private const string Kept = "kept";

    public static readonly Endpoint ShowSurvey = new("ShowSurvey", "GET", "s/{token}", Roles.Anyone, ShowAsync)
    {
        Summary = "The survey page; works without scripts or cookies",
        ProblemPage = SurveyAccess.ShowProblem,
    };

    public static readonly Endpoint SubmitSurvey = new("SubmitSurvey", "POST", "s/{token}", Roles.Anyone, SubmitAsync)
    {
        Summary = "Submit answers as a form; a field is named as its question",
        MaxBodyBytes = MostBytes,
        ProblemPage = ShowWhatWasTyped,
    };

    public static readonly Endpoint ShowQrCode = new("ShowQrCode", "GET", "s/{token}/qr", Roles.Anyone, DrawAsync)
    {
        Summary = "The survey's link as a QR code, for counters and kiosks",
        ProblemPage = SurveyAccess.ShowProblem,
    };

    private static async Task<IResult> ShowAsync(
        string token,
        HttpContext context,
        SurveyAccess visiting,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var (survey, refusal) = await visiting.OpenAsync(context, token, cancellationToken);
        if (survey is null)
        {
            return refusal!;
        }

        var now = time.GetUtcNow();
        if (!AnswerRules.IsOpen(survey.Row, now))
        {
            return survey.Closed(sent: false);
        }

        var (row, pageContext, query) = (survey.Row, survey.Visit, context.Request.Query);
        if (row.Survey.Satisfaction is null)
        {
            return Page.Survey(Ask(survey, survey.LeftToAsk, now));
        }

        var changeable = survey
            .Questionnaire.Questions.Where(question =>
                row.Survey.Answers.TryGetValue(question.Id, out var answer) && AnswerRules.MayChange(answer, now)
            )
            .ToImmutableArray();
        if (query.ContainsKey(Change))
        {
            pageContext = pageContext with { Query = Change + "=1" };
            return changeable.IsEmpty
                ? Page.Thanks(pageContext, mayChange: false, changedNothing: true)
                : Page.Survey(
                    Ask(survey with { Visit = pageContext }, changeable, now) with
                    {
                        Typed = Stored(row, changeable),
                    }
                );
        }

        if (query.ContainsKey(Done) || survey.LeftToAsk.IsEmpty)
        {
            var isKept = query[Done] == Kept;
            pageContext = pageContext with
            {
                Query = !query.ContainsKey(Done) ? "" : $"{Done}={(isKept ? Kept : "1")}",
            };
            return Page.Thanks(pageContext, mayChange: !changeable.IsEmpty, changedNothing: isKept);
        }

        return Page.Survey(Ask(survey, survey.LeftToAsk, now));
    }

    private static async Task<IResult> SubmitAsync(
        string token,
        HttpContext context,
        SurveyAccess visiting,
        Ledger.InteractionLedger ledger,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (!RequestBody.IsForm(context.Request))
        {
            return Page.Problem(SurveyAccess.VisitOf(context), StatusCodes.Status415UnsupportedMediaType);
        }

        var form = await RequestBody.ReadFormAsync(context.Request, MostBytes, cancellationToken);
        context.Features.Set(Draft(SurveyAccess.VisitOf(context), form));
        var (survey, refusal) = await visiting.OpenAsync(context, token, cancellationToken);
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
            return Page.Survey(view with { Errors = submission.Errors });
        }

        context.Features.Set(view);
        var answers = submission.Answers.ToImmutableDictionary(
            answer => answer.Key,
            answer => answer.Key == StandardQuestions.Comment.Id ? PersonalDataMask.Mask(answer.Value) : answer.Value
        );
        var outcome = await ledger.ChangeAsync(
            survey.Row.Key,
            expectNew: false,
            row => AnswerRules.Apply(row, answers, ResponseChannel.Web, survey.Link, now),
            cancellationToken
        );
        return outcome switch
        {
            AnswerResult.Taken when IsFirstForm(form) => new SeeOther(survey.Visit.To(survey.Visit.Path)),
            AnswerResult.Taken => new SeeOther(survey.Visit.To(survey.Visit.Path, query: Done + "=1")),
            AnswerResult.LeftAsBefore => new SeeOther(survey.Visit.To(survey.Visit.Path, query: $"{Done}={Kept}")),
            AnswerResult.Closed => survey.Closed(sent: true),
            AnswerResult.Unknown => Page.Unknown(survey.Visit),
            _ => throw new InvalidOperationException($"{outcome} is no outcome."),
        };
    }

    private static async Task<IResult> DrawAsync(
        string token,
        HttpContext context,
        SurveyAccess visiting,
        SurveyLinks links,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var (survey, refusal) = await visiting.OpenAsync(context, token, cancellationToken);
        return survey is null ? refusal!
            : AnswerRules.IsOpen(survey.Row, time.GetUtcNow())
                ? new QrCode(links.UrlOf(survey.Row.Key), survey.Visit.Language)
            : survey.Closed(sent: false);
    }

    /// <summary>The page that asks, with what is known of the satisfaction answer where that isn't asked itself.</summary>
    private static SurveyView Ask(OpenedSurvey survey, ImmutableArray<Question> questions, DateTimeOffset now)
    {
        var satisfaction = questions.Contains(StandardQuestions.Satisfaction) ? null : survey.Row.Survey.Satisfaction;
        return new SurveyView
        {
            Visit = survey.Visit,
            Questions = questions,
            Satisfaction = satisfaction?.Choice,
            MayChange = satisfaction is not null && AnswerRules.MayChange(satisfaction, now),
        };
    }

    /// <summary>What was typed, where the row can't be read: as much of the form as can be told from what was sent.</summary>
    private static SurveyView Draft(PageContext context, Dictionary<string, StringValues> form) =>
        new()
        {
            Visit = context,
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

    /// <summary>Only the satisfaction question was on the page.</summary>
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

    private static IResult ShowWhatWasTyped(HttpContext context, Problem problem) =>
        problem.Status is StatusCodes.Status503ServiceUnavailable && context.Features.Get<SurveyView>() is { } view
            ? Page.Survey(view with { NotSaved = true })
            : SurveyAccess.ShowProblem(context, problem);
}
