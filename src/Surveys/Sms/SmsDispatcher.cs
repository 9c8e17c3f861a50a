using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Surveys.Invitations;
using Surveys.Ledger;
using Surveys.Privacy;
using Surveys.ServiceRegister;

namespace Surveys.Sms;

/// <summary>
/// Sends what is due, so that each point at which a host may die is safe: permit → reserve the citizen → claim the row → look once more → post → record.
/// See DESIGN.md, "Sending". A text goes out once; where it can't be known whether it did, <see cref="DeliveryReconciler"/> finds out.
/// </summary>
internal sealed partial class SmsDispatcher(
    Ledger.InteractionLedger ledger,
    ServicesTable services,
    ContactsTable contacts,
    DailyCap cap,
    SurveyLinks links,
    KeyRing keys,
    SendScheduler nudge,
    CarrierPipeline gate,
    ISmsSender sender,
    StatusCallback statusAddress,
    IOptions<InvitationOptions> options,
    TimeProvider time,
    ILogger<SmsDispatcher> logger
)
{
    /// <summary>A reservation outlives the claim it is for, so that nobody else texts the citizen while a claim is live.</summary>
    private static readonly TimeSpan ReservationTime = TimeSpan.FromMinutes(2);

    /// <summary>Come again after this where the gate is shut or somebody else has the citizen.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(30);

    /// <summary>A text that is overdue by this is written down as due later, so that the sweep doesn't take its nudge for lost and send another, minute by minute.</summary>
    private static readonly TimeSpan OverdueTolerance = TimeSpan.FromMinutes(1);

    /// <summary>A message may come a little before its time.</summary>
    private static readonly TimeSpan EarlyTolerance = TimeSpan.FromSeconds(1);

    /// <summary>A message begins no further text after this: well within the 30 s for which it is hidden.</summary>
    private static readonly TimeSpan MaxTurn = TimeSpan.FromSeconds(10);

    /// <summary>A wrong setting at the carrier needs a person: no use in asking every minute.</summary>
    private static readonly TimeSpan ConfigurationRetryDelay = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan TemporaryRetryDelay = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Does what is due at the places of a message, one after the other; what fails at one is told when the others are done. Those that are not reached in
    /// time get a message of their own, so that this one does not come again while it is in hand.
    /// </summary>
    public async Task SendDueAsync(IEnumerable<InteractionKey> places, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var left = new List<DueSms>();
        try
        {
            await ResilientLoop.ForEachAsync(
                places.ToAsyncEnumerable(),
                async key =>
                {
                    if (time.GetElapsedTime(began) > MaxTurn)
                    {
                        left.Add(new DueSms(key, time.GetUtcNow()));
                        return;
                    }

                    await SendDueAsync(key, cancellationToken);
                },
                (key, e) => Log.Failed(logger, key.PartitionKey, e.GetType().Name),
                cancellationToken
            );
        }
        finally
        {
            await nudge.ScheduleAsync(left, CancellationToken.None);
        }
    }

    /// <summary>Does what is due at a place: the invitation, or its reminder.</summary>
    public async Task SendDueAsync(InteractionKey key, CancellationToken cancellationToken)
    {
        if (
            await ledger.ReadAsync(key, cancellationToken) is not { } stored
            || await services.FindAsync(key.ServiceDay.ServiceId, cancellationToken) is not { } service
        )
        {
            return;
        }

        var row = stored.Row;
        var isReminder = row.Sms.State is not SmsState.Scheduled;
        if (isReminder && row.Sms.ReminderState is not ReminderState.Scheduled)
        {
            // Sent, withheld or in another sender's hands: a repeated message changes nothing.
            return;
        }

        var now = time.GetUtcNow();
        var due = (isReminder ? row.Sms.ReminderAt : row.Sms.SendAt) ?? now;
        if (due > now + EarlyTolerance)
        {
            await nudge.ScheduleAsync(key, due, cancellationToken);
            return;
        }

        if (FindRowRefusal(row, service, isReminder) is { } reason)
        {
            await DropAsync(stored, service, reason, isReminder, cancellationToken);
            return;
        }

        // Reasons have an order, and "too late" is the last: whoever said STOP is withheld for that.
        var moment = SendingTimes.Next(service, now);
        var isTooLate = isReminder
            ? moment >= row.Survey.ExpiresAt
            : moment > SendingTimes.LastMoment(service, row.Report.CompletedAt);
        if (!isTooLate && moment > now)
        {
            await PostponeAsync(stored, moment, isReminder, cancellationToken);
            return;
        }

        if (!isTooLate && !await gate.AcquireAsync(cancellationToken))
        {
            await RetryLaterAsync(stored, due, now, isReminder, cancellationToken);
            return;
        }

        await ReserveAndSendAsync(stored, service, isReminder, isTooLate, due, cancellationToken);
    }

    /// <summary>What the row itself says against a text, in the order of the contract; null: go on.</summary>
    private Reason? FindRowRefusal(Interaction row, Service service, bool isReminder) =>
        row switch
        {
            { Survey.Withdrawn: true } => Reason.Withdrawn,
            { Contact.SealedPhone: null } => Reason.Erased,
            _ when service.Sms is null => Reason.NoSender,
            _ when !keys.OpenPhone(row.Contact.SealedPhone).IsIn(options.Value.Prefixes) => Reason.Country,
            _ when isReminder
                    && (row.Survey.IsAnswered || row.Sms.State is not (SmsState.Sent or SmsState.Delivered)) =>
                Reason.TooLate,
            _ => null,
        };

    private async Task ReserveAndSendAsync(
        StoredRow stored,
        Service service,
        bool isReminder,
        bool isTooLate,
        DateTimeOffset due,
        CancellationToken cancellationToken
    )
    {
        var row = stored.Row;
        var key = row.Key;
        var phone = keys.OpenPhone(row.Contact.SealedPhone!);
        var now = time.GetUtcNow();
        var contact = await contacts.ReadAsync(phone, cancellationToken);
        var (isFree, known) = await CheckReservationAsync(contact, key, now, cancellationToken);
        contact = known;
        if (
            (
                FindContactRefusal(contact, row, service, isReminder, now)
                ?? (isTooLate ? Reason.TooLate : (Reason?)null)
            ) is
            { } refusal
        )
        {
            await DropAsync(stored, service, refusal, isReminder, cancellationToken);
            return;
        }

        var turn = RandomNumberGenerator.GetHexString(16);
        if (
            !isFree
            || !await contacts.TryWriteAsync(
                contact with
                {
                    ReservedBy = key.ToString(),
                    ReservedUntil = now + ReservationTime,
                    ReservationId = turn,
                },
                cancellationToken
            )
        )
        {
            await RetryLaterAsync(stored, due, now, isReminder, cancellationToken);
            return;
        }

        if (!await cap.TryTakeAsync(service, now, cancellationToken))
        {
            await ReleaseReservationAsync(phone, turn, cancellationToken);
            await DropAsync(stored, service, Reason.Capped, isReminder, cancellationToken);
            return;
        }

        var code = links.CodeOf(key);
        var (body, parts) = SmsComposer.Compose(row, service, links.TextOf(code), isReminder);
        var (claim, claimed) = await ledger.ChangeAsync(
            stored,
            known => Claim(known, parts, isReminder),
            cancellationToken
        );
        if (claim.Deadline is not { } deadline)
        {
            await cap.ReturnAsync(service, now, CancellationToken.None);
            if (!claim.IsOthers)
            {
                await ReleaseReservationAsync(phone, turn, cancellationToken);
            }

            return;
        }

        // From here on the row says "sending": whatever dies leaves a trace that Settling follows.
        await links.WriteAsync(code, key, row.Survey.ExpiresAt.AddDays(90), cancellationToken);
        Contact? seen = null;
        var result = await gate.PostAsync(
            async cancel =>
            {
                (var validity, seen) = await RevalidateBeforeSendAsync(
                    key,
                    phone,
                    service,
                    deadline,
                    isReminder,
                    cancel
                );
                return validity is { } time
                    ? new OutgoingSms(service.Sms!.From, phone, body, time, statusAddress.Of(key, isReminder))
                    : null;
            },
            sender.SendAsync,
            CancellationToken.None
        );
        await RecordAsync(
            new ClaimedSms(key, phone, service, isReminder, claim.Attempt, turn, now, claimed, seen),
            result
        );
    }

    /// <summary>
    /// Whether the citizen is free for this place. A live reservation of another place is respected. One that has run out is looked into before it is taken
    /// over, since its sender may have died between the text and its record: while the outcome is open the citizen is not free, and a text that went out counts.
    /// </summary>
    private async Task<(bool IsFree, Contact Contact)> CheckReservationAsync(
        Contact contact,
        InteractionKey key,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (contact.ReservedBy is not { } holder || holder == key.ToString())
        {
            return (true, contact);
        }

        if (contact.ReservedUntil > now)
        {
            return (false, contact);
        }

        return await ledger.FindAsync(InteractionKey.Parse(holder), cancellationToken) switch
        {
            { Sms.State: SmsState.Sending } or { Sms.ReminderState: ReminderState.Sending } => (false, contact),
            { Sms.SentAt: { } sent } row => (
                true,
                contact.AfterText(row, await SenderOfAsync(row, cancellationToken), sent, isReminder: false)
            ),
            { Sms.State: SmsState.Undelivered, Sms.Reason: Reason.Unknown } row => (
                true,
                contact.AfterText(row, await SenderOfAsync(row, cancellationToken), now, isReminder: false)
            ),
            _ => (true, contact),
        };
    }

    private async Task<string> SenderOfAsync(Interaction row, CancellationToken cancellationToken) =>
        (await services.FindAsync(row.Key.ServiceDay.ServiceId, cancellationToken))?.Sms?.From ?? "";

    /// <summary>Claims the row; no deadline where there is nothing to claim, and then whether another sender has it.</summary>
    private Decision<(int Attempt, DateTimeOffset? Deadline, bool IsOthers)> Claim(
        Interaction? row,
        int parts,
        bool isReminder
    )
    {
        if (
            row is null or { Survey.Withdrawn: true } or { Contact.SealedPhone: null }
            || (
                isReminder
                    ? row.Sms.ReminderState is not ReminderState.Scheduled || row.Survey.IsAnswered
                    : row.Sms.State is not SmsState.Scheduled
            )
        )
        {
            return new(
                row,
                (
                    0,
                    null,
                    row
                        is {
                            Sms.State: SmsState.Sending or SmsState.Sent or SmsState.Delivered or SmsState.Undelivered
                        }
                )
            );
        }

        var claimed = SmsStateMachine.Claim(row, time.GetUtcNow(), parts, isReminder);
        return new(claimed, (claimed.Sms.Attempt, claimed.Sms.Deadline, false));
    }

    private static Reason? FindContactRefusal(
        Contact contact,
        Interaction row,
        Service service,
        bool isReminder,
        DateTimeOffset now
    ) =>
        contact switch
        {
            { OptedOutAt: not null } => Reason.OptedOut,
            { LastTextedAt: { } last }
                when !isReminder && contact.LastKey != row.Key.ToString() && last.AddDays(service.CooldownDays) > now =>
                Reason.Cooldown,
            _ => null,
        };

    /// <summary>
    /// The last look before each post: a STOP, the window, the clock; for a reminder also an answer. Null: not now. A STOP that is stored before this look is
    /// kept. An erasure and another sender show in the reservation, which is then no longer ours.
    /// </summary>
    private async Task<(TimeSpan? Validity, Contact? Contact)> RevalidateBeforeSendAsync(
        InteractionKey key,
        PhoneNumber phone,
        Service service,
        DateTimeOffset deadline,
        bool isReminder,
        CancellationToken cancellationToken
    )
    {
        if (isReminder && await ledger.FindAsync(key, cancellationToken) is null or { Survey.IsAnswered: true })
        {
            return (null, null);
        }

        var contact = await contacts.ReadAsync(phone, cancellationToken);
        var now = time.GetUtcNow();
        var mayNot =
            contact.OptedOutAt is not null
            || contact.ReservedBy != key.ToString()
            || now >= deadline - CarrierPipeline.PostTime;
        return (mayNot ? null : SendingTimes.ValidityAt(service, now), contact);
    }

    private async Task RecordAsync(ClaimedSms text, SendResult? result)
    {
        // What left can't be undone: it is recorded whoever has gone away meanwhile.
        var now = time.GetUtcNow();
        switch (result)
        {
            case SendResult.Accepted(var sid):
                await RecordSentAsync(text.Key, text.Row, text.Phone, text.Contact, text.Service, sid, text.IsReminder);
                break;
            case SendResult.Throttled(var after):
                await ReleaseClaimAsync(text, now + (after < RetryDelay ? RetryDelay : after));
                break;
            case SendResult.Refused(var refusal, var code):
                await RecordRefusalAsync(text, refusal, code);
                break;
            case SendResult.Unknown:
                Log.OutcomeUnknown(logger, text.Key.PartitionKey);
                break;
            case null:
                await ReleaseClaimAsync(text, now);
                break;
        }
    }

    /// <summary>Records a text that the carrier has: the row, then the contact; and plans the reminder. Also for what a look-up or a report found.</summary>
    /// <param name="key">Where its row lies.</param>
    /// <param name="stored">The row as it was last read or written; null: it is read.</param>
    /// <param name="phone">The citizen's; null where the number is no longer kept.</param>
    /// <param name="seen">The citizen's contact as it was just read; null: it is read.</param>
    /// <param name="service">Whose it is.</param>
    /// <param name="sid">The carrier's id of the text.</param>
    /// <param name="isReminder">Whether it was the reminder.</param>
    /// <param name="then">What else is known of it: the row after it.</param>
    public async Task RecordSentAsync(
        InteractionKey key,
        StoredRow? stored,
        PhoneNumber? phone,
        Contact? seen,
        Service service,
        string sid,
        bool isReminder,
        Func<Interaction, Interaction>? then = null
    )
    {
        var now = time.GetUtcNow();
        Decision<Interaction?> Hand(Interaction? known)
        {
            var handed = known is null ? null : SmsStateMachine.MarkSent(known, sid, now, service, isReminder);
            handed = handed is not null && then is not null ? then(handed) : handed;
            return new(handed, handed);
        }

        var row = stored is null
            ? await ledger.ChangeAsync(key, expectNew: false, Hand, CancellationToken.None)
            : (await ledger.ChangeAsync(stored, Hand, CancellationToken.None)).Result;

        // Who was erased while the text was leaving is not written down again.
        if (phone is { } number && row is { Contact.PhoneHash: not null })
        {
            await contacts.ChangeAsync(
                seen,
                number,
                contact => contact.AfterText(row, service.Sms?.From ?? "", now, isReminder),
                CancellationToken.None
            );
        }

        if (row is { Sms.ReminderState: ReminderState.Scheduled, Sms.ReminderAt: { } due })
        {
            await nudge.ScheduleAsync(key, due, CancellationToken.None);
        }
    }

    /// <summary>Records that nobody can tell whether a text left: never sent again, and as one that did for the cool-down and for replies.</summary>
    public async Task RecordUnknownAsync(Interaction row, PhoneNumber phone, Service service, bool isReminder)
    {
        await RecordFailureAsync(row.Key, row.Sms.Attempt, Reason.Unknown, service, isReminder);
        await contacts.ChangeAsync(
            phone,
            contact => contact.AfterText(row, service.Sms?.From ?? "", time.GetUtcNow(), isReminder),
            CancellationToken.None
        );
    }

    private async Task RecordRefusalAsync(ClaimedSms text, Refusal refusal, string code)
    {
        var (key, phone, service) = (text.Key, text.Phone, text.Service);
        Log.Refused(logger, key.PartitionKey, code, refusal);
        switch (refusal)
        {
            case Refusal.OptedOut:
                await contacts.ChangeAsync(
                    phone,
                    contact => contact with { OptedOutAt = time.GetUtcNow() },
                    CancellationToken.None
                );
                await RecordFailureAsync(key, text.Attempt, Reason.OptedOut, service, text.IsReminder);
                break;
            case Refusal.Temporary:
                await ReleaseClaimAsync(text, time.GetUtcNow() + TemporaryRetryDelay);
                return;
            case Refusal.Configuration:
                Log.Misconfigured(logger, key.ServiceDay.ServiceId, code);
                await ReleaseClaimAsync(text, time.GetUtcNow() + ConfigurationRetryDelay);
                return;
            case Refusal.Permanent:
                await RecordFailureAsync(key, text.Attempt, Reason.Refused, service, text.IsReminder);
                break;
        }

        await cap.ReturnAsync(service, text.Permitted, CancellationToken.None);
        await ReleaseReservationAsync(phone, text.Turn, CancellationToken.None);
    }

    private Task<bool> RecordFailureAsync(
        InteractionKey key,
        int attempt,
        Reason reason,
        Service service,
        bool isReminder
    ) =>
        ledger.ChangeAsync(
            key,
            expectNew: false,
            row => new Decision<bool>(
                row is null ? null : SmsStateMachine.MarkFailed(row, attempt, reason, service, isReminder),
                true
            ),
            CancellationToken.None
        );

    private async Task ReleaseClaimAsync(ClaimedSms text, DateTimeOffset due)
    {
        var isGivenBack = await ledger.ChangeAsync(
            text.Key,
            expectNew: false,
            row =>
            {
                var next = row is null ? null : SmsStateMachine.ReleaseClaim(row, text.Attempt, due, text.IsReminder);
                return new Decision<bool>(next, !ReferenceEquals(next, row));
            },
            CancellationToken.None
        );
        if (isGivenBack)
        {
            await cap.ReturnAsync(text.Service, text.Permitted, CancellationToken.None);
            await ReleaseReservationAsync(text.Phone, text.Turn, CancellationToken.None);
            await nudge.ScheduleAsync(text.Key, due, CancellationToken.None);
        }
    }

    /// <summary>Gives a reservation back, where it is still that of this turn: once the row is given back another turn may have reserved anew, and sent.</summary>
    private async Task ReleaseReservationAsync(PhoneNumber phone, string turn, CancellationToken cancellationToken) =>
        await contacts.ChangeAsync(
            phone,
            contact =>
                contact.ReservationId == turn
                    ? contact with
                    {
                        ReservedBy = null,
                        ReservedUntil = null,
                        ReservationId = null,
                    }
                    : null,
            cancellationToken
        );

    /// <summary>Can't act now: a later message, and where that has gone on for a while, a later due time.</summary>
    private Task RetryLaterAsync(
        StoredRow stored,
        DateTimeOffset due,
        DateTimeOffset now,
        bool isReminder,
        CancellationToken cancellationToken
    ) =>
        due + OverdueTolerance < now
            ? PostponeAsync(stored, now + RetryDelay, isReminder, cancellationToken)
            : nudge.ScheduleAsync(stored.Row.Key, now + RetryDelay, cancellationToken);

    private async Task PostponeAsync(
        StoredRow stored,
        DateTimeOffset until,
        bool isReminder,
        CancellationToken cancellationToken
    )
    {
        await ledger.ChangeAsync(
            stored,
            row => new Decision<bool>(row is null ? null : SmsStateMachine.Postpone(row, until, isReminder), true),
            cancellationToken
        );
        await nudge.ScheduleAsync(stored.Row.Key, until, cancellationToken);
    }

    private async Task DropAsync(
        StoredRow stored,
        Service service,
        Reason reason,
        bool isReminder,
        CancellationToken cancellationToken
    )
    {
        await ledger.ChangeAsync(
            stored,
            row => new Decision<bool>(
                row is null ? null
                    : isReminder
                        ? row.Sms.ReminderState is ReminderState.Scheduled ? SmsStateMachine.DropReminder(row)
                            : row
                    : SmsStateMachine.Withhold(row, reason, service),
                true
            ),
            cancellationToken
        );
        Log.Dropped(logger, stored.Row.Key.PartitionKey, reason, isReminder);
    }

    /// <summary>A text that this sender has claimed: what is needed to record what became of it.</summary>
    /// <param name="Key">Where its row lies.</param>
    /// <param name="Phone">The citizen's.</param>
    /// <param name="Service">Whose it is.</param>
    /// <param name="IsReminder">The reminder; else the invitation.</param>
    /// <param name="Attempt">Which claim this is.</param>
    /// <param name="Turn">By what this turn's reservation of the citizen is known.</param>
    /// <param name="Permitted">When it was taken from the day's cap.</param>
    /// <param name="Row">The row as it was claimed; null where the answer to that was lost.</param>
    /// <param name="Contact">The contact as the last look found it.</param>
    private sealed record ClaimedSms(
        InteractionKey Key,
        PhoneNumber Phone,
        Service Service,
        bool IsReminder,
        int Attempt,
        string Turn,
        DateTimeOffset Permitted,
        StoredRow? Row,
        Contact? Contact
    );

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "A text of {Partition} has an unknown outcome; it will be looked up")]
        public static partial void OutcomeUnknown(ILogger logger, string partition);

        [LoggerMessage(2, LogLevel.Information, "A text of {Partition} was refused with {Code}: {Refusal}")]
        public static partial void Refused(ILogger logger, string partition, string code, Refusal refusal);

        [LoggerMessage(
            3,
            LogLevel.Error,
            "Texts of {ServiceId} can't go out: the carrier says {Code}; check the sender and the account"
        )]
        public static partial void Misconfigured(ILogger logger, string serviceId, string code);

        [LoggerMessage(4, LogLevel.Information, "No text of {Partition}: {Reason} (reminder: {IsReminder})")]
        public static partial void Dropped(ILogger logger, string partition, Reason reason, bool isReminder);

        [LoggerMessage(
            5,
            LogLevel.Information,
            "A text of {Partition} could not be sent now: {Fault}; its message will come again"
        )]
        public static partial void Failed(ILogger logger, string partition, string fault);
    }
}
