using System.Diagnostics;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Surveys.Http;

/// <summary>
/// An error as the caller sees it: <c>application/problem+json</c> (RFC 9457) with a stable <see cref="Type"/>. There
/// is one factory for each kind of error. A problem is a result, so an endpoint can return it.
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

    /// <summary>The URI of this kind of problem. It does not change between versions.</summary>
    public string Type { get; }

    /// <summary>A short title, the same for every occurrence.</summary>
    public string Title { get; }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>What is wrong in this case and how to correct it.</summary>
    public string? Detail { get; private init; }

    /// <summary>Errors by JSON pointer into the body, or by the name of a query parameter.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors { get; private init; }

    /// <summary>The trace id of the request, which is also in the logs.</summary>
    public string? TraceId { get; private init; }

    /// <summary>Seconds to wait before the next attempt; sent as Retry-After.</summary>
    [JsonIgnore]
    public int? RetryAfterSeconds { get; private init; }

    /// <summary>The methods that the path supports; sent as Allow.</summary>
    [JsonIgnore]
    public string? Allow { get; private init; }

    /// <summary>400: the request is not valid. Every error is listed.</summary>
    public static Problem Invalid(ValidationErrors errors) =>
        new("invalid-request", 400, "The request is not valid", "The member errors lists every error.")
        {
            Errors = errors.ToErrors(),
        };

    /// <summary>400 with one error.</summary>
    public static Problem Invalid(string at, string message) => Invalid(new ValidationErrors().Add(at, message));

    /// <summary>401: the key is missing, unknown, expired or revoked.</summary>
    public static Problem Unauthorized() =>
        new("unauthorized", 401, "A valid API key is required", "Send it as: Authorization: Bearer <key>.");

    /// <summary>403: the role or the services of the caller do not include this operation.</summary>
    public static Problem Forbidden(string detail) => new("forbidden", 403, "Not allowed for this key", detail);

    /// <summary>404: the resource does not exist.</summary>
    public static Problem NotFound(string detail) => new("not-found", 404, "Not found", detail);

    /// <summary>405: the path exists but does not support the method.</summary>
    public static Problem MethodNotAllowed(string allow) =>
        new("method-not-allowed", 405, "Method not allowed", $"This path supports {allow}.") { Allow = allow };

    /// <summary>409: the state of the resource does not allow the operation.</summary>
    public static Problem Conflict(string detail) => new("conflict", 409, "Conflict with the current state", detail);

    /// <summary>412: the resource has changed since the caller read it.</summary>
    public static Problem PreconditionFailed() =>
        new(
            "precondition-failed",
            412,
            "The resource has changed since you read it",
            "Read it again and send the new ETag in If-Match."
        );

    /// <summary>413: the body is larger than the maximum.</summary>
    public static Problem TooLarge(long maxBytes) =>
        new(
            "too-large",
            413,
            "The body is too large",
            $"The maximum is {maxBytes} bytes. Send the data in several requests."
        );

    /// <summary>415: the content type of the body is not supported.</summary>
    public static Problem UnsupportedMediaType(string supported) =>
        new("unsupported-media-type", 415, "Unsupported media type", $"Supported: {supported}.");

    /// <summary>429: the caller has exceeded a rate limit.</summary>
    public static Problem TooManyRequests(int retryAfterSeconds) =>
        new("too-many-requests", 429, "Too many requests", "Repeat the request after the time in Retry-After.")
        {
            RetryAfterSeconds = retryAfterSeconds,
        };

    /// <summary>500: an error in the platform.</summary>
    public static Problem InternalError() =>
        new("fault", 500, "Internal error", "The request is not the cause. Report the traceId to the operator.");

    /// <summary>503: a transient error. The request can be repeated unchanged.</summary>
    public static Problem Unavailable() =>
        new(
            "unavailable",
            503,
            "Temporarily unavailable",
            "Repeat the request unchanged. What was already stored is not stored again."
        )
        {
            RetryAfterSeconds = 5,
        };

    /// <summary>503 of the health check: a part of the platform does not respond.</summary>
    public static Problem Unhealthy(string part) =>
        new("unhealthy", 503, "A part of the platform does not respond", $"Failing: {part}.") { RetryAfterSeconds = 5 };

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

/// <summary>An error that is found where a result cannot be returned, such as while a body is read.</summary>
public sealed class ProblemException(Problem problem) : Exception(problem?.Title)
{
    /// <summary>The problem to answer with.</summary>
    public Problem Problem { get; } = problem;
}

/// <summary>The JSON of this folder: camel case, without null members.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class HttpJson : JsonSerializerContext;
