using Surveys.Scoring;

namespace Surveys.Ledger;

/// <summary>
/// What one row counts for. Pure, and the only place that says so: a change of a row changes the tally by the
/// contribution of the new row less that of the old one, and a recount is the sum over all rows. So counts and rows
/// can't drift apart.
/// </summary>
internal static class RowCounts
{
    /// <summary>
    /// Adds the contribution of a row (nothing for null) to a tally, or takes it away with a sign of -1.
    /// </summary>
    public static void Add(Tally tally, Interaction? row, int sign)
    {
        if (row is null)
        {
            return;
        }

        var counts = CountsOf(row);
        tally.Of(StratumOf(row)).Add(counts, sign);
        foreach (var dimension in Dimensions.All)
        {
            if (dimension.StratumPart is null)
            {
                tally.Of(dimension, dimension.ValueOf(row)).Add(counts, sign);
            }
        }

        AddOpen(tally.Open, row, sign);
    }

    /// <summary>
    /// Whether this row was invited: its text message was handed to the carrier; or none could ever go out and the link
    /// was issued; or it answered nevertheless. An import is invited where it says so.
    /// </summary>
    public static bool IsInvited(Interaction row) =>
        row.Report.Imported
            ? row.Report.DeliveryStated && (WasSent(row) || row.Survey.IsAnswered)
            : row.Survey.IsAnswered || WasSent(row) || row is { Report.Ballot: Ballot.Shown, Survey.LinkIssued: true };

    private static bool WasSent(Interaction row) =>
        row.Sms.State is SmsState.Sent or SmsState.Delivered or SmsState.Undelivered;

    private static Stratum StratumOf(Interaction row) =>
        new(Dimensions.Assistance.ValueOf(row), Dimensions.Channel.ValueOf(row), Dimensions.Language.ValueOf(row));

    /// <summary>What one row counts for, whatever its dimensions.</summary>
    public static Counts CountsOf(Interaction row)
    {
        var counts = new Counts();
        if (row.Sms.Parts > 0)
        {
            counts.Add(Counters.Parts, row.Sms.Parts);
            counts.Add(Counters.TextCost, row.Sms.CostMillionths);
        }

        if (row.Survey.Withdrawn || row.Survey.WithdrawalNoted)
        {
            counts.Add(Counters.Withdrawn, 1);
        }

        if (row.Survey.Withdrawn)
        {
            return counts;
        }

        counts.Add(Counters.Interactions, 1);
        if (row.Report.Assistance is not Assistance.Human)
        {
            counts.Add(Counters.ByAi, 1);
        }

        AddDelivery(counts, row);
        AddAnswers(counts, row);
        return counts;
    }

    private static void AddDelivery(Counts counts, Interaction row)
    {
        var isShown = row.Report.Ballot is Ballot.Shown;
        if (!isShown)
        {
            counts.Add(Counters.Reachable, 1);
        }

        if (IsInvited(row))
        {
            counts.Add(Counters.For(isShown, Counters.Invited), 1);
        }

        if (row.Sms.State is SmsState.Delivered)
        {
            counts.Add(Counters.Delivered, 1);
        }

        // An answer through the text message proves a report wrong that says it never arrived.
        if (row.Sms.State is SmsState.Undelivered && !row.Survey.IsAnswered)
        {
            counts.Add(Counters.Undelivered, 1);
        }

        if (row is { Report.Imported: false, Sms: { State: SmsState.Withheld, Reason: { } reason } })
        {
            counts.Add(Counters.Withheld(WireName.Of(reason)), 1);
        }
    }

    private static void AddAnswers(Counts counts, Interaction row)
    {
        foreach (var (question, answer) in row.Survey.Answers)
        {
            if (answer.Choice.Length > 0)
            {
                counts.Add(Counters.For(IsShown(row, answer), Counters.Answer(question, answer.Choice)), 1);
            }
        }

        if (row is { Report.Imported: true, Survey.Satisfaction: not null })
        {
            counts.Add(Counters.Imported, 1);
            if (!row.Report.DeliveryStated)
            {
                counts.Add(Counters.ImportedUnrated, 1);
            }
        }

        AddSilentFailure(counts, row);
    }

    /// <summary>
    /// Whether an answer is of a shown ballot: by the row's ballot, and in rows from before there were ballots by the
    /// link it came through.
    /// </summary>
    private static bool IsShown(Interaction row, Answer answer) =>
        row.Report.Ballot is Ballot.Shown || answer.Link is AnswerLink.Shown;

    /// <summary>Silent failure needs two answers of the same row, hence a joint count: see docs/method.md.</summary>
    private static void AddSilentFailure(Counts counts, Interaction row)
    {
        if (row.Report.Assistance is not Assistance.Ai || row.Report.Outcome is not Outcome.Resolved)
        {
            return;
        }

        var resolved = row.Survey.Answers.GetValueOrDefault(StandardQuestions.Resolved.Id);
        var again = row.Survey.Answers.GetValueOrDefault(StandardQuestions.ContactAgain.Id);
        if ((resolved ?? again) is not { } answer)
        {
            return;
        }

        var isShown = IsShown(row, answer);
        counts.Add(Counters.For(isShown, Counters.SilentAsked), 1);
        if (resolved?.Choice is "no" or "partly" || again?.Choice is "yes")
        {
            counts.Add(Counters.For(isShown, Counters.SilentFailed), 1);
        }
    }

    private static void AddOpen(Counts open, Interaction row, int sign)
    {
        if (row.Sms.State is SmsState.Scheduled || row.Sms.ReminderState is ReminderState.Scheduled)
        {
            open.Add(Counters.Scheduled, sign);
        }

        if (row.Sms.State is SmsState.Sending || row.Sms.ReminderState is ReminderState.Sending)
        {
            open.Add(Counters.Sending, sign);
        }

        if (row.Contact.SealedPhone is not null)
        {
            open.Add(Counters.PhonesHeld, sign);
        }
    }
}
