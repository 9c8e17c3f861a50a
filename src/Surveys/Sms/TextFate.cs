using Surveys.Ledger;
using Surveys.ServiceRegister;

namespace Surveys.Sms;

/// <summary>What happens to a text: each a pure step from row to row, forward only. A step that does not apply gives the row back as it is.</summary>
internal static class TextFate
{
    /// <summary>For so long after it claimed a row a sender may post the text.</summary>
    public static readonly TimeSpan ClaimTime = TimeSpan.FromSeconds(30);

    private const decimal Millionths = 1_000_000m;

    /// <summary>scheduled → withheld: no text goes out, and why.</summary>
    public static Interaction Withhold(Interaction row, Reason reason, Service service) => row.Text is TextState.Scheduled
        ? row with { Text = TextState.Withheld, Reason = reason, ExpiresAt = row.CompletedAt.AddDays(service.ExpiryDays), Phone = null, Deadline = null }
        : row;

    /// <summary>scheduled → scheduled later.</summary>
    public static Interaction Postpone(Interaction row, DateTimeOffset until, bool isReminder) => isReminder
        ? row.Reminder is ReminderState.Scheduled ? row with { ReminderAt = until } : row
        : row.Text is TextState.Scheduled ? row with { SendAt = until } : row;

    /// <summary>scheduled → sending: from here on the row is this sender's until the deadline.</summary>
    public static Interaction Claim(Interaction row, DateTimeOffset now, int parts, bool isReminder) => isReminder
        ? row with { Reminder = ReminderState.Sending, Attempt = row.Attempt + 1, Deadline = now + ClaimTime, ClaimedParts = parts }
        : row with { Text = TextState.Sending, Attempt = row.Attempt + 1, Deadline = now + ClaimTime, ClaimedParts = parts };

    /// <summary>sending → scheduled: the text certainly did not leave. Only the sender of this attempt may say so.</summary>
    public static Interaction GiveBack(Interaction row, int attempt, DateTimeOffset due, bool isReminder) => (isReminder, row) switch
    {
        _ when row.Attempt != attempt => row,
        (false, { Text: TextState.Sending, Withdrawn: true }) => row with { Text = TextState.Withheld, Reason = Reason.Withdrawn, Deadline = null, ClaimedParts = 0, Phone = null },
        (false, { Text: TextState.Sending }) => row with { Text = TextState.Scheduled, SendAt = due, Deadline = null, ClaimedParts = 0 },
        (true, { Reminder: ReminderState.Sending, Withdrawn: true }) => row with { Reminder = ReminderState.Dropped, Deadline = null, ClaimedParts = 0 },
        (true, { Reminder: ReminderState.Sending }) => row with { Reminder = ReminderState.Scheduled, ReminderAt = due, Deadline = null, ClaimedParts = 0 },
        _ => row,
    };

    /// <summary>sending → sent: the carrier has it. A status report may have come first, and its state stands.</summary>
    public static Interaction Hand(Interaction row, string sid, DateTimeOffset now, Service service, bool isReminder)
    {
        if (isReminder ? row.Reminder is not ReminderState.Sending : row.Text is not TextState.Sending)
        {
            return row;
        }

        row = Cost(row, row.ClaimedParts, service) with { ClaimedParts = 0, Deadline = null };
        return isReminder
            ? row with { Reminder = ReminderState.Sent, ReminderSid = sid }
            : row with { Text = TextState.Sent, Sid = sid, SentAt = now, ExpiresAt = now.AddDays(service.ExpiryDays) };
    }

    /// <summary>sending → withheld or undelivered: the carrier said no.</summary>
    public static Interaction Refuse(Interaction row, Reason reason, DateTimeOffset expiresAt, bool isReminder) => (isReminder, row) switch
    {
        (true, { Reminder: ReminderState.Sending or ReminderState.Scheduled }) => row with { Reminder = ReminderState.Dropped, Deadline = null, ClaimedParts = 0 },
        (false, { Text: TextState.Sending }) => row with
        {
            Text = reason is Reason.OptedOut ? TextState.Withheld : TextState.Undelivered,
            Reason = reason,
            ExpiresAt = expiresAt,
            Deadline = null,
            ClaimedParts = 0,
        },
        _ => row,
    };

    /// <summary>A delivery report of the invitation: sent → delivered or undelivered. Late, doubled and reordered ones change nothing.</summary>
    public static Interaction Report(Interaction row, TextState state, Reason? reason) => (row.Text, state) switch
    {
        (TextState.Sent, TextState.Delivered) => row with { Text = TextState.Delivered },
        (TextState.Sent, TextState.Undelivered) => row with { Text = TextState.Undelivered, Reason = reason },
        _ => row,
    };

    /// <summary>The row with parts of a text that went out, at today's price.</summary>
    public static Interaction Cost(Interaction row, int parts, Service service) => row with
    {
        Parts = row.Parts + parts,
        TextCost = row.TextCost + (long)(parts * (service.Sms?.PartPrice ?? 0) * Millionths),
    };
}
