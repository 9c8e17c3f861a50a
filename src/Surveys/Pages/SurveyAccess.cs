using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Surveys.Access;
using Surveys.Http;
using Surveys.Interactions;
using Surveys.Invitations;
using Surveys.Ledger;
using Surveys.ServiceRegister;

namespace Surveys.Pages;

/// <summary>Opens survey links and finds the language of the page. It writes nothing to storage.</summary>
internal sealed class SurveyAccess(
    SurveyLinks links,
    InteractionLedger ledger,
    ServicesTable services,
    FailureLimit failures
)
{
    /// <summary>
    /// Opens a link. It returns the survey, or the page to answer with: the link is unknown, or the client's address
    /// opened too many unknown links.
    /// </summary>
    public async Task<(OpenedSurvey? Survey, CitizenPage? Refusal)> OpenAsync(
        HttpContext context,
        string tokenOrCode,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(context, tokenOrCode, cancellationToken) is { } survey)
        {
            context.Features.Set(survey.Page);
            return (survey, null);
        }

        return (null, CountFailure(context) ?? CitizenPage.Unknown(PageOf(context) with { SurveyPath = null }));
    }

    /// <summary>
    /// The survey of a token or code; null if there is none. A token for an interaction whose citizen can get a text is
    /// not a link: it would let the service answer for the citizen.
    /// </summary>
    public async Task<OpenedSurvey?> FindAsync(
        HttpContext context,
        string tokenOrCode,
        CancellationToken cancellationToken
    ) =>
        await links.OpenAsync(tokenOrCode, cancellationToken) is { } opened
        && await ledger.FindAsync(opened.Key, cancellationToken) is { Survey.LinkIssued: true } row
        && Ballots.Accepts(row.Report.Ballot, opened.Link)
        && await services.FindAsync(row.Key.ServiceDay.ServiceId, cancellationToken) is { } service
            ? new OpenedSurvey(
                row,
                service,
                opened.Link,
                PageOf(context, row.Report.Language) with
                {
                    Service = BrandingOf(service),
                }
            )
            : null;

    /// <summary>
    /// Counts an unknown link against the client's address. It returns the 429 page if the address is over the limit,
    /// else null.
    /// </summary>
    public CitizenPage? CountFailure(HttpContext context) =>
        failures.IsExceeded(context)
            ? CitizenPage.Problem(PageOf(context), StatusCodes.Status429TooManyRequests)
            : null;

    /// <summary>The context of the page, as far as the request tells it without opening the link.</summary>
    /// <param name="context">The request.</param>
    /// <param name="surveyLanguage">The language of the interaction; null if no survey is open.</param>
    public static PageContext PageOf(HttpContext context, string? surveyLanguage = null)
    {
        var request = context.Request;
        return new PageContext
        {
            Language = PageLanguage.Of(context, surveyLanguage),
            Path = request.PathBase.Add(request.Path).ToUriComponent(),
            SurveyPath = request.RouteValues.TryGetValue("token", out var token)
                ? $"/s/{Uri.EscapeDataString((string)token!)}"
                : null,
        };
    }

    /// <summary>A problem as a page, in the language of the survey if it was opened before the problem.</summary>
    public static IResult ShowProblem(HttpContext context, Problem problem) =>
        CitizenPage.Problem(context.Features.Get<PageContext>() ?? PageOf(context), problem.Status);

    /// <summary>Name, agency and colour of a service, without characters that HTML does not allow.</summary>
    private static ServiceBranding BrandingOf(Service service) =>
        new(
            service.Name.ToImmutableDictionary(name => name.Key, name => Comments.Clean(name.Value)),
            Comments.Clean(service.Agency),
            Accent.TryParse(service.Accent, out var accent, out _) ? accent : Accent.Default
        );
}
