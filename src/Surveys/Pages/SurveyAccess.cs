using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Surveys.Access;
using Surveys.Http;
using Surveys.Interactions;
using Surveys.Invitations;
using Surveys.Ledger;
using Surveys.Questionnaires;
using Surveys.ServiceRegister;

namespace Surveys.Pages;

/// <summary>A citizen's survey, reached by one of its links.</summary>
/// <param name="Row">As it is stored.</param>
/// <param name="Service">Whose it is.</param>
/// <param name="Link">By which link.</param>
/// <param name="Visit">Who reads, and where.</param>
internal sealed record OpenedSurvey(Interaction Row, Service Service, AnswerLink Link, PageContext Visit)
{
    /// <summary>What it asks.</summary>
    public Questionnaire Questionnaire => Questionnaire.Find(Service.Questionnaire) ?? Questionnaire.AiServiceV1;

    /// <summary>What is left to ask, or to send: the satisfaction question alone, or all the rest.</summary>
    public ImmutableArray<Scoring.Question> LeftToAsk =>
        Questionnaire.LeftToAsk(
            Row.Survey.Answers.Keys.ToHashSet(StringComparer.Ordinal),
            Row.Report.Assistance is Assistance.Human
        );

    /// <summary>The page that says that it is over.</summary>
    /// <param name="sent">Something was sent, and is not kept.</param>
    public Page Closed(bool sent) =>
        Page.Closed(Visit, Row.Survey.Withdrawn ? null : Service.DayOf(Row.Survey.ExpiresAt), sent);
}

/// <summary>Opens citizens' links, and knows who reads: reading only, whatever the link.</summary>
internal sealed class SurveyAccess(
    SurveyLinks links,
    Ledger.InteractionLedger ledger,
    ServicesTable services,
    FailureLimit failures
)
{
    /// <summary>The survey behind a link; else the page that refuses: no link of ours, or too many of those from one address.</summary>
    public async Task<(OpenedSurvey? Survey, Page? Refusal)> OpenAsync(
        HttpContext context,
        string tokenOrCode,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(context, tokenOrCode, cancellationToken) is { } survey)
        {
            context.Features.Set(survey.Visit);
            return (survey, null);
        }

        return (null, Refuse(context) ?? Page.Unknown(VisitOf(context) with { SurveyPath = null }));
    }

    /// <summary>The survey behind a token or code; null where there is none.</summary>
    public async Task<OpenedSurvey?> FindAsync(
        HttpContext context,
        string tokenOrCode,
        CancellationToken cancellationToken
    ) =>
        await links.OpenAsync(tokenOrCode, cancellationToken) is { } opened
        && await ledger.FindAsync(opened.Key, cancellationToken) is { Survey.LinkIssued: true } row
        && await services.FindAsync(row.Key.ServiceDay.ServiceId, cancellationToken) is { } service
            ? new OpenedSurvey(
                row,
                service,
                opened.Link,
                VisitOf(context, row.Report.Language) with
                {
                    Service = FaceOf(service),
                }
            )
            : null;

    /// <summary>Notes a link that is none of ours; the page that asks to slow down where an address has tried too many of late, else null.</summary>
    public Page? Refuse(HttpContext context) =>
        failures.IsExceeded(context) ? Page.Problem(VisitOf(context), StatusCodes.Status429TooManyRequests) : null;

    /// <summary>Who reads, as far as it is known without opening the link.</summary>
    /// <param name="context">The request.</param>
    /// <param name="survey">The language of the survey, once it is known.</param>
    public static PageContext VisitOf(HttpContext context, string? survey = null)
    {
        var request = context.Request;
        return new PageContext
        {
            Language = PageLanguage.Choose(request.Query["lang"], survey, request.Headers.AcceptLanguage),
            Path = request.PathBase.Add(request.Path).ToUriComponent(),
            SurveyPath = request.RouteValues.TryGetValue("token", out var token)
                ? $"/s/{Uri.EscapeDataString((string)token!)}"
                : null,
        };
    }

    /// <summary>A problem as a page, in the reader's language as far as it is known by then.</summary>
    public static IResult ShowProblem(HttpContext context, Problem problem) =>
        Page.Problem(context.Features.Get<PageContext>() ?? VisitOf(context), problem.Status);

    /// <summary>As registered, without what makes a page unsound.</summary>
    private static ServiceFace FaceOf(Service service) =>
        new(
            service.Name.ToImmutableDictionary(name => name.Key, name => Comments.Clean(name.Value)),
            Comments.Clean(service.Agency),
            Accent.TryParse(service.Accent, out var accent, out _) ? accent : Accent.Default
        );
}

/// <summary>Leads the browser from what it sent to a page that it may load again without sending anything.</summary>
/// <param name="path">Path and query.</param>
internal sealed class SeeOther(string path) : IResult
{
    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        Page.WriteSafetyHeaders(httpContext.Response.Headers);
        httpContext.Response.Headers.Location = path;
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        return Task.CompletedTask;
    }
}
