using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Surveys.Http;

/// <summary>
/// A refusal as the caller sees it: <c>application/problem+json</c> (RFC 9457) with a stable <see cref="Type"/>. One factory for each thing that can
/// go wrong; nothing else makes one. It is a result, so an endpoint returns it.
/// </summary>
public sealed record Problem : IResult
{
    private Problem(string name, int status, string title, string? detail = null)
    {
        Type = $"urn:surveys:problem:{name}";
        Status = status;
        Title = title;
        Detail = detail;
    }

    /// <summary>Stable identity of this kind of problem.</summary>
    public string Type { get; }

    /// <summary>One sentence, the same for every occurrence.</summary>
    public string Title { get; }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>What is wrong this time and how to mend it.</summary>
    public string? Detail { get; private init; }

    /// <summary>Faults by JSON pointer into the body, or by the name of a query parameter.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors { get; private init; }

    /// <summary>Links a report of trouble to the logs.</summary>
    public string? TraceId { get; private init; }

    /// <summary>Seconds after which to try again; sent as Retry-After.</summary>
    [JsonIgnore]
    public int? RetryAfterSeconds { get; private init; }

    /// <summary>Which methods the path takes; sent as Allow.</summary>
    [JsonIgnore]
    public string? Allow { get; private init; }

    /// <summary>400: the request can't be taken as it is; every fault is named.</summary>
    public static Problem Invalid(ValidationErrors errors) =>
        new("invalid-request", 400, "The request has faults.", "Each fault is named under errors.")
        {
            Errors = errors.ToErrors(),
        };

    /// <summary>400 with one fault.</summary>
    public static Problem Invalid(string at, string message) => Invalid(new ValidationErrors().Add(at, message));

    /// <summary>401: no key, or one that isn't known, has expired or was revoked.</summary>
    public static Problem Unauthorized() =>
        new("unauthorized", 401, "A valid API key is required.", "Send it as: Authorization: Bearer <key>.");

    /// <summary>403: the caller's role or services do not include this.</summary>
    public static Problem Forbidden(string detail) => new("forbidden", 403, "This key may not do that.", detail);

    /// <summary>404: there is no such thing.</summary>
    public static Problem NotFound(string what) => new("not-found", 404, "There is no such thing.", what);

    /// <summary>405: the path is known, the method isn't.</summary>
    public static Problem MethodNotAllowed(string allow) =>
        new("method-not-allowed", 405, "This path does not take that method.", $"It takes {allow}.") { Allow = allow };

    /// <summary>409: the state of the thing does not allow it.</summary>
    public static Problem Conflict(string detail) =>
        new("conflict", 409, "The present state does not allow this.", detail);

    /// <summary>412: it has changed since it was read.</summary>
    public static Problem PreconditionFailed() =>
        new(
            "precondition-failed",
            412,
            "It has changed since you read it.",
            "Read it again, and send the new ETag in If-Match."
        );

    /// <summary>413: the body is larger than the limit.</summary>
    public static Problem TooLarge(long mostBytes) =>
        new("too-large", 413, "The body is too large.", $"At most {mostBytes} bytes are taken; send it in parts.");

    /// <summary>415: the body's type isn't one that is taken.</summary>
    public static Problem UnsupportedMediaType(string taken) =>
        new("unsupported-media-type", 415, "The body's type isn't taken here.", $"Taken are: {taken}.");

    /// <summary>429: too many requests; come again.</summary>
    public static Problem TooManyRequests(int retryAfterSeconds) =>
        new("too-many-requests", 429, "Too many requests.", "Slow down and repeat the request later.")
        {
            RetryAfterSeconds = retryAfterSeconds,
        };

    /// <summary>500: a fault of ours.</summary>
    public static Problem InternalError() =>
        new("fault", 500, "Something went wrong on our side.", "Nothing you sent was wrong. Give us the traceId.");

    /// <summary>503: could not be stored for a passing cause; repeat unchanged.</summary>
    public static Problem Unavailable() =>
        new(
            "unavailable",
            503,
            "This can't be done right now.",
            "Repeat the request unchanged; what was stored by then is recognised."
        )
        {
            RetryAfterSeconds = 5,
        };

    /// <summary>503 of the health check: a part of the platform does not answer.</summary>
    public static Problem Unhealthy(string part) =>
        new("unhealthy", 503, "A part of the platform does not answer.", $"Failing: {part}.") { RetryAfterSeconds = 5 };

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (Allow is not null)
        {
            response.Headers.Allow = Allow;
        }

        if (Status is 401)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        response.Headers.CacheControl = "no-store";
        var body = this with { TraceId = Activity.Current?.TraceId.ToHexString() ?? httpContext.TraceIdentifier };
        return response.WriteAsJsonAsync(
            body,
            HttpJson.Default.Problem,
            "application/problem+json",
            httpContext.RequestAborted
        );
    }
}

/// <summary>Faults of one request, collected: all are told at once.</summary>
public sealed class ValidationErrors
{
    private readonly SortedDictionary<string, List<string>> _messages = new(StringComparer.Ordinal);

    /// <summary>Whether there is any.</summary>
    public bool Any => _messages.Count > 0;

    /// <summary>Adds a fault at a JSON pointer (<c>/phone</c>) or the name of a query parameter (<c>from</c>).</summary>
    public ValidationErrors Add(string at, string message)
    {
        ArgumentNullException.ThrowIfNull(at);
        if (!_messages.TryGetValue(at, out var messages))
        {
            _messages[at] = messages = [];
        }

        if (!messages.Contains(message))
        {
            messages.Add(message);
        }

        return this;
    }

    /// <summary>The faults as the contract shows them.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ToErrors() =>
        _messages.ToImmutableSortedDictionary(
            pair => pair.Key,
            pair => (IReadOnlyList<string>)pair.Value,
            StringComparer.Ordinal
        );
}

/// <summary>JSON of this room: camel case, absent where null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class HttpJson : JsonSerializerContext;
