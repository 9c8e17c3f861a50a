using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace Surveys.Tests.Fixture;

/// <summary>
/// Queues in memory whose messages become visible by the clock of the test. The queues of the emulator use the real
/// clock.
/// </summary>
internal sealed class MemoryQueues(TimeProvider time) : QueueServiceClient
{
    private readonly ConcurrentDictionary<string, MemoryQueue> _queues = new(StringComparer.Ordinal);

    public override QueueClient GetQueueClient(string queueName) => Of(queueName);

    /// <summary>The queue of a name.</summary>
    public MemoryQueue Of(string name) => _queues.GetOrAdd(name, static (_, time) => new MemoryQueue(time), time);
}

/// <summary>One queue in memory.</summary>
internal sealed class MemoryQueue(TimeProvider time) : QueueClient
{
    private static readonly Response Answer = Mock.Of<Response>();

    private readonly Lock _lock = new();
    private readonly List<(DateTimeOffset Visible, BinaryData Body)> _messages = [];

    /// <summary>The number of messages in the queue, visible or not.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _messages.Count;
            }
        }
    }

    /// <summary>The number of messages that were ever sent.</summary>
    public int Sent { get; private set; }

    /// <summary>Deletes all messages.</summary>
    public void Lose()
    {
        lock (_lock)
        {
            _messages.Clear();
        }
    }

    /// <summary>Removes and returns the messages that are visible now.</summary>
    public IReadOnlyList<BinaryData> TakeVisible()
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            var visible = _messages
                .Where(message => message.Visible <= now)
                .OrderBy(message => message.Visible)
                .Select(message => message.Body)
                .ToList();
            _messages.RemoveAll(message => message.Visible <= now);
            return visible;
        }
    }

    public override Task<Response<SendReceipt>> SendMessageAsync(
        BinaryData message,
        TimeSpan? visibilityTimeout = null,
        TimeSpan? timeToLive = null,
        CancellationToken cancellationToken = default
    )
    {
        var now = time.GetUtcNow();
        var visible = now + (visibilityTimeout ?? TimeSpan.Zero);
        lock (_lock)
        {
            _messages.Add((visible, message));
            Sent++;
        }

        return Task.FromResult(
            Response.FromValue(
                QueuesModelFactory.SendReceipt("id", now, DateTimeOffset.MaxValue, "receipt", visible),
                Answer
            )
        );
    }

    public override Task<Response> CreateIfNotExistsAsync(
        IDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default
    ) => Task.FromResult(Answer);

    public override Task<Response<QueueProperties>> GetPropertiesAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(
            Response.FromValue(QueuesModelFactory.QueueProperties(new Dictionary<string, string>(), Count), Answer)
        );
}
