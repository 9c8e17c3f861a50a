using System.Text.Json.Serialization;
using Azure;
using Microsoft.Extensions.Logging;
using Surveys.Ledger;
using Surveys.Storage;

namespace Surveys.Invitations;

/// <summary>A text that is due at an instant.</summary>
internal readonly record struct DueSms(InteractionKey Key, DateTimeOffset Due);

/// <summary>
/// The message on the queue <c>send</c>: text messages of these interactions may be due. Their rows say whether they are.
/// </summary>
/// <param name="Version">2; version 1 named one interaction.</param>
/// <param name="SingleKey">The interaction's key, in version 1.</param>
/// <param name="AllKeys">The interactions' keys, in version 2.</param>
internal sealed record SendMessage(
    int Version,
    [property: JsonPropertyName("place")] string? SingleKey,
    [property: JsonPropertyName("places")] IReadOnlyList<string>? AllKeys
)
{
    public const int CurrentVersion = 2;

    /// <summary>The interactions' keys, in either version.</summary>
    [JsonIgnore]
    public IEnumerable<InteractionKey> Keys => (AllKeys ?? [SingleKey!]).Select(Ledger.InteractionKey.Parse);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(SendMessage))]
internal sealed partial class SendJson : JsonSerializerContext;

/// <summary>Wakes the sender when texts are due. A nudge that is lost is made up for by the sweep: the row is the truth.</summary>
internal sealed partial class SendScheduler(SurveyStorage storage, TimeProvider time, ILogger<SendScheduler> logger)
{
    /// <summary>Texts that share a message: an array costs few, and each is handled long before the message would come again.</summary>
    public const int MaxKeys = 16;

    /// <summary>Texts that fall due within this share a message, which comes when the last of them is due.</summary>
    private static readonly TimeSpan GroupingInterval = TimeSpan.FromSeconds(10);

    public Task ScheduleAsync(InteractionKey key, DateTimeOffset due, CancellationToken cancellationToken) =>
        ScheduleAsync([new DueSms(key, due)], cancellationToken);

    public Task ScheduleAsync(IReadOnlyCollection<DueSms> texts, CancellationToken cancellationToken) =>
        Task.WhenAll(Group(texts).Select(group => ScheduleAsync(group, cancellationToken)));

    private async Task ScheduleAsync(List<DueSms> group, CancellationToken cancellationToken)
    {
        var message = new SendMessage(SendMessage.CurrentVersion, null, [.. group.Select(text => text.Key.ToString())]);
        try
        {
            await QueueMessage.SendAsync(
                storage.SendQueue,
                message,
                SendJson.Default.SendMessage,
                group[^1].Due - time.GetUtcNow(),
                cancellationToken
            );
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            Log.NudgeLost(logger, group[0].Key.PartitionKey, e);
        }
    }

    /// <summary>In the order in which they fall due; what is overdue is due now.</summary>
    private IEnumerable<List<DueSms>> Group(IReadOnlyCollection<DueSms> texts)
    {
        var now = time.GetUtcNow();
        var group = new List<DueSms>();
        foreach (
            var text in texts
                .Select(text => text with { Due = text.Due < now ? now : text.Due })
                .OrderBy(text => text.Due)
        )
        {
            if (group.Count is MaxKeys || (group.Count > 0 && text.Due - group[0].Due > GroupingInterval))
            {
                yield return group;
                group = [];
            }

            group.Add(text);
        }

        if (group.Count > 0)
        {
            yield return group;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Information,
            "A nudge to send texts of {Partition} was lost; the sweep will find them"
        )]
        public static partial void NudgeLost(ILogger logger, string partition, Exception exception);
    }
}
