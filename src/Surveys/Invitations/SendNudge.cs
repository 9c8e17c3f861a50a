using System.Text.Json.Serialization;
using Azure;
using Microsoft.Extensions.Logging;
using Surveys.Ledger;
using Surveys.Storage;

namespace Surveys.Invitations;

/// <summary>The message on the queue <c>send</c>: a text of this place may be due. The row says whether it is.</summary>
internal sealed record SendMessage(int Version, string Place)
{
    public const int CurrentVersion = 1;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SendMessage))]
internal sealed partial class SendJson : JsonSerializerContext;

/// <summary>Wakes the sender when a text is due. A nudge that is lost is made up for by the sweep: the row is the truth.</summary>
internal sealed partial class SendNudge(SurveyStorage storage, TimeProvider time, ILogger<SendNudge> logger)
{
    public async Task SendAsync(Place place, DateTimeOffset due, CancellationToken cancellationToken)
    {
        try
        {
            await QueueMessage.SendAsync(storage.SendQueue, new SendMessage(SendMessage.CurrentVersion, place.ToString()), SendJson.Default.SendMessage, due - time.GetUtcNow(), cancellationToken);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            Log.NudgeLost(logger, place.PartitionKey, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The nudge to send a text of {Partition} was lost; the sweep will find it")]
        public static partial void NudgeLost(ILogger logger, string partition, Exception exception);
    }
}
