using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Surveys.Http;

/// <summary>
/// One operation of the HTTP contract: name, method, route, roles and handler. An endpoint is also the result that a
/// trigger of the Functions host returns. It checks access, binds parameters, runs the handler and converts errors into
/// problems, in the same way in both hosts.
/// </summary>
public sealed partial class Endpoint : IResult
{
    /// <summary>The default of <see cref="MaxBodyBytes"/>. Larger bodies are refused with 413.</summary>
    public const long DefaultMaxBodyBytes = 1024 * 1024;

    private readonly Lock _lock = new();
    private RequestDelegate? _run;

    /// <summary>Creates an endpoint.</summary>
    /// <param name="name">The name of the operation and of its function, such as <c>GetScores</c>.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="route">The path without a leading slash, such as <c>v1/services/{serviceId}</c>.</param>
    /// <param name="roles">The roles that may call it.</param>
    /// <param name="handler">
    /// The handler. Its parameters are bound as in a minimal API: from the route, the query, the services, or as
    /// <see cref="HttpContext"/> and <see cref="HttpRequest"/>.
    /// </param>
    public Endpoint(string name, string method, string route, Roles roles, Delegate handler)
    {
        (Name, Method, Route, AllowedRoles, Handler) = (name, method, route, roles, handler);
    }

    /// <summary>The name of the operation; also its operationId in the OpenAPI document.</summary>
    public string Name { get; }

    /// <summary>The HTTP method.</summary>
    public string Method { get; }

    /// <summary>The methods that the route accepts: a GET endpoint also accepts HEAD.</summary>
    public IReadOnlyList<string> Methods => HttpMethods.IsGet(Method) ? [HttpMethods.Get, HttpMethods.Head] : [Method];

    /// <summary>The path without a leading slash.</summary>
    public string Route { get; }

    /// <summary>The roles that may call it.</summary>
    public Roles AllowedRoles { get; }

    /// <summary>The handler.</summary>
    public Delegate Handler { get; }

    /// <summary>Renders a problem as a page. Null: the answer is <c>application/problem+json</c>.</summary>
    public Func<HttpContext, Problem, IResult>? ProblemPage { get; init; }

    /// <summary>
    /// Whether the session cookie of a dashboard identifies the caller if no key is sent. False for every path under
    /// <c>/v1</c>.
    /// </summary>
    public bool AcceptsSession { get; init; }

    /// <summary>The maximum size of a body in bytes.</summary>
    public long MaxBodyBytes { get; init; } = DefaultMaxBodyBytes;

    /// <summary>One sentence for the OpenAPI document.</summary>
    public string Summary { get; init; } = "";

    /// <summary>
    /// The query parameters that the handler knows. Others are refused with 400. Null: they are not checked.
    /// </summary>
    public IReadOnlyList<string>? Query { get; init; }

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        if (await RunAsync(httpContext) is { } problem)
        {
            if (httpContext.Response.HasStarted)
            {
                httpContext.Abort();
                return;
            }

            httpContext.Response.Clear();
            IResult answer = ProblemPage is null ? problem : ProblemPage(httpContext, problem);
            await answer.ExecuteAsync(httpContext);
        }

        if (httpContext.Response.StatusCode is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden)
        {
            httpContext.RequestServices.GetRequiredService<ICallerCheck>().CountRefusal(httpContext);
        }
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
            // The client closed the connection.
            return null;
        }
        catch (Exception e) when (TransientErrors.Includes(e))
        {
            Log.Unavailable(logger, Name, e);
            return Problem.Unavailable();
        }
#pragma warning disable CA1031 // The outermost handler: an unexpected exception becomes a problem with a traceId.
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
                        ? "This operation has no query parameters."
                        : $"Unknown query parameter. Known parameters: {string.Join(", ", Query)}."
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
                        // Used while the delegate is created only, to distinguish services from bodies.
                        ServiceProvider = services,
                        // Otherwise a binding error in the Functions host is a 400 without a body.
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

        [LoggerMessage(2, LogLevel.Warning, "{Endpoint} failed with a transient error")]
        public static partial void Unavailable(ILogger logger, string endpoint, Exception exception);
    }
}
