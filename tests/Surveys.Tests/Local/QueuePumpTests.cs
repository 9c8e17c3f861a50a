using Azure.Storage.Queues.Models;
using Microsoft.Extensions.DependencyInjection;
using Surveys.Local;
using Surveys.Storage;
using Surveys.Tests.Fixture;
using QueueMessage = Azure.Storage.Queues.Models.QueueMessage;

namespace Surveys.Tests.Local;

public sealed class QueuePumpTests : IClassFixture<StorageFixture>, IAsyncLifetime
{
    private static readonly QueueHandler Failing = new(
        "pumped",
        (_, _, _) => throw new InvalidOperationException("It fails whatever comes.")
    );

    private readonly LogCollector _log = new();
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();
    private readonly SurveyStorage _storage;
    private readonly QueuePump _pump;

    public QueuePumpTests(StorageFixture storage)
    {
        _storage = storage.Open();
        _pump = new QueuePump(
            _storage,
            _services.GetRequiredService<IServiceScopeFactory>(),
            TimeProvider.System,
            _log.For<QueuePump>()
        );
    }

    public async ValueTask InitializeAsync()
    {
        foreach (var name in (string[])["pumped", "pumped-poison"])
        {
            await _storage
                .QueueOf(name)
                .CreateIfNotExistsAsync(cancellationToken: TestContext.Current.CancellationToken);
            await _storage.QueueOf(name).ClearMessagesAsync(TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _pump.Dispose();
        _log.Dispose();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task A_message_that_fails_for_the_fifth_time_is_kept_as_poison_and_reported()
    {
        _log.Expect("was moved to the poison queue");
        await TakeAsync(Failing, dequeued: 5);
        Assert.Equal((0, "the message"), (await CountAsync("pumped"), await PeekPoisonAsync()));
        Assert.Contains(_log.Lines, line => line.Contains("was moved to the poison queue", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_message_that_failed_less_often_is_left_to_come_again()
    {
        _log.Expect("will be retried");
        await TakeAsync(Failing, dequeued: 4);
        Assert.Equal((1, null), (await CountAsync("pumped"), await PeekPoisonAsync()));
    }

    [Fact]
    public async Task A_message_over_which_its_handlers_died_is_not_handled_again()
    {
        _log.Expect("was moved to the poison queue");
        var handled = false;
        await TakeAsync(new QueueHandler("pumped", (_, _, _) => Task.FromResult(handled = true)), dequeued: 6);
        Assert.Equal((false, 0, "the message"), (handled, await CountAsync("pumped"), await PeekPoisonAsync()));
    }

    [Fact]
    public async Task A_message_that_is_handled_is_deleted()
    {
        string? body = null;
        await TakeAsync(
            new QueueHandler("pumped", (_, message, _) => Task.FromResult(body = message.ToString())),
            dequeued: 5
        );
        Assert.Equal(("the message", 0, null), (body, await CountAsync("pumped"), await PeekPoisonAsync()));
    }

    /// <summary>A real message, said to have been received so many times.</summary>
    private async Task TakeAsync(QueueHandler handler, long dequeued)
    {
        var ct = TestContext.Current.CancellationToken;
        var queue = _storage.QueueOf("pumped");
        await queue.SendMessageAsync(BinaryData.FromString("the message"), cancellationToken: ct);
        QueueMessage received = await queue.ReceiveMessageAsync(TimeSpan.FromSeconds(30), ct);
        await _pump.HandleAsync(
            queue,
            handler,
            QueuesModelFactory.QueueMessage(received.MessageId, received.PopReceipt, received.Body, dequeued),
            ct
        );
    }

    private async Task<int> CountAsync(string queue) =>
        (await _storage.QueueOf(queue).GetPropertiesAsync(TestContext.Current.CancellationToken))
            .Value
            .ApproximateMessagesCount;

    private async Task<string?> PeekPoisonAsync()
    {
        PeekedMessage? peeked = await _storage
            .QueueOf("pumped-poison")
            .PeekMessageAsync(TestContext.Current.CancellationToken);
        return peeked?.Body.ToString();
    }
}
