using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Surveys.Http;

/// <summary>Who may call an endpoint. Roles are exactly those named: an admin is no superset.</summary>
[Flags]
public enum Roles
{
    /// <summary>Nobody: an endpoint always names its callers.</summary>
    None = 0,

    /// <summary>A government service that reports its interactions.</summary>
    Producer = 1,

    /// <summary>Who answers for a service.</summary>
    Owner = 2,

    /// <summary>The ministry.</summary>
    Ministry = 4,

    /// <summary>Who runs the platform.</summary>
    Admin = 8,

    /// <summary>Everybody: citizens, carriers (who sign), probes. No key is looked at.</summary>
    Anyone = 16,
}

/// <summary>Decides who a caller is and whether the endpoint is open to them; the room Access has the one implementation.</summary>
public interface ICallerCheck
{
    /// <summary>Null where the caller may go on; else the refusal.</summary>
    Task<Problem?> CheckAsync(HttpContext context, Endpoint endpoint);
}

/// <summary>
/// One operation of the HTTP contract: name, method, route, who may call it, handler. It is itself the result that a trigger returns: it authorises,
/// binds, runs, and turns what goes wrong into problems, the same in every host.
/// </summary>
public sealed partial class Endpoint : IResult
{
    /// <summary>Bodies beyond this are refused with 413, where an endpoint doesn't say otherwise.</summary>
    public const long DefaultMaxBodyBytes = 1024 * 1024;

    private readonly Lock _lock = new();
    private RequestDelegate? _run;

    /// <summary>Names an operation.</summary>
    /// <param name="name">The function's name: what it does, such as <c>GetScores</c>.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="route">The path without a leading slash, such as <c>v1/services/{serviceId}/scores</c>.</param>
    /// <param name="roles">Who may call it.</param>
    /// <param name="handler">Bound as a minimal API's handler is: route, query, services, <see cref="HttpContext"/>, <see cref="HttpRequest"/>.</param>
    public Endpoint(string name, string method, string route, Roles roles, Delegate handler)
    {
        (Name, Method, Route, AllowedRoles, Handler) = (name, method, route, roles, handler);
    }

    /// <summary>The function's name.</summary>
    public string Name { get; }

    /// <summary>The HTTP method.</summary>
    public string Method { get; }

    /// <summary>The methods that lead here: what is got may be asked for its head alone.</summary>
    public IReadOnlyList<string> Methods => HttpMethods.IsGet(Method) ? [HttpMethods.Get, HttpMethods.Head] : [Method];

    /// <summary>The path without a leading slash.</summary>
    public string Route { get; }

    /// <summary>Who may call it.</summary>
    public Roles AllowedRoles { get; }

    /// <summary>What it does.</summary>
    public Delegate Handler { get; }

    /// <summary>What a faulty request or a fault is answered with; citizens' pages answer with a page instead.</summary>
    public Func<HttpContext, Problem, IResult>? ProblemPage { get; init; }

    /// <summary>A dashboard's page: its sign-in, kept in a cookie, tells who calls, where no key is sent. Never so on <c>/v1</c>.</summary>
    public bool AcceptsSession { get; init; }

    /// <summary>The largest body in bytes.</summary>
    public long MaxBodyBytes { get; init; } = DefaultMaxBodyBytes;

    /// <summary>One sentence for the OpenAPI document.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Query parameters that the handler knows; others are refused. Null: not looked at.</summary>
    public IReadOnlyList<string>? Query { get; init; }

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var problem = await RunAsync(httpContext);
        if (problem is null)
        {
            return;
        }

        if (httpContext.Response.HasStarted)
        {
            httpContext.Abort();
            return;
        }

