using System.Globalization;
using Azure;
using Azure.Storage.Queues;
using Surveys.Storage;
using QueueMessage = Azure.Storage.Queues.Models.QueueMessage;

namespace Surveys.Local;

/// <summary>
/// Receives messages from the platform's queues and calls their handlers, as the Functions host does. A handled message
/// is deleted. A failed message comes back after <see cref="VisibilityTimeout"/>; after the fifth failure it moves to
/// the poison queue and an error is logged.
/// </summary>
internal sealed partial class QueuePump(
    SurveyStorage storage,
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger<QueuePump> logger
) : BackgroundService
{
    /// <summary>The number of messages of a queue that are handled in parallel.</summary>
    private const int MaxParallel = 16;

    /// <summary>The maximum number of messages in one response of Azure.</summary>
    private const int MaxReceived = 32;

    private const int MaxDequeues = 5;

    /// <summary>The time that a received message is hidden from other receivers.</summary>
    private static readonly TimeSpan VisibilityTimeout = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The wait after a queue was empty. It doubles up to <see cref="MaxWait"/> while the queue stays empty.
    /// </summary>
    private static readonly TimeSpan MinWait = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(1);

    /// <summary>The time that messages in progress have at a stop.</summary>
    private static readonly TimeSpan MaxFinish = TimeSpan.FromSeconds(12);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(BackgroundWork.Queues.Select(handler => PumpAsync(handler, stoppingToken)));

    private async Task PumpAsync(QueueHandler handler, CancellationToken stoppingToken)
    {
        var queue = storage.QueueOf(handler.Queue);
        using var finish = new CancellationTokenSource();
        await using var limit = stoppingToken.Register(() => finish.CancelAfter(MaxFinish));
        var wait = MinWait;
        while (!stoppingToken.IsCancellationRequested)
        {
            var any = await PumpOnceAsync(queue, handler, stoppingToken, finish.Token);
            if (any)
            {
                wait = MinWait;
                continue;
            }

            try
            {
                await Task.Delay(wait, time, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            wait = wait * 2 > MaxWait ? MaxWait : wait * 2;
        }
    }

    /// <summary>Receives and handles messages once. It returns false if there were none.</summary>
    private async Task<bool> PumpOnceAsync(
        QueueClient queue,
        QueueHandler handler,
        CancellationToken stoppingToken,
        CancellationToken finish
    )
    {
        QueueMessage[] messages;
        try
        {
            messages = await queue.ReceiveMessagesAsync(MaxReceived, VisibilityTimeout, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            Log.CouldNotReceive(logger, handler.Queue, e);
            return false;
        }

        await Parallel.ForEachAsync(
            messages,
            new ParallelOptions { MaxDegreeOfParallelism = MaxParallel },
            async (message, _) => await HandleAsync(queue, handler, message, finish)
        );
        return messages.Length > 0;
    }

    /// <summary>Handles one message. Its failure does not stop the pump.</summary>
    internal async Task HandleAsync(
        QueueClient queue,
        QueueHandler handler,
        QueueMessage message,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (message.DequeueCount > MaxDequeues)
            {
                // The host stopped each time while it handled this message.
                await PoisonAsync(queue, handler, message, null, cancellationToken);
                return;
            }

            await using var scope = scopes.CreateAsyncScope();
            await handler.HandleAsync(scope.ServiceProvider, message.Body, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops. The message comes back at the next start.
            return;
        }
#pragma warning disable CA1031 // Every failure is logged, and the message is retried or moved to the poison queue.
        catch (Exception e)
#pragma warning restore CA1031
        {
            await FailAsync(queue, handler, message, e, cancellationToken);
            return;
        }

        try
        {
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 400)
        {
            // The handler took longer than the visibility timeout, and the message was received again. Handlers are
            // idempotent.
            Log.ReceivedAgain(logger, handler.Queue, message.MessageId);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException or OperationCanceledException)
        {
            Log.CouldNotDelete(logger, handler.Queue, message.MessageId, e);
        }
    }

    private async Task FailAsync(
        QueueClient queue,
        QueueHandler handler,
        QueueMessage message,
        Exception failure,
        CancellationToken cancellationToken
    )
    {
        if (message.DequeueCount < MaxDequeues)
        {
            Log.Failed(logger, handler.Queue, message.MessageId, message.DequeueCount, failure);
            return;
        }

        try
        {
            await PoisonAsync(queue, handler, message, failure, cancellationToken);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException or OperationCanceledException)
        {
            Log.CouldNotDelete(logger, handler.Queue, message.MessageId, e);
        }
    }

    private async Task PoisonAsync(
        QueueClient queue,
        QueueHandler handler,
        QueueMessage message,
        Exception? failure,
        CancellationToken cancellationToken
    )
    {
        Log.Poisoned(
            logger,
            handler.Queue,
            message.MessageId,
            message.DequeueCount.ToString(CultureInfo.InvariantCulture),
            failure
        );
        var poison = storage.QueueOf($"{handler.Queue}-poison");
        await poison.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        await poison.SendMessageAsync(
            message.Body,
            timeToLive: TimeSpan.FromSeconds(-1),
            cancellationToken: cancellationToken
        );
        await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "Message {MessageId} of queue {Queue} failed at attempt {Attempt} and will be retried"
        )]
        public static partial void Failed(
            ILogger logger,
            string queue,
            string messageId,
            long attempt,
            Exception exception
        );

        [LoggerMessage(
            2,
            LogLevel.Error,
            "Message {MessageId} of queue {Queue} failed {Attempts} times and was moved to the poison queue. "
                + "Find the cause, fix it, and put the message back"
        )]
        public static partial void Poisoned(
            ILogger logger,
            string queue,
            string messageId,
            string attempts,
            Exception? exception
        );

        [LoggerMessage(3, LogLevel.Warning, "Receiving messages of queue {Queue} failed and will be retried")]
        public static partial void CouldNotReceive(ILogger logger, string queue, Exception exception);

        [LoggerMessage(
            4,
            LogLevel.Warning,
            "Message {MessageId} of queue {Queue} could not be deleted and will be received again"
        )]
        public static partial void CouldNotDelete(ILogger logger, string queue, string messageId, Exception exception);

        [LoggerMessage(
            5,
            LogLevel.Information,
            "Message {MessageId} of queue {Queue} exceeded its visibility timeout and was received again"
        )]
        public static partial void ReceivedAgain(ILogger logger, string queue, string messageId);
    }
}
