using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Surveys.Pages;

/// <summary>
/// A citizen's page: a component rendered once, as text, without a script, a cookie or a second request. It needs no services of the host, so
/// that it is byte for byte the same in both.
/// </summary>
internal sealed class Page : IResult
{
    /// <summary>What a passing fault asks the caller to wait.</summary>
    private const int RetryAfterSeconds = 60;

    /// <summary>Letters of every language stand as themselves: encoded they would cost eight bytes each.</summary>
    private static readonly ServiceProvider Services = new ServiceCollection()
        .AddLogging()
        .AddSingleton(HtmlEncoder.Create(UnicodeRanges.All))
        .BuildServiceProvider();

    private readonly Type component;
    private readonly Dictionary<string, object?> parameters;
    private readonly PageContext visit;

    private Page(int status, PageContext context, Type component, Dictionary<string, object?> parameters)
    {
        Status = status;
        this.visit = context;
        this.component = component;
        this.parameters = parameters;
    }

    /// <summary>The status that goes with the page.</summary>
    public int Status { get; }

    /// <summary>The page that asks.</summary>
    public static Page Survey(SurveyView view) =>
        new(
            view.NotSaved ? StatusCodes.Status503ServiceUnavailable
                : view.Errors.Length > 0 ? StatusCodes.Status400BadRequest
                : StatusCodes.Status200OK,
            view.Visit,
            typeof(SurveyPage),
            new() { [nameof(SurveyPage.View)] = view }
        );

    /// <summary>The page that thanks.</summary>
    /// <param name="context">Who reads, and where.</param>
    /// <param name="mayChange">The answers may still be changed.</param>
    /// <param name="changedNothing">What was sent came too late to change anything.</param>
    public static Page Thanks(PageContext context, bool mayChange, bool changedNothing) =>
        new(
            StatusCodes.Status200OK,
            context,
            typeof(ThanksPage),
            new()
            {
                [nameof(ThanksPage.Visit)] = context,
                [nameof(ThanksPage.MayChange)] = mayChange,
                [nameof(ThanksPage.ChangedNothing)] = changedNothing,
            }
        );

    /// <summary>Asks whether to stop the texts; only the form's button does.</summary>
    public static Page OptOut(PageContext context, bool notSaved) =>
        new(
            notSaved ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK,
            context,
            typeof(OptOutPage),
            new() { [nameof(OptOutPage.Visit)] = context, [nameof(OptOutPage.NotSaved)] = notSaved }
        );

    /// <summary>The texts are stopped.</summary>
    /// <param name="context">Who reads, and where.</param>
    /// <param name="repliesReach">The sender takes replies, so that a word can start the texts again.</param>
    public static Page OptedOut(PageContext context, bool repliesReach) =>
        Message(
            StatusCodes.Status200OK,
            context,
            context.Texts.OptOutDoneTitle,
            repliesReach ? [context.Texts.OptOutDoneText, context.Texts.OptOutAgain] : [context.Texts.OptOutDoneText],
            hidesStop: true
        );

    /// <summary>No number is kept, so there is none to stop.</summary>
    public static Page NoNumber(PageContext context) =>
        Message(
            StatusCodes.Status200OK,
            context,
            context.Texts.OptOutNoneTitle,
            [context.Texts.OptOutNoneText],
            hidesStop: true
        );

    /// <summary>The survey is over.</summary>
    /// <param name="context">Who reads, and where.</param>
    /// <param name="lastDay">The last day on which it could be answered, in the service's time zone; null where it was withdrawn.</param>
    /// <param name="sent">Something was sent, and not stored.</param>
    public static Page Closed(PageContext context, DateOnly? lastDay, bool sent)
    {
        var lines = new List<string> { context.Texts.ClosedThanks };
        if (lastDay is { } day)
        {
            lines.Add(PageTexts.Fill(context.Texts.ClosedUntil, context.Texts.Day(day)));
        }

        if (sent)
        {
            lines.Add(context.Texts.ClosedNotSaved);
        }

        return Message(StatusCodes.Status410Gone, context, context.Texts.ClosedTitle, lines);
    }

    /// <summary>No link of ours.</summary>
    public static Page Unknown(PageContext context) =>
        Message(StatusCodes.Status404NotFound, context, context.Texts.UnknownTitle, [context.Texts.UnknownText]);

