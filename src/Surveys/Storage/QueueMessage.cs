using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure.Storage.Queues;

namespace Surveys.Storage;

/// <summary>
/// Sends wake-up messages as JSON. The queue client encodes them in base64, as the Functions trigger expects.
/// </summary>
internal static class QueueMessage
{
    /// <summary>The longest delay that is requested. Azure allows 7 days.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromDays(6) + TimeSpan.FromHours(23);

    /// <summary>
    /// No expiry. A message whose delay equals its time to live would expire before it becomes visible.
    /// </summary>
    private static readonly TimeSpan NoExpiry = TimeSpan.FromSeconds(-1);

    /// <summary>
    /// Sends a message that becomes visible after <paramref name="delay"/>, or after <see cref="MaxDelay"/> if that is
    /// shorter.
    /// </summary>
    public static Task SendAsync<T>(
        QueueClient queue,
        T message,
        JsonTypeInfo<T> type,
        TimeSpan delay,
        CancellationToken cancellationToken
    )
    {
        var visible =
            delay < TimeSpan.Zero ? TimeSpan.Zero
            : delay > MaxDelay ? MaxDelay
            : delay;
        return queue.SendMessageAsync(
            BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(message, type)),
            visible,
            NoExpiry,
            cancellationToken
        );
    }
}
