using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Surveys.Http;
using Surveys.Invitations;
using Surveys.Ledger;
using Surveys.Sms;

namespace Surveys;

/// <summary>What the platform does with messages and by the clock: both hosts pump the same lists.</summary>
public static class BackgroundWork
{
    /// <summary>Folds the service-day that a nudge names.</summary>
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

    /// <summary>Sends what is due at the places that a nudge names.</summary>
    public static QueueHandler SendText { get; } =
        new(
            "send",
            async (services, body, cancellationToken) =>
            {
                var message = JsonSerializer.Deserialize(body, SendJson.Default.SendMessage)!;
                await services.GetRequiredService<SmsDispatcher>().SendDueAsync(message.Keys, cancellationToken);
            }
        );

    /// <summary>Folds what lost nudges left, wakes overdue texts, settles those of unknown outcome, wipes phones, takes quiet days off the list of work.</summary>
    public static TimerHandler Sweep { get; } =
        new(
            "Sweep",
            TimeSpan.FromMinutes(1),
            (services, cancellationToken) =>
                services.GetRequiredService<DeliveryReconciler>().SweepAsync(cancellationToken)
        );

    /// <summary>Finishes erasures, and lets go of what was kept for a time only.</summary>
    public static TimerHandler Retain { get; } =
        new(
            "Retain",
            TimeSpan.FromHours(1),
            async (services, cancellationToken) =>
            {
                await services.GetRequiredService<Erasure>().FinishAsync(cancellationToken);
                await services.GetRequiredService<RetentionJob>().RunAsync(cancellationToken);
            }
        );

    /// <summary>By queue.</summary>
    public static IReadOnlyList<QueueHandler> Queues { get; } = [RollUpDay, SendText];

    /// <summary>By the clock.</summary>
    public static IReadOnlyList<TimerHandler> Timers { get; } = [Sweep, Retain];
}
