using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure.Storage.Queues;

namespace Surveys.Storage;

/// <summary>Puts small JSON nudges on a queue, base64 as the Functions trigger expects, with a life without end.</summary>
internal static class QueueMessage
{
    /// <summary>The longest delay that we ask for: Azure allows 7 days, and a message must not outlive its visibility by design.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromDays(6) + TimeSpan.FromHours(23);

    /// <summary>Life without end: a message whose delay equals its life would vanish.</summary>
    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(-1);

    /// <summary>Sends a message that becomes visible after <paramref name="delay"/>, cut to <see cref="MaxDelay"/>.</summary>
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
            Forever,
            cancellationToken
        );
    }
}
