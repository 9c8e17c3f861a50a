using Surveys.Publication;
using Surveys.Scoring;

namespace Surveys.Tests.Publication;

public sealed class VersionRuleTests
{
    [Fact]
    public void The_first_version_waits_for_ten_answers_and_ten_later_ones()
    {
        var state = MeasureVersion.None;
        Assert.Equal(
            [0, 0, 10, 10, 20],
            ((int[])[9, 10, 20, 29, 30]).Select(answers =>
            {
                state = VersionRule.Advance(
                    state,
                    Answers(answers),
                    StandardQuestions.Satisfaction.CounterNames,
                    isSettled: false
                );
                return state.Published.Responses;
            })
        );
    }

    [Fact]
    public void A_settled_month_publishes_every_answer()
    {
        var state = VersionRule.Advance(
            MeasureVersion.None,
            Answers(3),
            StandardQuestions.Satisfaction.CounterNames,
            isSettled: true
        );
        Assert.Equal(3, state.Published.Responses);
    }

    [Fact]
    public void Fewer_than_ten_corrections_after_settlement_are_not_applied()
    {
        var settled = VersionRule.Advance(
            MeasureVersion.None,
            Answers(40),
            StandardQuestions.Satisfaction.CounterNames,
            isSettled: true
        );
        Assert.Equal(
            40,
            VersionRule
                .Advance(settled, Answers(31), StandardQuestions.Satisfaction.CounterNames, isSettled: true)
                .Published.Responses
        );
        Assert.Equal(
            30,
            VersionRule
                .Advance(settled, Answers(30), StandardQuestions.Satisfaction.CounterNames, isSettled: true)
                .Published.Responses
        );
    }

    /// <summary>Whenever the job runs and however the answers come, no two successive versions differ by 1 to 9 answers.</summary>
    [Fact]
    public void No_step_is_smaller_than_ten_however_answers_come()
    {
        var random = new Random(3);
        for (var trial = 0; trial < 300; trial++)
        {
            var (state, answers, before) = (MeasureVersion.None, 0, 0L);
            for (var day = 0; day < 40; day++)
            {
                answers += random.Next(random.Next(1, 25));
                var isLast = day is 39;
                state = VersionRule.Advance(
                    state,
                    Answers(answers),
                    StandardQuestions.Satisfaction.CounterNames,
                    isLast
                );
                var step = state.Published.Responses - before;
                Assert.True(step is 0 or >= 10 || (isLast && before is 0), $"A step of {step} answers.");
                before = state.Published.Responses;
            }

            Assert.Equal(answers, before);
        }
    }

    private static Counts Answers(int answers)
    {
        var counts = new Counts();
        counts.Add("satisfaction:5", answers);
        return counts;
    }
}
