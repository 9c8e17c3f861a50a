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
        row.Text is SmsState.Scheduled
            ? row with
            {
                Text = SmsState.Withheld,
                Reason = reason,
                ExpiresAt = row.CompletedAt.AddDays(service.ExpiryDays),
                Phone = null,
                Deadline = null,
            }
            : row;

    /// <summary>scheduled → scheduled later.</summary>
    public static Interaction Postpone(Interaction row, DateTimeOffset until, bool isReminder) =>
        isReminder
            ? row.Reminder is ReminderState.Scheduled
                ? row with
                {
                    ReminderAt = until,
                }
                : row
            : row.Text is SmsState.Scheduled
                ? row with
                {
                    SendAt = until,
                }
                : row;

    /// <summary>scheduled → sending: from here on the row is this sender's until the deadline.</summary>
    public static Interaction Claim(Interaction row, DateTimeOffset now, int parts, bool isReminder) =>
        isReminder
            ? row with
            {
                Reminder = ReminderState.Sending,
                Attempt = row.Attempt + 1,
                Deadline = now + ClaimTime,
                ClaimedParts = parts,
            }
            : row with
            {
                Text = SmsState.Sending,
                Attempt = row.Attempt + 1,
                Deadline = now + ClaimTime,
                ClaimedParts = parts,
            };

    /// <summary>Whether a text is on its way, or may be: its outcome is not known, and a report may still tell it.</summary>
    public static bool MayHaveLeft(Interaction row, bool isReminder) =>
        isReminder
            ? row.Reminder is ReminderState.Sending
            : row.Text is SmsState.Sending || row is { Text: SmsState.Undelivered, Reason: Reason.Unknown, Sid: null };

    /// <summary>sending → scheduled: the text certainly did not leave. Only the sender of this attempt may say so; who was erased or withdrew meanwhile is not texted.</summary>
    public static Interaction ReleaseClaim(Interaction row, int attempt, DateTimeOffset due, bool isReminder) =>
        (isReminder, row) switch
        {
            _ when row.Attempt != attempt => row,
            (false, { Text: SmsState.Sending, Withdrawn: true }) => row with
            {
                Text = SmsState.Withheld,
                Reason = Reason.Withdrawn,
                Deadline = null,
                ClaimedParts = 0,
                Phone = null,
            },
            (false, { Text: SmsState.Sending, PhoneHash: null }) => row with
            {
                Text = SmsState.Withheld,
                Reason = Reason.Erased,
                Deadline = null,
                ClaimedParts = 0,
                Phone = null,
            },
            (false, { Text: SmsState.Sending }) => row with
            {
                Text = SmsState.Scheduled,
                SendAt = due,
                Deadline = null,
                ClaimedParts = 0,
            },
            (true, { Reminder: ReminderState.Sending } and ({ Withdrawn: true } or { PhoneHash: null })) =>
                DropReminder(row),
            (true, { Reminder: ReminderState.Sending }) => row with
            {
                Reminder = ReminderState.Scheduled,
                ReminderAt = due,
                Deadline = null,
                ClaimedParts = 0,
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
        row = AddCost(row, row.ClaimedParts, service) with
        {
            ClaimedParts = 0,
            Deadline = null,
        };
        return isReminder
            ? row with
            {
                Reminder = ReminderState.Sent,
                ReminderSid = sid,
                Phone = null,
            }
            : PlanReminder(
                row with
                {
                    Text = SmsState.Sent,
                    Reason = null,
                    Sid = sid,
                    SentAt = now,
                    ExpiresAt = now.AddDays(service.ExpiryDays),
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
                    Reminder: ReminderState.None,
                    Phone: not null,
                    PhoneHash: not null,
                    Withdrawn: false,
                    IsAnswered: false,
                    SentAt: { } sent
                }
            && service.ReminderAfterDays is { } days
        )
        {
            var due = SendingTimes.Next(service, sent.AddDays(days));
            if (due < row.ExpiresAt)
            {
                return row with { Reminder = ReminderState.Scheduled, ReminderAt = due };
            }
        }

        return row with
        {
            Phone = null,
        };
    }

    /// <summary>The reminder will not go, and the number with it.</summary>
    public static Interaction DropReminder(Interaction row) =>
        row with
        {
            Reminder = ReminderState.Dropped,
            Deadline = null,
            ClaimedParts = 0,
            Phone = null,
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
            _ when row.Attempt != attempt => row,
            (true, { Reminder: ReminderState.Sending }) => DropReminder(row),
            (false, { Text: SmsState.Sending }) => row with
            {
                Text = reason is Reason.OptedOut ? SmsState.Withheld : SmsState.Undelivered,
                Reason = reason,
                ExpiresAt = reason is Reason.Unknown ? row.ExpiresAt : row.CompletedAt.AddDays(service.ExpiryDays),
                Deadline = null,
                ClaimedParts = reason is Reason.Unknown ? row.ClaimedParts : 0,
                Phone = null,
            },
            _ => row,
        };

    /// <summary>A delivery report of the invitation: sent → delivered or undelivered. Late, doubled and reordered ones change nothing.</summary>
    public static Interaction ApplyDeliveryReport(Interaction row, SmsState state, Reason? reason) =>
        (row.Text, state) switch
        {
            (SmsState.Sent, SmsState.Delivered) => row with { Text = SmsState.Delivered },
            (SmsState.Sent, SmsState.Undelivered) => row with { Text = SmsState.Undelivered, Reason = reason },
            _ => row,
        };

    /// <summary>The row with parts of a text that went out, at today's price.</summary>
    public static Interaction AddCost(Interaction row, int parts, Service service) =>
        row with
        {
            Parts = row.Parts + parts,
            TextCost = row.TextCost + (long)(parts * (service.Sms?.PartPrice ?? 0) * Millionths),
        };
}