        httpContext.Response.Clear();
        IResult answer = ProblemPage is null ? problem : ProblemPage(httpContext, problem);
        await answer.ExecuteAsync(httpContext);
    }

    private async Task<Problem?> RunAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var logger = services.GetRequiredService<ILogger<Endpoint>>();
        try
        {
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            {
                size.MaxRequestBodySize = MaxBodyBytes;
            }

            if (context.Request.ContentLength > MaxBodyBytes)
            {
                return Problem.TooLarge(MaxBodyBytes);
            }

            if (
                AllowedRoles is not Roles.Anyone
                && await services.GetRequiredService<ICallerCheck>().CheckAsync(context, this) is { } refusal
            )
            {
                return refusal;
            }

            if (FindUnknownQuery(context.Request) is { Any: true } unknown)
            {
                return Problem.Invalid(unknown);
            }

            await Delegate(services)(context);
            return null;
        }
        catch (ProblemException e)
        {
            return e.Problem;
        }
        catch (BadHttpRequestException e) when (e.StatusCode is 413)
        {
            return Problem.TooLarge(MaxBodyBytes);
        }
        catch (BadHttpRequestException e)
        {
            return Problem.Invalid("", e.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller went away: nobody is there to be answered, and nothing is wrong.
            return null;
        }
        catch (Exception e) when (TransientErrors.Includes(e))
        {
            Log.Unavailable(logger, Name, e);
            return Problem.Unavailable();
        }
#pragma warning disable CA1031 // The edge: whatever a handler let through becomes a problem with a traceId.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Failed(logger, Name, e);
            return Problem.InternalError();
        }
    }

    private ValidationErrors FindUnknownQuery(HttpRequest request)
    {
        var errors = new ValidationErrors();
        if (Query is not null)
        {
            foreach (var name in request.Query.Keys.Where(name => !Query.Contains(name, StringComparer.Ordinal)))
            {
                errors.Add(
                    name,
                    Query.Count is 0
                        ? "This operation takes no query parameters."
                        : $"Unknown query parameter; known are {string.Join(", ", Query)}."
                );
            }
        }

        return errors;
    }

    private RequestDelegate Delegate(IServiceProvider services)
    {
        lock (_lock)
        {
            return _run ??= RequestDelegateFactory
                .Create(
                    Handler,
                    new RequestDelegateFactoryOptions
                    {
                        // The provider tells services from bodies; a bad binding must throw, since in the Functions host it would be an empty 400.
                        ServiceProvider = services.GetRequiredService<IServiceScopeFactory>() is { } ? services : null,
                        ThrowOnBadRequest = true,
                        RouteParameterNames = RouteNames(),
                    }
                )
                .RequestDelegate;
        }
    }

    private IEnumerable<string> RouteNames() =>
        Route.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}').TrimStart('*'));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "{Endpoint} failed")]
        public static partial void Failed(ILogger logger, string endpoint, Exception exception);

        [LoggerMessage(2, LogLevel.Warning, "{Endpoint} could not be done for a passing cause")]
        public static partial void Unavailable(ILogger logger, string endpoint, Exception exception);
    }
}

/// <summary>A refusal found where a value can't be returned, such as in the midst of reading a body.</summary>
public sealed class ProblemException(Problem problem) : Exception(problem?.Title)
{
    /// <summary>The refusal.</summary>
    public Problem Problem { get; } = problem;
}

/// <summary>Faults that pass by themselves: storage that is busy or away. Answered 503 with Retry-After.</summary>
internal static class TransientErrors
{
    public static bool Includes(Exception e) =>
        e switch
        {
            Azure.RequestFailedException { Status: 0 or 408 or 429 or >= 500 } => true,
            AggregateException { InnerException: { } inner } => Includes(inner),
            TaskCanceledException or TimeoutException => true,
            TransientException => true,
            _ => false,
        };
}

/// <summary>Something could not be done for a passing cause; nothing unacknowledged is promised. Repeat it unchanged.</summary>
internal class TransientException(string message, Exception? inner) : Exception(message, inner);

/// <summary>Work that a queue's message asks for.</summary>
/// <param name="Queue">The queue's name, such as <c>send</c>.</param>
/// <param name="HandleAsync">Takes the message's body; completes, or throws so that the message comes again.</param>
public sealed record QueueHandler(
    string Queue,
    Func<IServiceProvider, BinaryData, CancellationToken, Task> HandleAsync
);

/// <summary>Work that is done every so often.</summary>
/// <param name="Name">What it does, such as <c>FoldLeftovers</c>.</param>
/// <param name="Period">How often.</param>
/// <param name="RunAsync">Does it once; harmless to repeat.</param>
public sealed record TimerHandler(
    string Name,
    TimeSpan Period,
    Func<IServiceProvider, CancellationToken, Task> RunAsync
);
