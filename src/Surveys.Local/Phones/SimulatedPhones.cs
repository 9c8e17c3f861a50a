using System.Collections.Concurrent;
using System.Globalization;
using Azure;
using Surveys.Privacy;

namespace Surveys.Local;

/// <summary>
/// The simulated network of a carrier and its phones. It posts delivery reports and citizens' messages through signed
/// webhooks. Like a real carrier it repeats some reports and sends some out of order. After a restart it continues with
/// the messages that are pending.
/// </summary>
internal sealed partial class SimulatedPhones(
    PhonesTable table,
    WebhookClient webhooks,
    TimeProvider time,
    ILogger<SimulatedPhones> logger
) : BackgroundService
{
    private static readonly TimeSpan MaxDelivery = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Task, bool> _running = [];
    private readonly Dictionary<PhoneNumber, Task> _inbound = [];
    private readonly Dictionary<PhoneNumber, Task> _reports = [];
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Writes a message on a phone. It is stored on return and reaches the platform afterwards.</summary>
    public async Task<SimulatedSms> WriteAsync(
        PhoneNumber from,
        string to,
        string body,
        CancellationToken cancellationToken
    )
    {
        var message = new SimulatedSms
        {
            Sid = PhonesTable.NewSid(),
            Phone = from,
            Sender = to,
            IsInbound = true,
            Body = body,
            At = time.GetUtcNow(),
            Status = "received",
            Pending = true,
        };
        await table.AddAsync(message, cancellationToken);
        Forward(message);
        return message;
    }

    /// <summary>Starts to report on the delivery of a message that has been stored.</summary>
    public void Report(SimulatedSms message)
    {
        lock (_lock)
        {
            _reports[message.Phone] = Task.WhenAll(
                _reports.GetValueOrDefault(message.Phone, Task.CompletedTask),
                Start(stop => ReportAsync(message, stop))
            );
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_running.Keys).WaitAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _stop.Dispose();
        base.Dispose();
    }

    /// <summary>Continues with the messages that the last run left pending.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var delay = RetryDelay.First;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var message in await table.ListPendingAsync(stoppingToken))
                {
                    if (message.IsInbound)
                    {
                        Forward(message);
                    }
                    else
                    {
                        Report(message);
                    }
                }

                return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is RequestFailedException or AggregateException)
            {
                Log.StorageFailed(logger, e);
            }

            await Task.Delay(delay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            delay = RetryDelay.After(delay);
        }
    }

    /// <summary>Forwards a citizen's message to the platform, after the earlier messages of the same phone.</summary>
    private void Forward(SimulatedSms message)
    {
        lock (_lock)
        {
            var before = _inbound.GetValueOrDefault(message.Phone, Task.CompletedTask);
            var reports = _reports.GetValueOrDefault(message.Phone, Task.CompletedTask);
            _inbound[message.Phone] = Start(async stop =>
            {
                await before;

                // A citizen can't answer a message before it is delivered, and a network reports within seconds.
                await reports.WaitAsync(MaxDelivery, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                stop.ThrowIfCancellationRequested();
                await ForwardAsync(message, stop);
            });
        }
    }

    private async Task ForwardAsync(SimulatedSms message, CancellationToken stop)
    {
        await Task.Delay(Latency(message, 20, 80), time, stop);
        var reply = await webhooks.PostMessageAsync(message, stop) is { } body
            ? new SimulatedSms
            {
                Sid = PhonesTable.NewSid(),
                Phone = message.Phone,
                Sender = message.Sender,
                IsInbound = false,
                Body = body,
                At = time.GetUtcNow(),
                Status = "delivered",
            }
            : null;
        await CompleteAsync(message, reply, stop);
    }

    private async Task ReportAsync(SimulatedSms message, CancellationToken stop)
    {
        var (final, code) = MagicNumbers.Of(message.Phone) switch
        {
            Magic.Unreachable => ("undelivered", 30003),
            Magic.Filtered => ("undelivered", 30007),
            Magic.Expired => ("undelivered", 30036),
            _ => ("delivered", (int?)null),
        };
        await Task.Delay(Latency(message, 50, 250), time, stop);
        foreach (var status in StatusesOf(message, final))
        {
            await webhooks.PostStatusAsync(message, status, status == final ? code : null, stop);
            await Task.Delay(Latency(message, 20, 200), time, stop);
        }

        await CompleteAsync(message with { Status = final, ErrorCode = code }, null, stop);
    }

    /// <summary>The reports in the order in which they are posted. Some are repeated or out of order.</summary>
    private static string[] StatusesOf(SimulatedSms message, string final) =>
        (Hash(message) % 8) switch
        {
            0 => ["queued", "sent", final, final],
            1 => [final, "sent"],
            2 => ["sent", final, "sent"],
            _ => ["sent", final],
        };

    private async Task CompleteAsync(SimulatedSms message, SimulatedSms? reply, CancellationToken stop)
    {
        for (var delay = RetryDelay.First; ; delay = RetryDelay.After(delay))
        {
            try
            {
                await table.CompleteAsync(message, reply, stop);
                return;
            }
            catch (RequestFailedException e) when (e.Status is 409)
            {
                // The reply exists: the response to an earlier attempt was lost.
                return;
            }
            catch (Exception e) when (e is RequestFailedException or AggregateException)
            {
                Log.StorageFailed(logger, e);
            }

            await Task.Delay(delay, time, stop);
        }
    }

    /// <summary>
    /// Starts work in the background. The stop of the host cancels it and waits for it. The next start repeats what was
    /// cancelled.
    /// </summary>
    private Task Start(Func<CancellationToken, Task> work)
    {
        async Task RunAsync()
        {
            await Task.Yield();
            try
            {
                await work(_stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested) { }
#pragma warning disable CA1031 // Nobody awaits the result. The message stays pending and is repeated at the next start.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Log.Failed(logger, e);
            }
        }

        var task = RunAsync();
        _running[task] = true;
        _ = task.ContinueWith(
            done => _running.TryRemove(done, out _),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
        return task;
    }

    /// <summary>A number derived from the message's id, so a repeated run behaves the same.</summary>
    private static int Hash(SimulatedSms message) =>
        int.Parse(message.Sid.AsSpan(2, 6), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static TimeSpan Latency(SimulatedSms message, int minMilliseconds, int maxMilliseconds) =>
        TimeSpan.FromMilliseconds(minMilliseconds + (Hash(message) % (maxMilliseconds - minMilliseconds)));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The storage of the simulated phones failed; the request is repeated")]
        public static partial void StorageFailed(ILogger logger, Exception exception);

        [LoggerMessage(2, LogLevel.Error, "A task of the simulated phones failed")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
