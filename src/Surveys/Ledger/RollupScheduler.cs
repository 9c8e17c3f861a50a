using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Azure;
using Microsoft.Extensions.Logging;
using Surveys.Storage;

namespace Surveys.Ledger;

/// <summary>Asks for a service-day to be folded: at most once in 2 seconds. A lost nudge costs time, never a count: the timer folds what is left.</summary>
internal sealed partial class RollupScheduler(SurveyStorage storage, TimeProvider time, ILogger<RollupScheduler> logger)
{
    /// <summary>From the first change to the fold; further changes until then share the nudge.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(2);

    private const int MaxRemembered = 50_000;

    private readonly ConcurrentDictionary<ServiceDay, DateTimeOffset> _sent = [];

    public async Task ScheduleAsync(ServiceDay day)
    {
        var now = time.GetUtcNow();
        if (_sent.TryGetValue(day, out var sent) && now - sent < Delay && now >= sent)
        {
            return;
        }

        if (_sent.Count > MaxRemembered)
        {
            _sent.Clear();
        }

        _sent[day] = now;
        try
        {
            await QueueMessage.SendAsync(
                storage.FoldQueue,
                new RollupMessage(RollupMessage.CurrentVersion, day.ToString()),
                LedgerJson.Default.RollupMessage,
                Delay,
                CancellationToken.None
            );
        }
        catch (RequestFailedException e)
        {
            Log.NudgeLost(logger, day, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The nudge to fold {Day} was lost; the timer will fold it")]
        public static partial void NudgeLost(ILogger logger, ServiceDay day, Exception exception);
    }
}

/// <summary>The message on the queue <c>fold</c>.</summary>
internal sealed record RollupMessage(int Version, string Day)
{
    public const int CurrentVersion = 1;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RollupMessage))]
internal sealed partial class LedgerJson : JsonSerializerContext;
