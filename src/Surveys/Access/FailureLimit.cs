using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Surveys.Access;

/// <summary>
/// Limits failed attempts (wrong keys, unknown codes) by client address. The address is that of the connection, never
/// one from a header that a client can write.
/// </summary>
internal sealed class FailureLimit(IOptions<AccessOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _limit = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(
            address,
            _ => new FixedWindowRateLimiterOptions
            {
                PermitLimit = options.Value.FailuresPerMinute,
                Window = TimeSpan.FromMinutes(1),
                QueueLimit = 0,
            }
        )
    );

    /// <summary>Counts one failure and returns whether the address has exceeded the limit.</summary>
    public bool IsExceeded(HttpContext context)
    {
        using var lease = _limit.AttemptAcquire(context.Connection.RemoteIpAddress?.ToString() ?? "unknown");
        return !lease.IsAcquired;
    }

    public void Dispose() => _limit.Dispose();
}
