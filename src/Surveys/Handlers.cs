using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Surveys.Http;
using Surveys.Ledger;

namespace Surveys;

/// <summary>What the platform does with messages and by the clock: both hosts pump the same lists.</summary>
public static class Handlers
{
    /// <summary>Folds the service-day that a nudge names.</summary>
    public static QueueHandler FoldDay { get; } = new("fold", async (services, body, cancellationToken) =>
    {
        var message = JsonSerializer.Deserialize(body, LedgerJson.Default.FoldMessage)!;
        await services.GetRequiredService<Folding>().FoldAsync(ServiceDay.Parse(message.Day), cancellationToken);
    });

    /// <summary>Folds what lost nudges left, and takes quiet days off the list of work.</summary>
    public static TimerHandler FoldLeftovers { get; } = new(
        "FoldLeftovers",
        TimeSpan.FromMinutes(1),
        (services, cancellationToken) => services.GetRequiredService<Folding>().FoldAllAsync(cancellationToken));

    /// <summary>By queue.</summary>
    public static IReadOnlyList<QueueHandler> Queues { get; } = [FoldDay];

    /// <summary>By the clock.</summary>
    public static IReadOnlyList<TimerHandler> Timers { get; } = [FoldLeftovers];
}
