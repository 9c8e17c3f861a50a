using System.Security.Claims;
using System.Security.Cryptography;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Surveys.Audit;
using Surveys.Http;

namespace Surveys.Access;

/// <summary>Identifies a caller by API key, JWT or session cookie, and checks access to the endpoint.</summary>
internal sealed class CallerCheck(
    KeysTable keys,
    Sessions sessions,
    IOptions<AccessOptions> options,
    FailureLimit failures,
    RefusalLog refusals
) : ICallerCheck, IDisposable
{
    private const string Scheme = "Bearer ";

    private static readonly Caller Bootstrap = new("bootstrap", Roles.Admin, []);

    private readonly byte[]? _adminHash = options.Value.AdminKey is { Length: > 0 } key ? ApiKey.Hash(key) : null;
    private readonly PartitionedRateLimiter<Caller> _limit = PartitionedRateLimiter.Create<Caller, string>(caller =>
        RateLimitPartition.GetTokenBucketLimiter(
            caller.KeyId,
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = options.Value.RequestsPerSecond * 2,
                TokensPerPeriod = options.Value.RequestsPerSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                QueueLimit = 0,
            }
        )
    );

    public async Task<Problem?> CheckAsync(HttpContext context, Endpoint endpoint)
    {
        if (await IdentifyAsync(context, endpoint.AcceptsSession) is not { } caller)
        {
            return failures.IsExceeded(context) ? Problem.TooManyRequests(60) : Problem.Unauthorized();
        }

        // Also for a refusal: the page that shows it has links and a sign-out for the caller.
        caller.Attach(context);
        using var lease = _limit.AttemptAcquire(caller);
        if (!lease.IsAcquired)
        {
            return Problem.TooManyRequests(1);
        }

        if (!endpoint.AllowedRoles.HasFlag(caller.Role))
        {
            return Problem.Forbidden($"The operation requires the role {Describe(endpoint.AllowedRoles)}.");
        }

        if (
            context.Request.RouteValues.TryGetValue("serviceId", out var service)
            && service is string serviceId
            && !caller.MaySee(serviceId)
        )
        {
            return Problem.Forbidden("The key does not include this service.");
        }

        return null;
    }

    /// <summary>Identifies a caller by key; null if the key is not valid.</summary>
    public async ValueTask<Caller?> IdentifyAsync(string key, CancellationToken cancellationToken)
    {
        if (_adminHash is not null && CryptographicOperations.FixedTimeEquals(_adminHash, ApiKey.Hash(key)))
        {
            return Bootstrap;
        }

        return await keys.FindAsync(key, cancellationToken) is { } stored ? Of(stored) : null;
    }

    public void CountRefusal(HttpContext context)
    {
        var caller = Caller.Find(context);
        refusals.Count(
            caller?.KeyId ?? RefusalLog.Unknown,
            caller is null ? null : ApiKey.NameOf(caller.Role),
            context.Response.StatusCode
        );
    }

    public void Dispose() => _limit.Dispose();

    /// <summary>
    /// Identifies a caller by session cookie; null if there is no session or its key is no longer valid.
    /// </summary>
    public async ValueTask<Caller?> IdentifyBySessionAsync(HttpContext context)
    {
        if (sessions.Read(context) is not { } session)
        {
            return null;
        }

        var caller =
            session.KeyId == Bootstrap.KeyId
                ? _adminHash is not null && session.IsOf(_adminHash)
                    ? Bootstrap
                    : null
                : await keys.FindByIdAsync(session.KeyId, context.RequestAborted) is { } stored
                && session.IsOf(stored.Hash)
                    ? Of(stored)
                    : null;
        if (caller is not null)
        {
            session.Attach(context);
        }

        return caller;
    }

    private async Task<Caller?> IdentifyAsync(HttpContext context, bool acceptsSession)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            var token = header[Scheme.Length..].Trim();
            if (await IdentifyAsync(token, context.RequestAborted) is { } caller)
            {
                return caller;
            }

            return
                options.Value.JwtIssuer is { Length: > 0 }
                && await context.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme)
                    is { Succeeded: true, Principal: { } principal }
                ? OfToken(principal)
                : null;
        }

        return acceptsSession && header.Length is 0 ? await IdentifyBySessionAsync(context) : null;
    }

    private static Caller Of(StoredKey key) => new(key.KeyId, ApiKey.ByName[key.Role], key.Services);

    /// <summary>
    /// Reads the claims of a JWT: <c>roles</c> must contain exactly one role, <c>services</c> contains the services
    /// of a producer or owner.
    /// </summary>
    private static Caller? OfToken(ClaimsPrincipal principal)
    {
        var roles = principal.FindAll("roles").Select(claim => claim.Value).Where(ApiKey.ByName.ContainsKey).ToList();
        return roles is [var role]
            ? new Caller(
                $"jwt:{principal.FindFirstValue("sub")}",
                ApiKey.ByName[role],
                [
                    .. principal
                        .FindAll("services")
                        .SelectMany(claim => claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
                ]
            )
            : null;
    }

    private static string Describe(Roles roles) =>
        string.Join(" or ", ApiKey.ByName.Where(role => roles.HasFlag(role.Value)).Select(role => role.Key));
}
