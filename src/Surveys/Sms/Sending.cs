using Microsoft.Extensions.Logging;
using Surveys.Invitations;
using Surveys.Ledger;
using Surveys.Privacy;
using Surveys.ServiceRegister;

namespace Surveys.Sms;

/// <summary>
/// Sends what is due, so that each point at which a host may die is safe: permit → reserve the citizen → claim the row → look once more → post → record.
/// See DESIGN.md, "Sending". A text goes out once; where it can't be known whether it did, <see cref="Settling"/> finds out.
/// </summary>
internal sealed partial class Sending(
    Ledger.Ledger ledger,
    ServicesTable services,
    ContactsTable contacts,
    DailyCap cap,
    SurveyLinks links,
    KeyRing keys,
    SendNudge nudge,
    CarrierGate gate,
    ISmsSender sender,
    StatusAddress statusAddress,
    TimeProvider time,
    ILogger<Sending> logger)
{
    /// <summary>A reservation outlives the claim it is for, so that nobody else texts the citizen while a claim is live.</summary>
    private static readonly TimeSpan ReservationTime = TimeSpan.FromMinutes(2);

    /// <summary>Come again after this where the gate is shut or somebody else has the citizen.</summary>
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(30);

    /// <summary>A message may come a little before its time.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(1);

    /// <summary>A wrong setting at the carrier needs a person: no use in asking every minute.</summary>
    private static readonly TimeSpan AfterAlarm = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan AfterTemporary = TimeSpan.FromMinutes(5);

    /// <summary>Does what is due at a place: the invitation, or its reminder.</summary>
    public async Task SendDueAsync(Place place, CancellationToken cancellationToken)
    {
        if (await ledger.FindAsync(place, cancellationToken) is not { } row || await services.FindAsync(place.ServiceDay.ServiceId, cancellationToken) is not { } service)
        {
            return;
        }

        var isReminder = row.Text is not TextState.Scheduled;
        if (isReminder && row.Reminder is not ReminderState.Scheduled)
        {
            // Sent, withheld or in another sender's hands: a repeated message changes nothing.
            return;
        }

        var now = time.GetUtcNow();
        var due = (isReminder ? row.ReminderAt : row.SendAt) ?? now;
        if (due > now + Early)
        {
            await nudge.SendAsync(place, due, cancellationToken);
            return;
        }

        if (FindDrop(row, service, isReminder, now) is { } reason)
        {
            await DropAsync(place, service, reason, isReminder, cancellationToken);
            return;
        }

        var moment = SendingTimes.Next(service, now);
        if (moment > now)
        {
            await PostponeAsync(place, moment, isReminder, cancellationToken);
            return;
        }

        if (!await gate.AcquireAsync(cancellationToken))
        {
            await nudge.SendAsync(place, now + Later, cancellationToken);
            return;
        }

        await ReserveAndSendAsync(row, service, isReminder, cancellationToken);
    }

    /// <summary>What the sender finds out about a row on its own; null: go on.</summary>
    private static Reason? FindDrop(Interaction row, Service service, bool isReminder, DateTimeOffset now) => row switch
    {
        { Withdrawn: true } => Reason.Withdrawn,
        { Phone: null } => Reason.Erased,
        _ when service.Sms is null => Reason.NoSender,
        _ when isReminder && (row.IsAnswered || now >= row.ExpiresAt || row.Text is not (TextState.Sent or TextState.Delivered)) => Reason.TooLate,
        _ when !isReminder && SendingTimes.Next(service, now) > SendingTimes.LastMoment(service, row.CompletedAt) => Reason.TooLate,
        _ => null,
    };

    private async Task ReserveAndSendAsync(Interaction row, Service service, bool isReminder, CancellationToken cancellationToken)
    {
        var place = row.Place;
        var phone = keys.OpenPhone(row.Phone!);
        var now = time.GetUtcNow();
        var contact = await contacts.ReadAsync(phone, cancellationToken);
        if (FindRefusal(contact, row, service, isReminder, now) is { } refusal)
        {
            await DropAsync(place, service, refusal, isReminder, cancellationToken);
            return;
        }

        if (contact.IsReservedFrom(place.ToString(), now) || !await contacts.TryWriteAsync(contact with { ReservedBy = place.ToString(), ReservedUntil = now + ReservationTime }, cancellationToken))
        {
            await nudge.SendAsync(place, now + Later, cancellationToken);
            return;
        }

        if (!isReminder && !await cap.TryTakeAsync(service, now, cancellationToken))
        {
            await ReleaseAsync(phone, place, cancellationToken);
            await DropAsync(place, service, Reason.Capped, isReminder, cancellationToken);
            return;
        }

        var code = links.CodeOf(place);
        var (body, parts) = Composition.Compose(row, service, links.TextOf(code), isReminder);
        var attempt = await ledger.ChangeAsync(place, expectNew: false, known => Claim(known, parts, isReminder), cancellationToken);
        if (attempt is null)
        {
            await ReleaseAsync(phone, place, cancellationToken);
            return;
        }

        // From here on the row says "sending": whatever dies leaves a trace that Settling follows.
        await links.WriteAsync(code, place, row.ExpiresAt.AddDays(90), cancellationToken);
        var validity = await LookOnceMoreAsync(place, phone, service, isReminder, cancellationToken);
        if (validity is null)
        {
            await GiveBackAsync(place, phone, attempt.Value, time.GetUtcNow(), isReminder);
            return;
        }

        var text = new OutgoingText(service.Sms!.From, phone, body, validity.Value, statusAddress.Of(place, isReminder));
        var result = await gate.PostAsync(cancel => sender.SendAsync(text, cancel), CancellationToken.None);
        await RecordAsync(place, phone, service, attempt.Value, result, isReminder);
    }

    private Decision<int?> Claim(Interaction? row, int parts, bool isReminder)
    {
        if (row is null or { Withdrawn: true } or { Phone: null } || (isReminder ? row.Reminder is not ReminderState.Scheduled || row.IsAnswered : row.Text is not TextState.Scheduled))
        {
            return new(row, null);
        }

        var claimed = TextFate.Claim(row, time.GetUtcNow(), parts, isReminder);
        return new(claimed, claimed.Attempt);
    }

    private static Reason? FindRefusal(Contact contact, Interaction row, Service service, bool isReminder, DateTimeOffset now) => contact switch
    {
        { OptedOutAt: not null } => Reason.OptedOut,
        { LastTextedAt: { } last } when !isReminder && contact.LastPlace != row.Place.ToString() && last.AddDays(service.CooldownDays) > now => Reason.Cooldown,
        _ => null,
    };

    /// <summary>The last look before the post: a STOP, the window, the clock. Null: not now. A STOP that is stored before this look is kept.</summary>
    private async Task<TimeSpan?> LookOnceMoreAsync(Place place, PhoneNumber phone, Service service, bool isReminder, CancellationToken cancellationToken)
    {
        var contact = await contacts.ReadAsync(phone, cancellationToken);
        var row = await ledger.FindAsync(place, cancellationToken);
        var now = time.GetUtcNow();
        if (contact.OptedOutAt is not null || contact.ReservedBy != place.ToString() || row?.Deadline is not { } deadline || now >= deadline - CarrierGate.PostTime || (isReminder && row.IsAnswered))
        {
            return null;
        }

        return SendingTimes.ValidityAt(service, now);
    }

    private async Task RecordAsync(Place place, PhoneNumber phone, Service service, int attempt, SendResult result, bool isReminder)
    {
        // What left can't be undone: it is recorded whoever has gone away meanwhile.
        var now = time.GetUtcNow();
        switch (result)
        {
            case SendResult.Accepted(var sid):
                await RecordSentAsync(place, phone, service, sid, isReminder);
                break;
            case SendResult.Throttled(var after):
                await GiveBackAsync(place, phone, attempt, now + (after < Later ? Later : after), isReminder);
                break;
            case SendResult.Refused(var code):
                await RecordRefusalAsync(place, phone, attempt, code, isReminder);
                break;
            case SendResult.Unknown:
                Log.OutcomeUnknown(logger, place.PartitionKey);
                break;
        }
    }

    /// <summary>Records a text that the carrier has: the row, then the contact; and plans the reminder. Also for what a look-up or a report found.</summary>
    public async Task RecordSentAsync(Place place, PhoneNumber? phone, Service service, string sid, bool isReminder)
    {
        var now = time.GetUtcNow();
        var reminder = await ledger.ChangeAsync(
            place,
            expectNew: false,
            row =>
            {
                var handed = row is null ? null : PlanReminder(TextFate.Hand(row, sid, now, service, isReminder), service, isReminder);
                return new Decision<DateTimeOffset?>(handed, handed is { Reminder: ReminderState.Scheduled } ? handed.ReminderAt : null);
            },
            CancellationToken.None);
        if (phone is { } number)
        {
            await contacts.ChangeAsync(number, contact => Texted(contact, place, service, now, isReminder), CancellationToken.None);
        }

        if (reminder is { } due)
        {
            await nudge.SendAsync(place, due, CancellationToken.None);
        }
    }

    private static Contact Texted(Contact contact, Place place, Service service, DateTimeOffset now, bool isReminder)
    {
        var name = place.ToString();
        var texted = contact.Places.Any(known => known.Place == name) ? contact.Places : contact.Places.Insert(0, new TextedPlace(name, service.Sms?.From ?? "", now));
        var isOurs = contact.ReservedBy == name;
        return contact with
        {
            LastTextedAt = isReminder ? contact.LastTextedAt : now,
            LastPlace = isReminder ? contact.LastPlace : name,
            Places = texted,
            ReservedBy = isOurs ? null : contact.ReservedBy,
            ReservedUntil = isOurs ? null : contact.ReservedUntil,
        };
    }

    private static Interaction PlanReminder(Interaction row, Service service, bool isReminder)
    {
        if (isReminder || row.Reminder is not ReminderState.None || service.ReminderAfterDays is not { } days || row is not { Text: TextState.Sent or TextState.Delivered, SentAt: { } sent } || row.IsAnswered)
        {
            return row;
        }

        var due = SendingTimes.Next(service, sent.AddDays(days));
        return due < row.ExpiresAt ? row with { Reminder = ReminderState.Scheduled, ReminderAt = due } : row;
    }

    private async Task RecordRefusalAsync(Place place, PhoneNumber phone, int attempt, int code, bool isReminder)
    {
        var kind = CarrierErrors.KindOf(code);
        Log.Refused(logger, place.PartitionKey, code, kind);
        switch (kind)
        {
            case CarrierErrorKind.OptedOut:
                await contacts.ChangeAsync(phone, contact => contact with { OptedOutAt = contact.OptedOutAt ?? time.GetUtcNow() }, CancellationToken.None);
                await RefuseAsync(place, Reason.OptedOut, isReminder);
                break;
            case CarrierErrorKind.Temporary:
                await GiveBackAsync(place, phone, attempt, time.GetUtcNow() + AfterTemporary, isReminder);
                return;
            case CarrierErrorKind.Configuration:
                Log.Misconfigured(logger, place.ServiceDay.ServiceId, code);
                await GiveBackAsync(place, phone, attempt, time.GetUtcNow() + AfterAlarm, isReminder);
                return;
            default:
                await RefuseAsync(place, Reason.Refused, isReminder);
                break;
        }

        await ReleaseAsync(phone, place, CancellationToken.None);
    }

    private Task<bool> RefuseAsync(Place place, Reason reason, bool isReminder) => ledger.ChangeAsync(
        place,
        expectNew: false,
        row => new Decision<bool>(row is null ? null : TextFate.Refuse(row, reason, row.ExpiresAt, isReminder), true),
        CancellationToken.None);

    private async Task GiveBackAsync(Place place, PhoneNumber phone, int attempt, DateTimeOffset due, bool isReminder)
    {
        await ledger.ChangeAsync(place, expectNew: false, row => new Decision<bool>(row is null ? null : TextFate.GiveBack(row, attempt, due, isReminder), true), CancellationToken.None);
        await ReleaseAsync(phone, place, CancellationToken.None);
        await nudge.SendAsync(place, due, CancellationToken.None);
    }

    private async Task ReleaseAsync(PhoneNumber phone, Place place, CancellationToken cancellationToken) =>
        await contacts.ChangeAsync(phone, contact => contact.ReservedBy == place.ToString() ? contact with { ReservedBy = null, ReservedUntil = null } : null, cancellationToken);

    private async Task PostponeAsync(Place place, DateTimeOffset until, bool isReminder, CancellationToken cancellationToken)
    {
        await ledger.ChangeAsync(place, expectNew: false, row => new Decision<bool>(row is null ? null : TextFate.Postpone(row, until, isReminder), true), cancellationToken);
        await nudge.SendAsync(place, until, cancellationToken);
    }

    private async Task DropAsync(Place place, Service service, Reason reason, bool isReminder, CancellationToken cancellationToken)
    {
        await ledger.ChangeAsync(
            place,
            expectNew: false,
            row => new Decision<bool>(
                row is null ? null
                    : isReminder ? row.Reminder is ReminderState.Scheduled ? row with { Reminder = ReminderState.Dropped } : row
                    : TextFate.Withhold(row, reason, service),
                true),
            cancellationToken);
        Log.Dropped(logger, place.PartitionKey, reason, isReminder);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "A text of {Partition} has an unknown outcome; it will be looked up")]
        public static partial void OutcomeUnknown(ILogger logger, string partition);

        [LoggerMessage(2, LogLevel.Information, "A text of {Partition} was refused with {Code}: {Kind}")]
        public static partial void Refused(ILogger logger, string partition, int code, CarrierErrorKind kind);

        [LoggerMessage(3, LogLevel.Error, "Texts of {ServiceId} can't go out: the carrier says {Code}; check the sender and the account")]
        public static partial void Misconfigured(ILogger logger, string serviceId, int code);

        [LoggerMessage(4, LogLevel.Information, "No text of {Partition}: {Reason} (reminder: {IsReminder})")]
        public static partial void Dropped(ILogger logger, string partition, Reason reason, bool isReminder);
    }
}
