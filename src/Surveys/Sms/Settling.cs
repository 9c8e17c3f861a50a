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
internal sealed partial class Settling(
    Ledger.Ledger ledger,
    Folding folding,
    WorkIndex work,
    ServicesTable services,
    SurveyLinks links,
    KeyRing keys,
    SendNudge nudge,
    Sending sending,
    ISmsSender sender,
    TimeProvider time,
    ILogger<Settling> logger)
{
    /// <summary>A text that is overdue by this has lost its nudge.</summary>
    private static readonly TimeSpan Overdue = TimeSpan.FromMinutes(2);

    /// <summary>So long after its deadline a claimed row is left alone: no living sender can still post it, and reports have had their time.</summary>
    public static readonly TimeSpan SettleAfter = TimeSpan.FromMinutes(15);

    /// <summary>The carrier's clock may differ from ours: its list is read from so long before the deadline on.</summary>
    private static readonly TimeSpan FromBeforeTheClaim = TimeSpan.FromMinutes(5);

    /// <summary>Folds and sweeps every day that has something to do. A day that fails is logged and holds up no other; the run fails after them.</summary>
    public Task SweepAsync(CancellationToken cancellationToken) => Each.DoAsync(
        work.ListAsync(cancellationToken),
        day => SweepAsync(day, cancellationToken),
        (day, e) => Log.DayFailed(logger, day, e),
        cancellationToken);

    private async Task SweepAsync(ServiceDay day, CancellationToken cancellationToken)
    {
        var open = await folding.FoldAsync(day, cancellationToken);
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
            var filter = TableClient.CreateQueryFilter($"(Text eq 'scheduled' and SendAt lt {overdue}) or (Reminder eq 'Scheduled' and ReminderAt lt {overdue})");
            var late = new List<DueText>();
            await foreach (var row in ledger.ReadDayAsync(day, service.Shards, filter, cancellationToken))
            {
                late.Add(new DueText(row.Place, now));
                if (late.Count is SendNudge.MostPlaces)
                {
                    await nudge.SendAsync(late, cancellationToken);
                    late.Clear();
                }
            }

            await nudge.SendAsync(late, cancellationToken);
        }

        if (open[Counters.Sending] > 0)
        {
            var settle = now - SettleAfter;
            await foreach (var row in ledger.ReadDayAsync(day, service.Shards, TableClient.CreateQueryFilter($"Deadline lt {settle}"), cancellationToken))
            {
                await SettleAsync(row, service, cancellationToken);
            }
        }

        if (open[Counters.PhonesHeld] > 0)
        {
            var filter = TableClient.CreateQueryFilter($"ExpiresAt lt {now} and Phone gt ''");
            await foreach (var row in ledger.ReadDayAsync(day, service.Shards, filter, cancellationToken))
            {
                await ledger.ChangeAsync(row.Place, expectNew: false, known => new Decision<bool>(known is null ? null : WipePhone(known, now), true), cancellationToken);
            }
        }
    }

    /// <summary>A phone is kept until the text's fate is final and the survey over.</summary>
    public static Interaction WipePhone(Interaction row, DateTimeOffset now) =>
        row.Phone is not null && now > row.ExpiresAt && row.Text is not (TextState.Sending or TextState.Scheduled) && row.Reminder is not ReminderState.Sending
            ? row with { Phone = null, Reminder = row.Reminder is ReminderState.Scheduled ? ReminderState.Dropped : row.Reminder }
            : row;

    /// <summary>Looks up a text whose outcome is unknown: found, it is recorded; certainly never left, it is due again; else it is never sent again.</summary>
    private async Task SettleAsync(Interaction row, Service service, CancellationToken cancellationToken)
    {
        var isReminder = row.Reminder is ReminderState.Sending;
        if ((!isReminder && row.Text is not TextState.Sending) || row is not { Phone: { } held, Deadline: { } deadline })
        {
            return;
        }

        var phone = keys.OpenPhone(held);
        switch (await FindAsync(row, phone, deadline, cancellationToken))
        {
            case FindResult.Found(var sid, var status, var errorCode):
                await sending.RecordSentAsync(row.Place, stored: null, phone, seen: null, service, sid, isReminder, known => isReminder ? known : DeliveryStatus.Apply(known, status, errorCode));
                Log.Found(logger, row.Place.PartitionKey, status);
                break;
            case FindResult.NotThere:
                await ledger.ChangeAsync(row.Place, expectNew: false, known => new Decision<bool>(known is null ? null : TextFate.GiveBack(known, row.Attempt, time.GetUtcNow(), isReminder), true), cancellationToken);
                await nudge.SendAsync(row.Place, time.GetUtcNow(), cancellationToken);
                Log.NeverLeft(logger, row.Place.PartitionKey);
                break;
            case FindResult.CannotTell:
                await sending.RecordUnknownAsync(row, phone, service, isReminder);
                Log.CannotTell(logger, row.Place.PartitionKey);
                break;
        }
    }

    /// <summary>Looks for the code that the text carries, under whichever key it was made: "not there" must hold for all of them.</summary>
    private async Task<FindResult> FindAsync(Interaction row, PhoneNumber phone, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        FindResult result = new FindResult.NotThere();
        foreach (var code in links.CodesOf(row.Place))
        {
            switch (await sender.FindAsync(phone, deadline - FromBeforeTheClaim, code, cancellationToken))
            {
                case FindResult.Found found when found.Sid != row.Sid:
                    return found;
                case FindResult.CannotTell cannotTell:
                    result = cannotTell;
                    break;
                case FindResult.Found or FindResult.NotThere:
                    // The invitation itself, found instead of its reminder, says that the reminder is not there.
                    break;
            }
        }

        return result;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "A text of {Partition} was found at the carrier: {Status}")]
        public static partial void Found(ILogger logger, string partition, string status);

        [LoggerMessage(2, LogLevel.Information, "A text of {Partition} never left; it is due again")]
        public static partial void NeverLeft(ILogger logger, string partition);

        [LoggerMessage(3, LogLevel.Information, "Whether a text of {Partition} left can't be told; it is not sent again")]
        public static partial void CannotTell(ILogger logger, string partition);

        [LoggerMessage(4, LogLevel.Warning, "{Day} could not be swept; the other days are")]
        public static partial void DayFailed(ILogger logger, ServiceDay day, Exception exception);
    }
}
