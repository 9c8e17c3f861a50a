using System.Globalization;
using Azure;
using Azure.Storage.Queues;
using Surveys.Storage;
using QueueMessage = Azure.Storage.Queues.Models.QueueMessage;

namespace Surveys.Local;

/// <summary>
/// Takes messages from each of the platform's queues and hands them to their handlers, as the Functions host does: a message that is handled is deleted, one
/// that fails comes again after <see cref="Visibility"/>, and after the fifth failure it is kept in the queue's poison and reported as an error.
/// </summary>
internal sealed partial class QueuePump(
    SurveyStorage storage,
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger<QueuePump> logger
) : BackgroundService
{
    /// <summary>Messages that are handled at once.</summary>
    private const int Parallel = 16;

    /// <summary>Azure gives no more in one answer.</summary>
    private const int MaxReceived = 32;

    private const int MaxDequeues = 5;

    private static readonly TimeSpan Visibility = TimeSpan.FromSeconds(30);

    /// <summary>How long the wait is after a queue was found empty; it doubles while it stays so.</summary>
    private static readonly TimeSpan MinWait = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(1);

    /// <summary>What is in hand at a stop may be finished within this.</summary>
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

    /// <summary>Receives once and handles what came; whether anything did.</summary>
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
            messages = await queue.ReceiveMessagesAsync(MaxReceived, Visibility, stoppingToken);
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

        await System.Threading.Tasks.Parallel.ForEachAsync(
            messages,
            new ParallelOptions { MaxDegreeOfParallelism = Parallel },
            async (message, _) => await HandleAsync(queue, handler, message, finish)
        );
        return messages.Length > 0;
    }

    /// <summary>Handles one message. No failure of its own stops the pump.</summary>
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
                // Whoever had it last died over it.
                await PoisonAsync(queue, handler, message, null, cancellationToken);
                return;
            }

            await using var scope = scopes.CreateAsyncScope();
            await handler.HandleAsync(scope.ServiceProvider, message.Body, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops; the message comes again at its next start.
            return;
        }
#pragma warning disable CA1031 // The edge: whatever fails is logged, and the message is tried again or kept as poison.
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
            // It was handled for longer than it was hidden, and somebody else has it: handlers are harmless to repeat.
            Log.TakenTwice(logger, handler.Queue, message.MessageId);
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
            "A message of {Queue} ({MessageId}) failed at attempt {Attempt}; it will be tried again"
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
            "A message of {Queue} ({MessageId}) failed {Attempts} times and was put among the poison: find out why, mend it, and put the message back"
        )]
        public static partial void Poisoned(
            ILogger logger,
            string queue,
            string messageId,
            string attempts,
            Exception? exception
        );

        [LoggerMessage(3, LogLevel.Warning, "No messages of {Queue} could be received; it will be tried again")]
        public static partial void CouldNotReceive(ILogger logger, string queue, Exception exception);

        [LoggerMessage(
            4,
            LogLevel.Warning,
            "A message of {Queue} ({MessageId}) could not be deleted; it will come again"
        )]
        public static partial void CouldNotDelete(ILogger logger, string queue, string messageId, Exception exception);

        [LoggerMessage(5, LogLevel.Information, "A message of {Queue} ({MessageId}) took longer than it was hidden")]
        public static partial void TakenTwice(ILogger logger, string queue, string messageId);
    }
}

/// <summary>Runs what is done by the clock: shortly after the start, then every period.</summary>
internal sealed partial class TimerPump(IServiceScopeFactory scopes, TimeProvider time, ILogger<TimerPump> logger)
    : BackgroundService
{
    private static readonly TimeSpan AfterStart = TimeSpan.FromSeconds(2);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(BackgroundWork.Timers.Select(timer => RunAsync(timer, stoppingToken)));

    private async Task RunAsync(TimerHandler timer, CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(AfterStart, time, stoppingToken);
            while (true)
            {
                await RunOnceAsync(timer, stoppingToken);
                await Task.Delay(timer.Period, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }

    private async Task RunOnceAsync(TimerHandler timer, CancellationToken stoppingToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await timer.RunAsync(scope.ServiceProvider, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // The edge: what fails is logged and done again a period later.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Failed(logger, timer.Name, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "{Timer} failed; it will be done again in its next turn")]
        public static partial void Failed(ILogger logger, string timer, Exception exception);
    }
}
