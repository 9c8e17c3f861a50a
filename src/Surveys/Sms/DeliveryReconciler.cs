using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Surveys.Invitations;
using Surveys.Ledger;
using Surveys.Privacy;
using Surveys.Scoring;
using Surveys.ServiceRegister;

namespace Surveys.Sms;

/// <summary>
/// Sweeps the days with open work: wakes texts whose nudge was lost, finds out what became of texts whose sender died or never got an answer, and wipes the
/// phones that are no longer needed. What it reads it finds by the work index, never by a scan of the ledger.
/// </summary>
internal sealed partial class DeliveryReconciler(
    Ledger.InteractionLedger ledger,
    RollupJob folding,
    WorkIndex work,
    ServicesTable services,
    SurveyLinks links,
    KeyRing keys,
    SendScheduler nudge,
    SmsDispatcher sending,
    ISmsSender sender,
    TimeProvider time,
    ILogger<DeliveryReconciler> logger
)
{
    /// <summary>A text that is overdue by this has lost its nudge.</summary>
    private static readonly TimeSpan Overdue = TimeSpan.FromMinutes(2);

    /// <summary>So long after its deadline a claimed row is left alone: no living sender can still post it, and reports have had their time.</summary>
    public static readonly TimeSpan ReconcileAfter = TimeSpan.FromMinutes(15);

    /// <summary>The carrier's clock may differ from ours: its list is read from so long before the deadline on.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>Folds and sweeps every day that has something to do. A day that fails is logged and holds up no other; the run fails after them.</summary>
    public Task SweepAsync(CancellationToken cancellationToken) =>
        ResilientLoop.ForEachAsync(
            work.ListAsync(cancellationToken),
            day => SweepAsync(day, cancellationToken),
            (day, e) => Log.DayFailed(logger, day, e),
            cancellationToken
        );

    private async Task SweepAsync(ServiceDay day, CancellationToken cancellationToken)
    {
        var open = await folding.RunAsync(day, cancellationToken);
        if (await services.FindAsync(day.ServiceId, cancellationToken) is { } service)
        {
            await SweepAsync(day, service, open, cancellationToken);
        }
    }

    private async Task SweepAsync(ServiceDay day, Service service, Counts open, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (open[Counters.Scheduled] > 0)
        {
            var overdue = now - Overdue;
            var filter = TableClient.CreateQueryFilter(
                $"(Text eq 'scheduled' and SendAt lt {overdue}) or (Reminder eq 'Scheduled' and ReminderAt lt {overdue})"
            );
            var late = new List<DueSms>();
            await foreach (var row in ledger.ReadDayAsync(day, service.Shards, filter, cancellationToken))
            {
                late.Add(new DueSms(row.Key, now));
                if (late.Count is SendScheduler.MaxKeys)
                {
                    await nudge.ScheduleAsync(late, cancellationToken);
                    late.Clear();
                }
            }

            await nudge.ScheduleAsync(late, cancellationToken);
        }

        if (open[Counters.Sending] > 0)
        {
            var settle = now - ReconcileAfter;
            await foreach (
                var row in ledger.ReadDayAsync(
                    day,
                    service.Shards,
                    TableClient.CreateQueryFilter($"Deadline lt {settle}"),
                    cancellationToken
                )
            )
            {
                await ReconcileAsync(row, service, cancellationToken);
            }
        }

        if (open[Counters.PhonesHeld] > 0)
        {
            var filter = TableClient.CreateQueryFilter($"ExpiresAt lt {now} and Phone gt ''");
            await foreach (var row in ledger.ReadDayAsync(day, service.Shards, filter, cancellationToken))
            {
                await ledger.ChangeAsync(
                    row.Key,
                    expectNew: false,
                    known => new Decision<bool>(known is null ? null : WipePhone(known, now), true),
                    cancellationToken
                );
            }
        }
    }

    /// <summary>A phone is kept until the text's fate is final and the survey over.</summary>
    public static Interaction WipePhone(Interaction row, DateTimeOffset now) =>
        row.Contact.SealedPhone is not null
        && now > row.Survey.ExpiresAt
        && row.Sms.State is not (SmsState.Sending or SmsState.Scheduled)
        && row.Sms.ReminderState is not ReminderState.Sending
            ? row with
            {
                Contact = row.Contact with { SealedPhone = null },
                Sms = row.Sms with
                {
                    ReminderState =
                        row.Sms.ReminderState is ReminderState.Scheduled
                            ? ReminderState.Dropped
                            : row.Sms.ReminderState,
                },
            }
            : row;

    /// <summary>Looks up a text whose outcome is unknown: found, it is recorded; certainly never left, it is due again; else it is never sent again.</summary>
    private async Task ReconcileAsync(Interaction row, Service service, CancellationToken cancellationToken)
    {
        var isReminder = row.Sms.ReminderState is ReminderState.Sending;
        if (
            (!isReminder && row.Sms.State is not SmsState.Sending)
            || row is not { Contact.SealedPhone: { } held, Sms.Deadline: { } deadline }
        )
        {
            return;
        }

        var phone = keys.OpenPhone(held);
        switch (await FindAsync(row, phone, deadline, cancellationToken))
        {
            case FindResult.Found(var id, var status):
                await sending.RecordSentAsync(
                    row.Key,
                    stored: null,
                    phone,
                    seen: null,
                    service,
                    id,
                    isReminder,
                    known => isReminder ? known : SmsStateMachine.ApplyDeliveryReport(known, status)
                );
                Log.Found(logger, row.Key.PartitionKey, status);
                break;
            case FindResult.NotFound:
                await ledger.ChangeAsync(
                    row.Key,
                    expectNew: false,
                    known => new Decision<bool>(
                        known is null
                            ? null
                            : SmsStateMachine.ReleaseClaim(known, row.Sms.Attempt, time.GetUtcNow(), isReminder),
                        true
                    ),
                    cancellationToken
                );
                await nudge.ScheduleAsync(row.Key, time.GetUtcNow(), cancellationToken);
                Log.NeverLeft(logger, row.Key.PartitionKey);
                break;
            case FindResult.Inconclusive:
                await sending.RecordUnknownAsync(row, phone, service, isReminder);
                Log.CannotTell(logger, row.Key.PartitionKey);
                break;
        }
    }

    /// <summary>Looks for the code that the text carries, under whichever key it was made: "not there" must hold for all of them.</summary>
    private async Task<FindResult> FindAsync(
        Interaction row,
        PhoneNumber phone,
        DateTimeOffset deadline,
        CancellationToken cancellationToken
    )
    {
        FindResult result = new FindResult.NotFound();
        foreach (var code in links.CodesOf(row.Key))
        {
            switch (await sender.FindAsync(phone, deadline - ClockTolerance, code, cancellationToken))
            {
                case FindResult.Found found when found.MessageId != row.Sms.Sid:
                    return found;
                case FindResult.Inconclusive cannotTell:
                    result = cannotTell;
                    break;
                case FindResult.Found or FindResult.NotFound:
                    // The invitation itself, found instead of its reminder, says that the reminder is not there.
                    break;
            }
        }

        return result;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "A text of {Partition} was found at the carrier: {Status}")]
        public static partial void Found(ILogger logger, string partition, DeliveryStatus status);

        [LoggerMessage(2, LogLevel.Information, "A text of {Partition} never left; it is due again")]
        public static partial void NeverLeft(ILogger logger, string partition);

        [LoggerMessage(
            3,
            LogLevel.Information,
            "Whether a text of {Partition} left can't be told; it is not sent again"
        )]
        public static partial void CannotTell(ILogger logger, string partition);

        [LoggerMessage(4, LogLevel.Warning, "{Day} could not be swept; the other days are")]
        public static partial void DayFailed(ILogger logger, ServiceDay day, Exception exception);
    }
}