    /// <summary>What went wrong, by its status: 429, 4xx for what couldn't be read, else a fault of ours.</summary>
    public static Page Problem(PageContext context, int status) =>
        status switch
        {
            StatusCodes.Status429TooManyRequests => Message(
                status,
                context,
                context.Texts.TooManyTitle,
                [context.Texts.TryLater]
            ),
            >= 400 and < 500 => Message(
                status,
                context,
                context.Texts.UnreadableTitle,
                [context.Texts.TryOnPage],
                leadsToSurvey: true
            ),
            _ => Message(status, context, context.Texts.ProblemTitle, [context.Texts.TryLater], leadsToSurvey: true),
        };

    /// <summary>Was the text really ours?</summary>
    public static Page Verify(PageContext context, string code, LinkCheck found) =>
        new(
            StatusCodes.Status200OK,
            context,
            typeof(VerifyPage),
            new()
            {
                [nameof(VerifyPage.Visit)] = context,
                [nameof(VerifyPage.Code)] = code,
                [nameof(VerifyPage.Found)] = found,
            }
        );

    /// <summary>What is kept of whom, how long, and why.</summary>
    public static Page Privacy(PageContext context) =>
        new(StatusCodes.Status200OK, context, typeof(PrivacyPage), new() { [nameof(PrivacyPage.Visit)] = context });

    /// <summary>The page's text.</summary>
    public Task<string> RenderAsync() => RenderAsync(component, parameters);

    /// <inheritdoc />
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        await WriteAsync(
            httpContext,
            Status,
            visit.Language,
            $"{PageStyle.Common.Source} {PageStyle.Of(visit.Accent).Source}",
            await RenderAsync()
        );
    }

    /// <summary>A component's text.</summary>
    internal static async Task<string> RenderAsync(Type component, Dictionary<string, object?> parameters)
    {
        await using var renderer = new HtmlRenderer(Services, Services.GetRequiredService<ILoggerFactory>());
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync(component, ParameterView.FromDictionary(parameters))).ToHtmlString()
        );

        // The renderer closes fields as XML does, which HTML doesn't. (What a citizen typed is encoded, and holds no such end.)
        return html.Replace(" />", ">", StringComparison.Ordinal);
    }

    /// <summary>Answers with a page: never kept, never framed, without a script, and with the styles alone that are named.</summary>
    internal static async Task WriteAsync(
        HttpContext httpContext,
        int status,
        PageLanguage language,
        string styles,
        string html
    )
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        if (status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests)
        {
            response.Headers.RetryAfter = RetryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        WriteSafetyHeaders(response.Headers);
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentLanguage = language.Code;
        response.Headers.Vary = "Accept-Encoding, Accept-Language";
        response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src {styles}; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

        var body = Encoding.UTF8.GetBytes(html);
        if (Coding(httpContext.Request) is { } coding)
        {
            body = Compress(body, coding);
            response.Headers.ContentEncoding = coding;
        }
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await response.Body.WriteAsync(body, httpContext.RequestAborted);
        }
    }

    /// <summary>What every answer to a citizen carries: nothing is kept, indexed, framed or told to others.</summary>
    internal static void WriteSafetyHeaders(IHeaderDictionary headers)
    {
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["X-Robots-Tag"] = "noindex, nofollow";
    }

    private static Page Message(
        int status,
        PageContext context,
        string heading,
        IReadOnlyList<string> lines,
        bool hidesStop = false,
        bool leadsToSurvey = false
    ) =>
        new(
            status,
            context,
            typeof(MessagePage),
            new()
            {
                [nameof(MessagePage.Visit)] = context,
                [nameof(MessagePage.Heading)] = heading,
                [nameof(MessagePage.Lines)] = lines,
                [nameof(MessagePage.HidesStop)] = hidesStop,
                [nameof(MessagePage.LeadsToSurvey)] = leadsToSurvey,
            }
        );

    /// <summary>The tightest coding that the browser takes. (Citizens' pages hold no secret beside what the reader typed; those of
    /// dashboards come only where a cookie went along that no other site can send: so compressing them tells nothing.)</summary>
    private static string? Coding(HttpRequest request)
    {
        if (!StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var accepted))
        {
            return null;
        }

        return Array.Find(
            ["br", "gzip"],
            coding =>
                accepted.Any(value =>
                    value.Quality is not 0 && value.Value.Equals(coding, StringComparison.OrdinalIgnoreCase)
                )
        );
    }

    private static byte[] Compress(byte[] body, string coding)
    {
        using var buffer = new MemoryStream();
        using (
            Stream squeezed =
                coding == "br"
                    ? new BrotliStream(buffer, CompressionLevel.Optimal, leaveOpen: true)
                    : new GZipStream(buffer, CompressionLevel.Optimal, leaveOpen: true)
        )
        {
            squeezed.Write(body);
        }

        return buffer.ToArray();
    }
}
