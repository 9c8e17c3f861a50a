using Surveys.Scoring;

namespace Surveys.Tests.Scoring;

public sealed class ComparisonsTests
{
    [Theory]
    [InlineData(60, 100, 80, 100, Change.Up)]
    [InlineData(80, 100, 60, 100, Change.Down)]
    [InlineData(80, 100, 75, 100, Change.None)]
    [InlineData(1, 9, 90, 100, null)]
    [InlineData(90, 100, 1, 9, null)]
    internal void A_change_is_told_where_the_interval_leaves_out_nought(
        long before,
        long outOfBefore,
        long now,
        long outOfNow,
        Change? change
    ) => Assert.Equal(change, Comparisons.ChangeOf(Answers.Of(before, outOfBefore), Answers.Of(now, outOfNow)));

    [Fact]
    public void The_effect_of_AI_is_Newcombe_s_and_wants_ten_answers_on_each_side()
    {
        var effect = Comparisons.Between(Answers.Of(56, 70), Answers.Of(48, 80))!.Value;

        Assert.Equal(
            (0.2, 0.0524, 0.3339),
            (Math.Round(effect.Value, 4), Math.Round(effect.Low, 4), Math.Round(effect.High, 4))
        );
        Assert.Null(Comparisons.Between(Answers.Of(56, 70), Answers.Of(9, 9)));
        Assert.NotNull(Comparisons.Between(Answers.Of(56, 70), Answers.Of(10, 10)));
    }

    [Fact]
    public void The_gap_of_two_languages_has_the_plain_interval_and_that_of_three_a_wider_one()
    {
        KeyValuePair<string, Counts>[] two = [new("kk", Answers.Of(48, 80)), new("ru", Answers.Of(56, 70))];
        var plain = Comparisons.GapOf(two)!;
        var wide = Comparisons.GapOf([.. two, new("en", Answers.Of(7, 10))])!;

        Assert.Equal(
            (0.0524, 0.3339, "ru", "kk"),
            (Math.Round(plain.Low, 4), Math.Round(plain.High, 4), plain.Highest, plain.Lowest)
        );

        // 3 pairs: z of 1 - 0.05/6 = 2.393979800.
        var z = 2.3939797998185104;
        var expected = Difference.Newcombe(Proportion.Wilson(56, 70, z)!, Proportion.Wilson(48, 80, z)!);
        Assert.Equal(expected.Low, wide.Low, 1e-9);
        Assert.Equal(expected.High, wide.High, 1e-9);
        Assert.Equal(plain.Value, wide.Value);
    }

    [Fact]
    public void Languages_of_few_answers_make_no_gap() =>
        Assert.Null(Comparisons.GapOf([new("kk", Answers.Of(48, 80)), new("ru", Answers.Of(9, 9))]));

    [Fact]
    public void Languages_of_equal_scores_have_a_gap_of_nought_between_two_of_them()
    {
        var gap = Comparisons.GapOf([new("ru", Answers.Of(40, 80)), new("kk", Answers.Of(10, 20))])!;

        Assert.Equal((0.0, "kk", "ru"), (gap.Value, gap.Highest, gap.Lowest));
    }

    [Fact]
    public void Silent_failure_is_a_share_of_those_who_could_contradict()
    {
        var counts = new Counts { [Counters.SilentAsked] = 40, [Counters.SilentFailed] = 10 };
        var few = new Counts { [Counters.SilentAsked] = 9, [Counters.SilentFailed] = 9 };

        Assert.Equal(Proportion.Wilson(10, 40), Comparisons.SilentFailure(counts));
        Assert.Null(Comparisons.SilentFailure(few));
    }

    [Fact]
    public void Success_only_bias_is_what_the_score_would_gain()
    {
        var (resolved, not) = (Answers.Of(72, 80), Answers.Of(8, 20));
        var bias = Comparisons.SuccessOnlyBias(resolved, not)!.Value;

        var all = resolved.Copy();
        all.Add(not);
        Assert.Equal(Satisfaction.Csat(resolved)!.Value - Satisfaction.Csat(all)!.Value, bias.Value, 1e-12);
        var bracket = Difference.Newcombe(Proportion.Wilson(72, 80)!, Proportion.Wilson(8, 20)!);
        Assert.Equal((bracket.Low * 0.2, bracket.High * 0.2), (bias.Low, bias.High));
        Assert.Null(Comparisons.SuccessOnlyBias(resolved, Answers.Of(0, 9)));
    }

    [Theory]
    [InlineData(950, 1000, 1, Verdict.Sustained)]
    [InlineData(950, 1000, 0, Verdict.NotYetSaving)]
    [InlineData(950, 1000, -5, Verdict.NotYetSaving)]
    [InlineData(500, 1000, 1, Verdict.AtCitizensExpense)]
    [InlineData(500, 1000, -1, Verdict.Failing)]
    [InlineData(80, 100, 1, Verdict.Inconclusive)]
    [InlineData(80, 100, -1, Verdict.Inconclusive)]
    [InlineData(9, 9, 1, Verdict.Inconclusive)]
    [InlineData(0, 9, 1, Verdict.Inconclusive)]
    [InlineData(950, 1000, null, Verdict.Inconclusive)]
    internal void A_verdict_is_given_by_the_bounds(long satisfied, long answers, int? net, Verdict verdict) =>
        Assert.Equal(verdict, Verdicts.Of(Proportion.Wilson(satisfied, answers), null, net, 0.8m));

    [Fact]
    public void Savings_with_citizens_worse_off_than_with_people_are_at_their_expense_however_good_the_score() =>
        Assert.Equal(
            Verdict.AtCitizensExpense,
            Verdicts.Of(Proportion.Wilson(950, 1000), new Difference(-0.04, -0.06, -0.01), 1, 0.8m)
        );

    [Fact]
    public void Without_savings_the_comparison_with_people_decides_nothing() =>
        Assert.Equal(
            Verdict.NotYetSaving,
            Verdicts.Of(Proportion.Wilson(950, 1000), new Difference(-0.04, -0.06, -0.01), 0, 0.8m)
        );

    [Fact]
    public void A_bound_that_lies_on_the_target_reaches_it()
    {
        var csat = new Proportion(0.9, 0.8, 0.95, 100);

        Assert.Equal(Verdict.Sustained, Verdicts.Of(csat, null, 1, 0.8m));
        Assert.Equal(
            Verdict.Inconclusive,
            Verdicts.Of(csat with { Low = 0.7, High = 0.8, Value = 0.75 }, null, 1, 0.8m)
        );
    }
}
