using Surveys.Scoring;

namespace Surveys.Ledger;

/// <summary>
/// What one row counts for. Pure, and the only place that says so: a change of a row changes the tally by the contribution of the new row less
/// that of the old one, and a recount is the sum over all rows. So counts and rows can't drift apart.
/// </summary>
internal static class RowCounts
{
    /// <summary>Reasons for which no text could ever go: there the issued link is the invitation.</summary>
    private static readonly Reason[] UnreachableReasons =
    [
        Reason.NoContact,
        Reason.NoConsent,
        Reason.Sensitive,
        Reason.NoSender,
    ];

    /// <summary>Adds the contribution of a row (nothing for null) to a tally, or takes it away with a sign of -1.</summary>
    public static void Add(Tally tally, Interaction? row, int sign)
    {
        if (row is null)
        {
            return;
        }

        var counts = CountsOf(row);
        tally
            .Of(new Stratum(WireName.Of(row.Report.Assistance), WireName.Of(row.Report.Channel), row.Report.Language))
            .Add(counts, sign);
        tally
            .Of(Dimension.Outcome, row.Report.Outcome is { } outcome ? WireName.Of(outcome) : Tally.None)
            .Add(counts, sign);
        tally
            .Of(Dimension.ResponseChannel, AnswerOf(row)?.Channel is { } channel ? WireName.Of(channel) : Tally.None)
            .Add(counts, sign);
        tally.Of(Dimension.Link, AnswerOf(row)?.Link is { } link ? WireName.Of(link) : Tally.None).Add(counts, sign);
        tally.Of(Dimension.Region, row.Report.RegionCell ?? row.Report.Region ?? Tally.None).Add(counts, sign);
        tally.Of(Dimension.Model, row.Report.ModelCell ?? row.Report.Model ?? Tally.None).Add(counts, sign);
        AddOpen(tally.Open, row, sign);
    }

    /// <summary>Whether this row was asked: its text was handed to the carrier; or none could ever go and the link was issued; or it answered all the same.</summary>
    public static bool IsInvited(Interaction row) =>
        row.Survey.IsAnswered
        || (
            !row.Report.Imported
            && (
                row.Sms.State is SmsState.Sent or SmsState.Delivered or SmsState.Undelivered
                || (
                    row.Sms.State is SmsState.Withheld
                    && row.Survey.LinkIssued
                    && row.Sms.Reason is { } reason
                    && UnreachableReasons.Contains(reason)
                )
            )
        );

    private static Counts CountsOf(Interaction row)
    {
        var counts = new Counts();
        if (row.Sms.Parts > 0)
        {
            counts.Add(Counters.Parts, row.Sms.Parts);
            counts.Add(Counters.TextCost, row.Sms.CostMillionths);
        }

        if (row.Survey.Withdrawn)
        {
            counts.Add(Counters.Withdrawn, 1);
            return counts;
        }

        counts.Add(Counters.Interactions, 1);
        if (row.Report.Assistance is not Assistance.Human)
        {
            counts.Add(Counters.ByAi, 1);
        }

        if (IsInvited(row))
        {
            counts.Add(Counters.Invited, 1);
        }

        if (row.Sms.State is SmsState.Delivered)
        {
            counts.Add(Counters.Delivered, 1);
        }

        // A text whose report says that it never arrived, and an answer by its link: the answer proves the report wrong.
        if (row.Sms.State is SmsState.Undelivered && !row.Survey.IsAnswered)
        {
            counts.Add(Counters.Undelivered, 1);
        }

        foreach (var (question, answer) in row.Survey.Answers)
        {
            if (answer.Choice.Length > 0)
            {
                counts.Add(Counters.Answer(question, answer.Choice), 1);
            }
        }

        AddSilentFailure(counts, row);
        return counts;
    }

    /// <summary>Silent failure needs two answers of the same row, hence a joint count: see docs/method.md.</summary>
    private static void AddSilentFailure(Counts counts, Interaction row)
    {
        if (row.Report.Assistance is not Assistance.Ai || row.Report.Outcome is not Outcome.Resolved)
        {
            return;
        }

        var resolved = row.Survey.Answers.GetValueOrDefault(StandardQuestions.Resolved.Id)?.Choice;
        var again = row.Survey.Answers.GetValueOrDefault(StandardQuestions.ContactAgain.Id)?.Choice;
        if (resolved is not null || again is not null)
        {
            counts.Add(Counters.SilentAsked, 1);
            if (resolved is "no" or "partly" || again is "yes")
            {
                counts.Add(Counters.SilentFailed, 1);
            }
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

    /// <summary>The answer that says how the response came: the satisfaction answer, else the first of all.</summary>
    private static Answer? AnswerOf(Interaction row) =>
        row.Survey.Satisfaction ?? row.Survey.Answers.Values.MinBy(answer => answer.FirstAt);
}
