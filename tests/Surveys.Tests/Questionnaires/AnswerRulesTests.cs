using Surveys.Ledger;
using Surveys.Questionnaires;

namespace Surveys.Tests.Questionnaires;

public sealed class AnswerRulesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static readonly Interaction Row = new()
    {
        Key = InteractionKey.Of("licence", new DateOnly(2026, 11, 23), "i-1", 1),
        Report = new ReportedFacts
        {
            InteractionId = "i-1",
            CompletedAt = Noon.AddMinutes(-20),
            Assistance = Assistance.Ai,
            Channel = Channel.Chat,
            Language = "kk",
        },
        Survey = new SurveyProgress { LinkIssued = true, ExpiresAt = Noon.AddDays(14) },
    };

    [Fact]
    public void Each_answer_counts_at_once()
    {
        var (row, result) = Take(Row, Noon, ("satisfaction", "5"), ("comment", "Рақмет"));

        Assert.Equal(AnswerResult.Taken, result);
        Assert.Equal(
            new Answer("5", Noon, Noon, ResponseChannel.Web, AnswerLink.Texted),
            row!.Survey.Answers["satisfaction"]
        );
        Assert.Equal("", row.Survey.Answers["comment"].Choice);
        Assert.Equal("Рақмет", row.Survey.Comment);
    }

    [Fact]
    public void A_new_answer_replaces_the_first_one_for_ten_minutes()
    {
        var first = Take(Row, Noon, ("satisfaction", "5")).Row;
        var second = Take(first, Noon.AddMinutes(9), ("satisfaction", "2")).Row;

        var (third, result) = Take(second, Noon.AddMinutes(10), ("satisfaction", "3"));

        Assert.Equal(AnswerResult.Taken, result);
        Assert.Equal(
            new Answer("3", Noon, Noon.AddMinutes(10), ResponseChannel.Web, AnswerLink.Texted),
            third!.Survey.Satisfaction
        );
    }

    [Fact]
    public void A_later_answer_changes_nothing_and_one_to_another_question_counts()
    {
        var first = Take(Row, Noon, ("satisfaction", "5"), ("comment", "Жақсы")).Row;

        var (row, result) = Take(
            first,
            Noon.AddMinutes(10).AddTicks(1),
            ("satisfaction", "1"),
            ("comment", "Жаман"),
            ("resolved", "yes")
        );

        Assert.Equal(AnswerResult.LeftAsBefore, result);
        Assert.Equal("5", row!.Survey.Satisfaction!.Choice);
        Assert.Equal("Жақсы", row.Survey.Comment);
        Assert.Equal("yes", row.Survey.Answers["resolved"].Choice);
    }

    [Fact]
    public void A_repeated_answer_is_no_change_at_any_time()
    {
        var first = Take(Row, Noon, ("satisfaction", "5"), ("comment", "Жақсы")).Row;

        var (row, result) = Take(first, Noon.AddDays(1), ("satisfaction", "5"), ("comment", "Жақсы"));

        Assert.Equal(AnswerResult.Taken, result);
        Assert.Same(first, row);
    }

    [Fact]
    public void Nothing_is_taken_after_expiry()
    {
        Assert.Equal(AnswerResult.Taken, Take(Row, Row.Survey.ExpiresAt, ("satisfaction", "5")).Result);

        var (row, result) = Take(Row, Row.Survey.ExpiresAt.AddTicks(1), ("satisfaction", "5"));

        Assert.Equal(AnswerResult.Closed, result);
        Assert.Same(Row, row);
    }

    [Fact]
    public void Nothing_is_taken_for_a_withdrawn_an_unlinked_or_an_unknown_interaction()
    {
        Assert.Equal(
            AnswerResult.Closed,
            Take(Row with { Survey = Row.Survey with { Withdrawn = true } }, Noon, ("satisfaction", "5")).Result
        );
        Assert.Equal(
            AnswerResult.Unknown,
            Take(Row with { Survey = Row.Survey with { LinkIssued = false } }, Noon, ("satisfaction", "5")).Result
        );
        Assert.Equal(AnswerResult.Unknown, Take(null, Noon, ("satisfaction", "5")).Result);
    }

    private static Decision<AnswerResult> Take(
        Interaction? row,
        DateTimeOffset now,
        params (string Question, string Value)[] answers
    ) =>
        AnswerRules.Apply(
            row,
            answers.ToDictionary(answer => answer.Question, answer => answer.Value),
            ResponseChannel.Web,
            AnswerLink.Texted,
            now
        );
}
