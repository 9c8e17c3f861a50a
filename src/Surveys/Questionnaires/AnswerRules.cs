using Surveys.Ledger;
using Surveys.Scoring;

namespace Surveys.Questionnaires;

/// <summary>What became of answers that were given.</summary>
internal enum AnswerResult
{
    /// <summary>Each of them counts now, or did already.</summary>
    Taken,

    /// <summary>Some came too late to replace what was answered before; those are thanked for and change nothing.</summary>
    LeftAsBefore,

    /// <summary>The survey is over or withdrawn; nothing is kept.</summary>
    Closed,

    /// <summary>There is no such survey.</summary>
    Unknown,
}

/// <summary>How answers enter a row, by whichever channel they came: pure, so that the ledger may run it again.</summary>
internal static class AnswerRules
{
    /// <summary>For so long after the first answer to a question a new answer to it replaces the old one.</summary>
    public static readonly TimeSpan CorrectionPeriod = TimeSpan.FromMinutes(10);

    /// <summary>Whether the survey still takes answers.</summary>
    public static bool IsOpen(Interaction row, DateTimeOffset now) =>
        row.Survey.LinkIssued && !row.Survey.Withdrawn && now <= row.Survey.ExpiresAt;

    /// <summary>Whether the answer to a question may still be replaced; also where there is none yet.</summary>
    public static bool MayChange(Answer? answer, DateTimeOffset now) =>
        answer is null || now - answer.FirstAt <= CorrectionPeriod;

    /// <summary>Takes answers into a row.</summary>
    /// <param name="row">As it is stored; null where there is none.</param>
    /// <param name="answers">By question id: the choice's wire name, or the comment's text, masked already.</param>
    /// <param name="channel">By text or on the page.</param>
    /// <param name="link">By which link.</param>
    /// <param name="now">When they came.</param>
    /// <returns>The row as it shall be (the same one where nothing changes), and what became of the answers.</returns>
    public static Decision<AnswerResult> Apply(
        Interaction? row,
        IReadOnlyDictionary<string, string> answers,
        ResponseChannel channel,
        AnswerLink link,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(answers);
        if (row is null)
        {
            return new(null, AnswerResult.Unknown);
        }

        if (!Ballots.Accepts(row.Report.Ballot, link))
        {
            return new(row, AnswerResult.Unknown);
        }

        if (!IsOpen(row, now))
        {
            return new(row, row.Survey.LinkIssued ? AnswerResult.Closed : AnswerResult.Unknown);
        }

        var outcome = AnswerResult.Taken;
        foreach (var (id, value) in answers)
        {
            var isComment = id == StandardQuestions.Comment.Id;
            var before = row.Survey.Answers.GetValueOrDefault(id);
            if (before is not null && value == (isComment ? row.Survey.Comment : before.Choice))
            {
                continue;
            }

            if (!MayChange(before, now))
            {
                outcome = AnswerResult.LeftAsBefore;
                continue;
            }

            row = row with
            {
                Survey = row.Survey with
                {
                    Answers = row.Survey.Answers.SetItem(
                        id,
                        new Answer(isComment ? "" : value, before?.FirstAt ?? now, now, channel, link)
                    ),
                    Comment = isComment ? value : row.Survey.Comment,
                },
            };
        }

        return new(row, outcome);
    }
}
