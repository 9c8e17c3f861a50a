using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Surveys.Functions.Tests;

/// <summary>
/// Twilio's Messages resource on the loopback interface. It accepts only the names, forms and bounds of fields that
/// Twilio's OpenAPI description (twilio/twilio-oai) allows. It records the requests and answers as a test wants.
/// </summary>
public sealed partial class TwilioServer : IAsyncLifetime
{
    public const string AccountSid = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    private static readonly HashSet<string> PostFields =
    [
        "To",
        "StatusCallback",
        "ApplicationSid",
        "MaxPrice",
        "ProvideFeedback",
        "Attempt",
        "ValidityPeriod",
        "ForceDelivery",
        "ContentRetention",
        "AddressRetention",
        "SmartEncoded",
        "PersistentAction",
        "TrafficType",
        "ShortenUrls",
        "ScheduleType",
        "SendAt",
        "SendAsMms",
        "ContentVariables",
        "RiskCheck",
        "From",
        "FallbackFrom",
        "MessagingServiceSid",
        "Body",
        "MediaUrl",
        "ContentSid",
    ];

    private static readonly HashSet<string> ListFields =
    [
        "To",
        "From",
        "DateSent",
        "DateSent<",
        "DateSent>",
        "PageSize",
        "Page",
        "PageToken",
    ];

    private readonly ConcurrentQueue<IReadOnlyDictionary<string, string>> _posts = [];
    private readonly ConcurrentQueue<IReadOnlyDictionary<string, string>> _lists = [];
    private WebApplication? _app;

    /// <summary>The fields of each post, in order.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Posts => [.. _posts];

    /// <summary>The query of each request for the list, in order.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Lists => [.. _lists];

    /// <summary>The user and the password of the last request, separated by a colon.</summary>
    public string? Credentials { get; private set; }

    /// <summary>Violations of the description.</summary>
    public ConcurrentQueue<string> Violations { get; } = [];

    /// <summary>Answers a post. Null: the message is accepted.</summary>
    public Func<HttpContext, Task>? Answer { get; set; }

    /// <summary>Answers a request for the list. Null: <see cref="Messages"/>.</summary>
    public Func<HttpContext, Task>? ListAnswer { get; set; }

    /// <summary>The messages of the account, newest first.</summary>
    public List<JsonObject> Messages { get; } = [];

    /// <summary>The maximum number of messages on a page, whatever the request asks for.</summary>
    public int MaxRows { get; set; } = 1000;

