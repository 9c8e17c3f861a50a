using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Surveys.Http;

namespace Surveys.Audit;

/// <summary>
/// Counts refused requests and writes one entry a minute for each key and status to the audit log. Requests without a valid
/// key are counted together, so that nobody can fill the log. A host that stops without warning loses at most one minute.
/// </summary>
internal sealed partial class RefusalLog(AuditLog audit, TimeProvider time, ILogger<RefusalLog> logger)
    : BackgroundService
{
    /// <summary>The actor of requests without a valid key.</summary>
    public const string Unknown = "unknown";

    /// <summary>The maximum number of counts in memory. It is reached only if storage is away for a long time.</summary>
    private const int MaxCounts = 10_000;

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<Refusal, int> _counts = [];

    /// <summary>Counts one refusal.</summary>
    /// <param name="actor">The id of the key, or <see cref="Unknown"/>.</param>
    /// <param name="role">The role of the key; null if there is none.</param>
    /// <param name="status">The HTTP status of the answer.</param>
    public void Count(string actor, string? role, int status)
    {
        var now = time.GetUtcNow();
        var refusal = new Refusal(now.AddTicks(-(now.Ticks % Period.Ticks)), actor, role, status);
        lock (_lock)
        {
            if (_counts.TryGetValue(refusal, out var count) || _counts.Count < MaxCounts)
            {
                _counts[refusal] = count + 1;
            }
        }
    }

    /// <summary>Writes the counts of the minutes that are over, or all of them.</summary>
    public async Task WriteAsync(bool includeCurrentMinute, CancellationToken cancellationToken)
    {
        var counts = Take(includeCurrentMinute);
        while (counts.TryPeek(out var next))
        {
            var (refusal, count) = next;
            var entry = new AuditEntry(refusal.Actor, refusal.Role, AuditAction.Refused)
            {
                At = refusal.Minute,
                Subject = refusal.Status.ToString(CultureInfo.InvariantCulture),
                Count = count,
            };
            try
            {
                await audit.WriteAsync(entry, cancellationToken);
            }
            catch
            {
                PutBack(counts);
                throw;
            }

            counts.Dequeue();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryWriteAsync(includeCurrentMinute: true, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryWriteAsync(includeCurrentMinute: false, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops. Also if it is disposed without being stopped, which the host would log as an error.
        }
    }

    private async Task TryWriteAsync(bool includeCurrentMinute, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(includeCurrentMinute, cancellationToken);
        }
        catch (Exception e) when (TransientErrors.Includes(e))
        {
            // Information: the counts stay in memory until the next minute, and storage errors are reported elsewhere.
            Log.Postponed(logger, e);
        }
    }

    private Queue<KeyValuePair<Refusal, int>> Take(bool includeCurrentMinute)
    {
        lock (_lock)
        {
            var latest = includeCurrentMinute ? time.GetUtcNow() : time.GetUtcNow() - Period;
            var taken = _counts.Where(pair => pair.Key.Minute <= latest).OrderBy(pair => pair.Key.Minute).ToList();
            taken.ForEach(pair => _counts.Remove(pair.Key));
            return new(taken);
        }
    }

    private void PutBack(IEnumerable<KeyValuePair<Refusal, int>> counts)
    {
        lock (_lock)
        {
            foreach (var (refusal, count) in counts)
            {
                _counts[refusal] = _counts.GetValueOrDefault(refusal) + count;
            }
        }
    }

    private readonly record struct Refusal(DateTimeOffset Minute, string Actor, string? Role, int Status);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The counts of refused requests were not written and are kept")]
        public static partial void Postponed(ILogger logger, Exception exception);
    }
}
