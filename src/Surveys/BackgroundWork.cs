using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Surveys.Audit;
using Surveys.Invitations;
using Surveys.Ledger;
using Surveys.Publication;
using Surveys.Sms;

namespace Surveys;

/// <summary>A handler of the messages of one queue.</summary>
/// <param name="Queue">The name of the queue, such as <c>send</c>.</param>
/// <param name="HandleAsync">
/// Handles the body of a message. If it throws, the message becomes visible again.
/// </param>
public sealed record QueueHandler(
    string Queue,
    Func<IServiceProvider, BinaryData, CancellationToken, Task> HandleAsync
);

/// <summary>Work that is repeated at a fixed interval.</summary>
/// <param name="Name">The name of the work and of its function, such as <c>Sweep</c>.</param>
/// <param name="Period">The interval.</param>
/// <param name="RunAsync">Runs the work once. Safe to repeat.</param>
public sealed record TimerHandler(
    string Name,
    TimeSpan Period,
    Func<IServiceProvider, CancellationToken, Task> RunAsync
);

/// <summary>The queue handlers and timers of the platform. Both hosts run the same lists.</summary>
public static class BackgroundWork
{
    /// <summary>Computes the rollups of the service-day in a wake-up message.</summary>
    public static QueueHandler RollUpDay { get; } =
        new(
            "fold",
            async (services, body, cancellationToken) =>
            {
                var message = JsonSerializer.Deserialize(body, LedgerJson.Default.RollupMessage)!;
                await services
                    .GetRequiredService<RollupJob>()
                    .RunAsync(ServiceDay.Parse(message.Day), cancellationToken);
            }
        );

    /// <summary>Sends the SMS that are due for the interactions in a wake-up message.</summary>
    public static QueueHandler SendText { get; } =
        new(
            "send",
            async (services, body, cancellationToken) =>
            {
                var message = JsonSerializer.Deserialize(body, SendJson.Default.SendMessage)!;
                await services.GetRequiredService<SmsDispatcher>().SendDueAsync(message.Keys, cancellationToken);
            }
        );

    /// <summary>
    /// Does what lost wake-up messages have left: computes rollups, sends overdue SMS, reconciles SMS of unknown
    /// outcome, deletes phone numbers that are no longer needed, and removes days without open work from the work
    /// index.
    /// </summary>
    public static TimerHandler Sweep { get; } =
        new(
            "Sweep",
            TimeSpan.FromMinutes(1),
            (services, cancellationToken) =>
                services.GetRequiredService<DeliveryReconciler>().SweepAsync(cancellationToken)
        );

    /// <summary>Completes erasures and deletes data whose retention period has ended.</summary>
    public static TimerHandler Retain { get; } =
        new(
            "Retain",
            TimeSpan.FromHours(1),
            async (services, cancellationToken) =>
            {
                await services.GetRequiredService<Erasure>().FinishAsync(cancellationToken);
                await services.GetRequiredService<RetentionJob>().RunAsync(cancellationToken);
                await services.GetRequiredService<AuditLog>().DeleteOldAsync(cancellationToken);
            }
        );

    /// <summary>Publishes figures when one of the fixed moments has passed.</summary>
    public static TimerHandler Publish { get; } =
        new(
            "Publish",
            TimeSpan.FromMinutes(1),
            (services, cancellationToken) =>
                services.GetRequiredService<PublicationJob>().RunIfDueAsync(cancellationToken)
        );

    /// <summary>All queue handlers.</summary>
    public static IReadOnlyList<QueueHandler> Queues { get; } = [RollUpDay, SendText];

    /// <summary>All timers.</summary>
    public static IReadOnlyList<TimerHandler> Timers { get; } = [Sweep, Publish, Retain];
}
