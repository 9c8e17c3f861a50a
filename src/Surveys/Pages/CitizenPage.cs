using Microsoft.AspNetCore.Http;

namespace Surveys.Pages;

/// <summary>A page for citizens: one request, no script, no cookie, no further files.</summary>
internal sealed class CitizenPage : IResult
{
    private readonly Type component;
    private readonly Dictionary<string, object?> parameters;
    private readonly PageContext page;

    private CitizenPage(int status, PageContext page, Type component, Dictionary<string, object?> parameters)
    {
        Status = status;
        this.page = page;
        this.component = component;
        this.parameters = parameters;
    }

    /// <summary>The HTTP status of the page.</summary>
    public int Status { get; }

    /// <summary>The page with questions.</summary>
    public static CitizenPage Survey(SurveyView view) =>
        new(
            view.NotSaved ? StatusCodes.Status503ServiceUnavailable
                : view.Errors.Length > 0 ? StatusCodes.Status400BadRequest
                : StatusCodes.Status200OK,
            view.Page,
            typeof(SurveyPage),
            new() { [nameof(SurveyPage.View)] = view }
        );

    /// <summary>The page after the last form.</summary>
    /// <param name="page">The page's context.</param>
    /// <param name="mayChange">The answers can still be changed.</param>
    /// <param name="changedNothing">The answers arrived too late to change anything.</param>
    public static CitizenPage Thanks(PageContext page, bool mayChange, bool changedNothing) =>
        new(
            StatusCodes.Status200OK,
            page,
            typeof(ThanksPage),
            new()
            {
                [nameof(ThanksPage.Page)] = page,
                [nameof(ThanksPage.MayChange)] = mayChange,
                [nameof(ThanksPage.ChangedNothing)] = changedNothing,
            }
        );

    /// <summary>The page that asks the citizen to confirm the opt-out.</summary>
    /// <param name="page">The page's context.</param>
    /// <param name="notSaved">The confirmation could not be stored because of a transient error.</param>
    public static CitizenPage OptOut(PageContext page, bool notSaved) =>
        new(
            notSaved ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK,
            page,
            typeof(OptOutPage),
            new() { [nameof(OptOutPage.Page)] = page, [nameof(OptOutPage.NotSaved)] = notSaved }
        );

    /// <summary>The page after the opt-out.</summary>
    /// <param name="page">The page's context.</param>
    /// <param name="canReply">The sender accepts replies, so START by text opts in again.</param>
    public static CitizenPage OptedOut(PageContext page, bool canReply) =>
        Message(
            StatusCodes.Status200OK,
            page,
            page.Texts.OptOutDoneTitle,
            canReply ? [page.Texts.OptOutDoneText, page.Texts.OptOutAgain] : [page.Texts.OptOutDoneText],
            hidesStop: true
        );

    /// <summary>
    /// The page for an opt-out from a survey without a stored number. It says how to opt out by text.
    /// </summary>
    public static CitizenPage NoNumber(PageContext page) =>
        Message(
            StatusCodes.Status200OK,
            page,
            page.Texts.OptOutNoneTitle,
            [page.Texts.OptOutNoneText],
            hidesStop: true
        );

    /// <summary>The page of a closed survey.</summary>
    /// <param name="page">The page's context.</param>
    /// <param name="lastDay">
    /// The last day for answers, in the service's time zone; null if the interaction was withdrawn.
    /// </param>
    /// <param name="sent">The request contained answers, and they were not stored.</param>
    public static CitizenPage Closed(PageContext page, DateOnly? lastDay, bool sent)
    {
        var lines = new List<string> { page.Texts.ClosedThanks };
        if (lastDay is { } day)
        {
            lines.Add(PageTexts.Fill(page.Texts.ClosedUntil, page.Texts.Day(day)));
        }

        if (sent)
        {
            lines.Add(page.Texts.ClosedNotSaved);
        }

        return Message(StatusCodes.Status410Gone, page, page.Texts.ClosedTitle, lines);
    }

    /// <summary>The page for a link that the platform did not issue.</summary>
    public static CitizenPage Unknown(PageContext page) =>
        Message(StatusCodes.Status404NotFound, page, page.Texts.UnknownTitle, [page.Texts.UnknownText]);

    /// <summary>The page for an error: 429, any other 4xx for an unreadable request, 5xx for a server error.</summary>
    public static CitizenPage Problem(PageContext page, int status) =>
        status switch
        {
            StatusCodes.Status429TooManyRequests => Message(
                status,
                page,
                page.Texts.TooManyTitle,
                [page.Texts.TryLater]
            ),
            >= 400 and < 500 => Message(
                status,
                page,
                page.Texts.UnreadableTitle,
                [page.Texts.TryOnPage],
                linksToSurvey: true
            ),
            _ => Message(status, page, page.Texts.ProblemTitle, [page.Texts.TryLater], linksToSurvey: true),
        };

    /// <summary>The page that checks whether a text came from the platform.</summary>
    public static CitizenPage Verify(PageContext page, string code, LinkCheck result) =>
        new(
            StatusCodes.Status200OK,
            page,
            typeof(VerifyPage),
            new()
            {
                [nameof(VerifyPage.Page)] = page,
                [nameof(VerifyPage.Code)] = code,
                [nameof(VerifyPage.Result)] = result,
            }
        );

    /// <summary>The privacy notice.</summary>
    public static CitizenPage Privacy(PageContext page) =>
        new(StatusCodes.Status200OK, page, typeof(PrivacyPage), new() { [nameof(PrivacyPage.Page)] = page });

    /// <summary>The HTML of the page.</summary>
    public Task<string> RenderAsync() => PageRenderer.RenderAsync(component, parameters);

    /// <inheritdoc />
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        await PageResponse.WriteAsync(
            httpContext,
            Status,
            page.Language,
            [PageStyles.Citizen, PageStyles.Of(page.Accent)],
            script: null,
            await RenderAsync()
        );
    }

    private static CitizenPage Message(
        int status,
        PageContext page,
        string heading,
        IReadOnlyList<string> lines,
        bool hidesStop = false,
        bool linksToSurvey = false
    ) =>
        new(
            status,
            page,
            typeof(MessagePage),
            new()
            {
                [nameof(MessagePage.Page)] = page,
                [nameof(MessagePage.Heading)] = heading,
                [nameof(MessagePage.Lines)] = lines,
                [nameof(MessagePage.HidesStop)] = hidesStop,
                [nameof(MessagePage.LinksToSurvey)] = linksToSurvey,
            }
        );
}
