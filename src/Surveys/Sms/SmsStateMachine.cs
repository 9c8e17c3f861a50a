using Surveys.Invitations;
using Surveys.Ledger;
using Surveys.ServiceRegister;

namespace Surveys.Sms;

/// <summary>What happens to a text: each a pure step from row to row, forward only. A step that does not apply gives the row back as it is.</summary>
internal static class SmsStateMachine
{
    /// <summary>For so long after it claimed a row a sender may post the text.</summary>
    public static readonly TimeSpan ClaimTime = TimeSpan.FromSeconds(30);

    private const decimal Millionths = 1_000_000m;

    /// <summary>scheduled → withheld: no text goes out, and why.</summary>
    public static Interaction Withhold(Interaction row, Reason reason, Service service) =>
        row.Sms.State is SmsState.Scheduled
            ? row with
            {
                Sms = row.Sms with { State = SmsState.Withheld, Reason = reason, Deadline = null },
                Survey = row.Survey with { ExpiresAt = row.Report.CompletedAt.AddDays(service.ExpiryDays) },
                Contact = row.Contact with { SealedPhone = null },
            }
            : row;

    /// <summary>scheduled → scheduled later.</summary>
    public static Interaction Postpone(Interaction row, DateTimeOffset until, bool isReminder) =>
        isReminder
            ? row.Sms.ReminderState is ReminderState.Scheduled
                ? row with
                {
                    Sms = row.Sms with { ReminderAt = until },
                }
                : row
            : row.Sms.State is SmsState.Scheduled
                ? row with
                {
                    Sms = row.Sms with { SendAt = until },
                }
                : row;

    /// <summary>scheduled → sending: from here on the row is this sender's until the deadline.</summary>
    public static Interaction Claim(Interaction row, DateTimeOffset now, int parts, bool isReminder) =>
        isReminder
            ? row with
            {
                Sms = row.Sms with
                {
                    ReminderState = ReminderState.Sending,
                    Attempt = row.Sms.Attempt + 1,
                    Deadline = now + ClaimTime,
                    ClaimedParts = parts,
                },
            }
            : row with
            {
                Sms = row.Sms with
                {
                    State = SmsState.Sending,
                    Attempt = row.Sms.Attempt + 1,
                    Deadline = now + ClaimTime,
                    ClaimedParts = parts,
                },
            };

    /// <summary>Whether a text is on its way, or may be: its outcome is not known, and a report may still tell it.</summary>
    public static bool MayHaveLeft(Interaction row, bool isReminder) =>
        isReminder
            ? row.Sms.ReminderState is ReminderState.Sending
            : row.Sms.State is SmsState.Sending
                || row is { Sms.State: SmsState.Undelivered, Sms.Reason: Reason.Unknown, Sms.Sid: null };

    /// <summary>sending → scheduled: the text certainly did not leave. Only the sender of this attempt may say so; who was erased or withdrew meanwhile is not texted.</summary>
    public static Interaction ReleaseClaim(Interaction row, int attempt, DateTimeOffset due, bool isReminder) =>
        (isReminder, row) switch
        {
            _ when row.Sms.Attempt != attempt => row,
            (false, { Sms.State: SmsState.Sending, Survey.Withdrawn: true }) => row with
            {
                Sms = row.Sms with
                {
                    State = SmsState.Withheld,
                    Reason = Reason.Withdrawn,
                    Deadline = null,
                    ClaimedParts = 0,
                },
                Contact = row.Contact with { SealedPhone = null },
            },
            (false, { Sms.State: SmsState.Sending, Contact.PhoneHash: null }) => row with
            {
                Sms = row.Sms with
                {
                    State = SmsState.Withheld,
                    Reason = Reason.Erased,
                    Deadline = null,
                    ClaimedParts = 0,
                },
                Contact = row.Contact with { SealedPhone = null },
            },
            (false, { Sms.State: SmsState.Sending }) => row with
            {
                Sms = row.Sms with { State = SmsState.Scheduled, SendAt = due, Deadline = null, ClaimedParts = 0 },
            },
            (
                true,
                { Sms.ReminderState: ReminderState.Sending }
                    and ({ Survey.Withdrawn: true } or { Contact.PhoneHash: null })
            ) => DropReminder(row),
            (true, { Sms.ReminderState: ReminderState.Sending }) => row with
            {
                Sms = row.Sms with
                {
                    ReminderState = ReminderState.Scheduled,
                    ReminderAt = due,
                    Deadline = null,
                    ClaimedParts = 0,
                },
            },
            _ => row,
        };

