using Surveys.Ledger;
using Surveys.ServiceRegister;

namespace Surveys.Invitations;

/// <summary>
/// What a withdrawal changes. A reporter that withdraws an interaction after a text message or a link may have gone out changes nothing but the
/// count of withdrawals: otherwise a service could remove answers that it does not like, or learn from the figures what became of a text.
/// </summary>
internal static class Withdrawals
{
    /// <summary>The row after its reporter withdrew it.</summary>
    public static Interaction ByReporter(Interaction row, Service service, DateTimeOffset now) =>
        row.Survey is { Withdrawn: true } or { WithdrawalNoted: true } ? row
        : IsBeforeInvitation(row, service, now) ? Remove(row)
        : row with { Survey = row.Survey with { WithdrawalNoted = true } };

    /// <summary>The row after an admin withdrew it: it counts nowhere but among the withdrawn.</summary>
    public static Interaction ByAdmin(Interaction row) => row.Survey.Withdrawn ? row : Remove(row);

    /// <summary>
    /// Whether nothing can have gone out yet. An interaction that is not sampled follows the same clock as one that is, so that withdrawing does
    /// not tell them apart.
    /// </summary>
    private static bool IsBeforeInvitation(Interaction row, Service service, DateTimeOffset now) =>
        row switch
        {
            { Report.Ballot: Ballot.Shown } => false,
            { Sms.State: SmsState.Scheduled } => true,
            { Sms.Reason: Reason.NotSampled } => now < row.Report.CompletedAt.AddMinutes(service.DelayMinutes),
            _ => false,
        };

    /// <summary>Before the text message it is never sent; one that is being sent or was sent keeps its state and its cost.</summary>
    private static Interaction Remove(Interaction row)
    {
        var waiting = row.Sms.State is SmsState.Scheduled;
        return row with
        {
            Survey = row.Survey with { Withdrawn = true, Comment = null },
            Sms = row.Sms with
            {
                State = waiting || row.Sms.State is SmsState.Withheld ? SmsState.Withheld : row.Sms.State,
                Reason = waiting || row.Sms.State is SmsState.Withheld ? Reason.Withdrawn : row.Sms.Reason,
                ReminderState =
                    row.Sms.ReminderState is ReminderState.Scheduled ? ReminderState.Dropped : row.Sms.ReminderState,
            },
            Contact = row.Contact with
            {
                SealedPhone =
                    row.Sms.State is SmsState.Sending || row.Sms.ReminderState is ReminderState.Sending
                        ? row.Contact.SealedPhone
                        : null,
            },
        };
    }
}
