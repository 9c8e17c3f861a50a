using Surveys.Ledger;
using Surveys.Scoring;

namespace Surveys.Questionnaires;

/// <summary>The result of taking answers into a row.</summary>
internal enum AnswerResult
{
    /// <summary>Every answer counts now or counted before.</summary>
    Taken,

    /// <summary>Some answers came too late to replace earlier ones. They change nothing.</summary>
    LeftAsBefore,

    /// <summary>The survey has expired or was withdrawn. Nothing is stored.</summary>
    Closed,

    /// <summary>There is no such survey.</summary>
    Unknown,
}

/// <summary>
/// The rules by which answers of every channel enter a row. They have no side effects, because the ledger may run them
/// again.
/// </summary>
internal static class AnswerRules
{
    /// <summary>How long after the first answer to a question a new answer replaces it.</summary>
    public static readonly TimeSpan CorrectionPeriod = TimeSpan.FromMinutes(10);

    /// <summary>The survey still takes answers.</summary>
    public static bool IsOpen(Interaction row, DateTimeOffset now) =>
        row.Survey.LinkIssued && !row.Survey.Withdrawn && now <= row.Survey.ExpiresAt;

    /// <summary>An answer may still be replaced. True if there is none yet.</summary>
    public static bool MayChange(Answer? answer, DateTimeOffset now) =>
        answer is null || now - answer.FirstAt <= CorrectionPeriod;

    /// <summary>Takes answers into a row.</summary>
    /// <param name="row">The stored row; null if there is none.</param>
    /// <param name="answers">By question id: the wire name of the choice, or the masked text of the comment.</param>
    /// <param name="channel">The channel of the answers.</param>
    /// <param name="link">The link through which they came.</param>
    /// <param name="now">The time at which they came.</param>
    /// <returns>The changed row, or the same instance if nothing changes; and the result.</returns>
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

        var result = AnswerResult.Taken;
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
                result = AnswerResult.LeftAsBefore;
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

        return new(row, result);
    }
}