    /// <summary>sending → sent: the carrier has it. A status report may have come first, and its state stands.</summary>
    public static Interaction MarkSent(
        Interaction row,
        string sid,
        DateTimeOffset now,
        Service service,
        bool isReminder
    )
    {
        if (!MayHaveLeft(row, isReminder))
        {
            return row;
        }

        // The number was needed for this; a reminder that is planned holds it longer.
        row = AddCost(row, row.Sms.ClaimedParts, service);
        row = row with { Sms = row.Sms with { ClaimedParts = 0, Deadline = null } };
        return isReminder
            ? row with
            {
                Sms = row.Sms with { ReminderState = ReminderState.Sent, ReminderSid = sid },
                Contact = row.Contact with { SealedPhone = null },
            }
            : PlanReminder(
                row with
                {
                    Sms = row.Sms with { State = SmsState.Sent, Reason = null, Sid = sid, SentAt = now },
                    Survey = row.Survey with { ExpiresAt = now.AddDays(service.ExpiryDays) },
                },
                service
            );
    }

    /// <summary>Plans the one reminder, where the service wants one and it is of any use; else the number goes.</summary>
    private static Interaction PlanReminder(Interaction row, Service service)
    {
        if (
            row
                is {
                    Sms.ReminderState: ReminderState.None,
                    Contact.SealedPhone: not null,
                    Contact.PhoneHash: not null,
                    Survey.Withdrawn: false,
                    Survey.IsAnswered: false,
                    Sms.SentAt: { } sent
                }
            && service.ReminderAfterDays is { } days
        )
        {
            var due = SendingTimes.Next(service, sent.AddDays(days));
            if (due < row.Survey.ExpiresAt)
            {
                return row with { Sms = row.Sms with { ReminderState = ReminderState.Scheduled, ReminderAt = due } };
            }
        }

        return row with
        {
            Contact = row.Contact with { SealedPhone = null },
        };
    }

    /// <summary>The reminder will not go, and the number with it.</summary>
    public static Interaction DropReminder(Interaction row) =>
        row with
        {
            Sms = row.Sms with { ReminderState = ReminderState.Dropped, Deadline = null, ClaimedParts = 0 },
            Contact = row.Contact with { SealedPhone = null },
        };

    /// <summary>sending → withheld or undelivered: the carrier said no to this attempt, or nobody can tell. What can't be told keeps its time and its parts: a report may still settle it.</summary>
    public static Interaction MarkFailed(
        Interaction row,
        int attempt,
        Reason reason,
        Service service,
        bool isReminder
    ) =>
        (isReminder, row) switch
        {
            _ when row.Sms.Attempt != attempt => row,
            (true, { Sms.ReminderState: ReminderState.Sending }) => DropReminder(row),
            (false, { Sms.State: SmsState.Sending }) => row with
            {
                Sms = row.Sms with
                {
                    State = reason is Reason.OptedOut ? SmsState.Withheld : SmsState.Undelivered,
                    Reason = reason,
                    Deadline = null,
                    ClaimedParts = reason is Reason.Unknown ? row.Sms.ClaimedParts : 0,
                },
                Survey = row.Survey with
                {
                    ExpiresAt =
                        reason is Reason.Unknown
                            ? row.Survey.ExpiresAt
                            : row.Report.CompletedAt.AddDays(service.ExpiryDays),
                },
                Contact = row.Contact with { SealedPhone = null },
            },
            _ => row,
        };

    /// <summary>
    /// A delivery report on the invitation: sent → delivered or undelivered. Late, repeated and reordered reports change
    /// nothing.
    /// </summary>
    public static Interaction ApplyDeliveryReport(Interaction row, DeliveryStatus status) =>
        row.Sms.State is not SmsState.Sent
            ? row
            : status switch
            {
                DeliveryStatus.Delivered => row with { Sms = row.Sms with { State = SmsState.Delivered } },
                DeliveryStatus.Expired => MarkUndelivered(row, Reason.Expired),
                DeliveryStatus.Refused or DeliveryStatus.OptedOut => MarkUndelivered(row, Reason.Refused),
                DeliveryStatus.Failed => MarkUndelivered(row, Reason.Unknown),
                _ => row, // in progress
            };

    private static Interaction MarkUndelivered(Interaction row, Reason reason) =>
        row with
        {
            Sms = row.Sms with { State = SmsState.Undelivered, Reason = reason },
        };

    /// <summary>The row with parts of a text that went out, at today's price.</summary>
    public static Interaction AddCost(Interaction row, int parts, Service service) =>
        row with
        {
            Sms = row.Sms with
            {
                Parts = row.Sms.Parts + parts,
                CostMillionths = row.Sms.CostMillionths + (long)(parts * (service.Sms?.PartPrice ?? 0) * Millionths),
            },
        };
}