    public Uri Address => new(_app!.Urls.Single());

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/2010-04-01/Accounts/{accountSid}/Messages.json", AcceptAsync);
        _app.MapGet("/2010-04-01/Accounts/{accountSid}/Messages.json", ListAsync);
        _app.MapFallback(context =>
        {
            Violations.Enqueue($"{context.Request.Method} {context.Request.Path} is not described.");
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app!.DisposeAsync();
        Assert.Empty(Violations);
    }

    /// <summary>An error with a code, in Twilio's format.</summary>
    public static Func<HttpContext, Task> Refuse(int status, int code, string? retryAfter = null) =>
        context =>
        {
            context.Response.StatusCode = status;
            if (retryAfter is not null)
            {
                context.Response.Headers.RetryAfter = retryAfter;
            }

            return context.Response.WriteAsJsonAsync(
                new
                {
                    code,
                    message = "Refused.",
                    more_info = $"https://www.twilio.com/docs/errors/{code}",
                    status,
                }
            );
        };

    /// <summary>A message in Twilio's format.</summary>
    public static JsonObject Message(
        string sid,
        string to,
        string? body,
        DateTimeOffset created,
        string status = "delivered",
        int? errorCode = null
    ) =>
        new()
        {
            ["account_sid"] = AccountSid,
            ["api_version"] = "2010-04-01",
            ["body"] = body,
            ["date_created"] = created
                .ToString("r", CultureInfo.InvariantCulture)
                .Replace("GMT", "+0000", StringComparison.Ordinal),
            ["date_sent"] = status is "queued" or "accepted"
                ? null
                : created.ToString("r", CultureInfo.InvariantCulture).Replace("GMT", "+0000", StringComparison.Ordinal),
            ["date_updated"] = created
                .ToString("r", CultureInfo.InvariantCulture)
                .Replace("GMT", "+0000", StringComparison.Ordinal),
            ["direction"] = "outbound-api",
            ["error_code"] = errorCode,
            ["error_message"] = null,
            ["from"] = "+77001112233",
            ["messaging_service_sid"] = null,
            ["num_media"] = "0",
            ["num_segments"] = "1",
            ["price"] = null,
            ["price_unit"] = "USD",
            ["sid"] = sid,
            ["status"] = status,
            ["subresource_uris"] = new JsonObject
            {
                ["media"] = $"/2010-04-01/Accounts/{AccountSid}/Messages/{sid}/Media.json",
            },
            ["to"] = to,
            ["uri"] = $"/2010-04-01/Accounts/{AccountSid}/Messages/{sid}.json",
        };

    private async Task AcceptAsync(HttpContext context)
    {
        var form = (await context.Request.ReadFormAsync()).ToDictionary(
            field => field.Key,
            field => field.Value.ToString()
        );
        _posts.Enqueue(form);
        CheckCaller(context);
        Check(form.Keys.All(PostFields.Contains), "A field is not described.");
        Check(form.ContainsKey("To"), "To is required.");
        Check(form.ContainsKey("From") || form.ContainsKey("MessagingServiceSid"), "A sender is required.");
        Check(
            !form.TryGetValue("MessagingServiceSid", out var service) || ServiceForm().IsMatch(service),
            "MessagingServiceSid has the wrong form."
        );
        Check(
            !form.TryGetValue("ValidityPeriod", out var validity)
                || int.Parse(validity, CultureInfo.InvariantCulture) is >= 1 and <= 36_000,
            "ValidityPeriod is out of bounds."
        );
        Check(
            !form.TryGetValue("StatusCallback", out var callback)
                || (
                    Uri.TryCreate(callback, UriKind.Absolute, out var uri)
                    && !uri.Host.Contains('_', StringComparison.Ordinal)
                ),
            "StatusCallback is not an address."
        );
        Check(form.TryGetValue("Body", out var body) && body.Length is > 0 and <= 1600, "Body is empty or too long.");
        if (Answer is { } answer)
        {
            await answer(context);
            return;
        }

        context.Response.StatusCode = 201;
        await context.Response.WriteAsJsonAsync(
            Message(
                string.Create(CultureInfo.InvariantCulture, $"SM{_posts.Count:x32}"),
                form["To"],
                form["Body"],
                DateTimeOffset.UnixEpoch,
                "queued"
            )
        );
    }

    private async Task ListAsync(HttpContext context)
    {
        var query = context.Request.Query.ToDictionary(field => field.Key, field => field.Value.ToString());
        _lists.Enqueue(query);
        CheckCaller(context);
        Check(query.Keys.All(ListFields.Contains), "A query parameter is not described.");
        Check(
            !query.TryGetValue("PageSize", out var size)
                || int.Parse(size, CultureInfo.InvariantCulture) is >= 1 and <= 1000,
            "PageSize is out of bounds."
        );
        if (ListAnswer is { } answer)
        {
            await answer(context);
            return;
        }

        var page = query.TryGetValue("Page", out var number) ? int.Parse(number, CultureInfo.InvariantCulture) : 0;
        var rows = Messages.Where(message => (string?)message["to"] == query["To"]).ToList();
        var to = Uri.EscapeDataString(query["To"]);
        var path = $"/2010-04-01/Accounts/{AccountSid}/Messages.json?To={to}&PageSize={MaxRows}";
        await context.Response.WriteAsJsonAsync(
            new JsonObject
            {
                ["end"] = 1,
                ["first_page_uri"] = $"{path}&Page=0",
                ["next_page_uri"] =
                    rows.Count > (page + 1) * MaxRows ? $"{path}&Page={page + 1}&PageToken=PASM{page}" : null,
                ["page"] = page,
                ["page_size"] = MaxRows,
                ["previous_page_uri"] = null,
                ["start"] = 0,
                ["uri"] = $"{path}&Page={page}",
                ["messages"] = new JsonArray([
                    .. rows.Skip(page * MaxRows).Take(MaxRows).Select(row => row.DeepClone()),
                ]),
            }
        );
    }

    private void CheckCaller(HttpContext context)
    {
        Check(AccountForm().IsMatch((string)context.GetRouteValue("accountSid")!), "AccountSid has the wrong form.");
        Credentials =
            AuthenticationHeaderValue.TryParse(context.Request.Headers.Authorization, out var header)
            && header.Scheme is "Basic"
                ? Encoding.UTF8.GetString(Convert.FromBase64String(header.Parameter!))
                : null;
        Check(Credentials is not null, "Basic authentication is required.");
    }

    private void Check(bool isValid, string violation)
    {
        if (!isValid)
        {
            Violations.Enqueue(violation);
        }
    }

    [GeneratedRegex("^AC[0-9a-fA-F]{32}$")]
    private static partial Regex AccountForm();

    [GeneratedRegex("^MG[0-9a-fA-F]{32}$")]
    private static partial Regex ServiceForm();
}
