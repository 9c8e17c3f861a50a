using FsCheck;
using FsCheck.Fluent;
using Surveys.Publication;
using Surveys.Scoring;

namespace Surveys.Tests.Scoring;

public sealed class SatisfactionTests
{
    /// <summary>The index of the GOV.UK performance platform (alphagov/spotlight), there as a share of 1; the last: opg-performance-data, 2023-04.</summary>
    [Theory]
    [InlineData(1, 1, 1, 1, 1, 50)]
    [InlineData(1, 1, 1, 1, 6, 75)]
    [InlineData(6, 1, 1, 1, 1, 25)]
    [InlineData(3, 1, 16, 62, 147, 88.100436681223)]
    [InlineData(23, 46, 153, 419, 528, 79.6)]
    public void The_index_is_that_of_the_published_figures(
        long one,
        long two,
        long three,
        long four,
        long five,
        double index
    )
    {
        var counts = Answers.Of(one, two, three, four, five);

        Assert.Equal(index, Satisfaction.Index(counts.Distribution(StandardQuestions.Satisfaction))!.Value, 0.05);
    }

    /// <summary>alphagov/spotlight: periods of 5, 10 and 10 ratings with scores of 0.5, 0.75 and 0.25 make 0.5.</summary>
    [Fact]
    public void The_index_of_several_periods_is_that_of_all_their_answers()
    {
        var all = Answers.Of(1, 1, 1, 1, 1);
        all.Add(Answers.Of(1, 1, 1, 1, 6));
        all.Add(Answers.Of(6, 1, 1, 1, 1));

        Assert.Equal(50, Satisfaction.Index(all.Distribution(StandardQuestions.Satisfaction))!.Value, 1e-12);
    }

    [Fact]
    public void Csat_and_index_of_a_real_month_differ_and_both_are_right()
    {
        var counts = Answers.Of(23, 46, 153, 419, 528);

        var csat = Satisfaction.Csat(counts)!;
        Assert.Equal(
            (0.810, 0.787, 0.832, 1169),
            (Math.Round(csat.Value, 3), Math.Round(csat.Low, 3), Math.Round(csat.High, 3), csat.N)
        );
        Assert.Equal(4.18306, Satisfaction.Mean(counts.Distribution(StandardQuestions.Satisfaction))!.Value, 0.0005);
    }

    [Fact]
    public void No_answers_are_null_and_never_nought()
    {
        var none = new Counts();

        Assert.Null(Satisfaction.Csat(none));
        Assert.Null(Satisfaction.Mean([0, 0, 0, 0, 0]));
        Assert.Null(Satisfaction.Index([0, 0, 0, 0, 0]));
        Assert.Null(
            Answers.Weighted(new Dictionary<Stratum, Counts> { [Answers.Plain] = Answers.Of(0, 0, interactions: 7) })
        );
    }

    [Fact]
    public void Weights_undo_that_one_stratum_answered_more_often()
    {
        var weighted = Answers.Weighted(
            new Dictionary<Stratum, Counts>
            {
                [new("ai", "web", "kk")] = Answers.Of(90, 100, interactions: 500),
                [new("ai", "web", "ru")] = Answers.Of(10, 20, interactions: 500),
            }
        )!;

        // w: 0.5/(100/120) = 0.6 and 0.5/(20/120) = 3; (0.6 x 90 + 3 x 10) / (0.6 x 100 + 3 x 20) = 84/120; 120^2 / (36 + 180).
        Assert.Equal(0.7, weighted.Value, 1e-12);
        Assert.Equal(66, weighted.N);
        var wilson = Proportion.Wilson(0.7 * 14400 / 216, 14400 / 216.0)!;
        Assert.Equal((wilson.Low, wilson.High), (weighted.Low, weighted.High));
    }

    [Fact]
    public void A_weight_is_capped_at_five()
    {
        var weighted = Answers.Weighted(
            new Dictionary<Stratum, Counts>
            {
                [new("ai", "web", "kk")] = Answers.Of(100, 100, interactions: 100),
                [new("ai", "web", "ru")] = Answers.Of(0, 10, interactions: 9_000),
            }
        )!;

        // w: (100/9100)/(100/110) = 0.0121; (9000/9100)/(10/110) = 10.9, capped at 5.
        var light = 100 / 9100.0 / (100 / 110.0);
        Assert.Equal(100 * light / ((100 * light) + 50), weighted.Value, 1e-12);
    }

    [Fact]
    public void Small_strata_are_merged_over_languages_then_over_channels_then_over_all()
    {
        IReadOnlyList<WeightingStratum> strata =
        [
            Stratum("ai", "web", "kk", 40),
            Stratum("ai", "web", "ru", 6),
            Stratum("ai", "web", "en", 5),
            Stratum("ai", "chat", "kk", 20),
            Stratum("ai", "voice", "kk", 3),
            Stratum("human", "counter", "kk", 0),
        ];
        Assert.Equal(
            ["ai/chat/kk 20", "ai/web/kk 40", "*/*/* 14"],
            WeightingStrata
                .Merge(strata, 10)
                .Select(each =>
                    $"{each.Stratum.Assistance}/{each.Stratum.Channel}/{each.Stratum.Language} {each.Answers}"
                )
        );
        static WeightingStratum Stratum(string assistance, string channel, string language, long answers) =>
            new(new Stratum(assistance, channel, language), [], 100, answers, 0);
    }

    [Fact]
    public void Weights_change_nothing_where_every_stratum_answers_alike() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Strata().ToArbitrary(),
                strata =>
                {
                    var same = strata.ToDictionary(
                        pair => pair.Key,
                        pair =>
                        {
                            var counts = pair.Value.Copy();
                            counts[Counters.Interactions] = 3 * counts.Responses;
                            return counts;
                        }
                    );
                    var all = new Counts();
                    same.Values.ToList().ForEach(counts => all.Add(counts));
                    var (plain, weighted) = (Satisfaction.Csat(all)!, Answers.Weighted(same)!);
                    return Math.Abs(plain.Value - weighted.Value) < 1e-9
                        && Math.Abs(plain.N - weighted.N) <= 1
                        && Math.Abs(plain.Low - weighted.Low) < 1e-9;
                }
            )
        );

    [Fact]
    public void The_weighted_share_stays_within_the_strata_s_shares_and_never_claims_more_answers_than_there_are() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Strata().ToArbitrary(),
                strata =>
                {
                    var shares = strata.Values.Select(counts => Satisfaction.Csat(counts)!.Value).ToList();
                    var weighted = Answers.Weighted(strata)!;
                    return weighted.Value >= shares.Min() - 1e-12
                        && weighted.Value <= shares.Max() + 1e-12
                        && weighted.N <= strata.Values.Sum(counts => counts.Responses) + 1e-6
                        && weighted is { Low: >= 0, High: <= 1 }
                        && weighted.Low <= weighted.Value
                        && weighted.Value <= weighted.High;
                }
            )
        );

    private static Gen<Dictionary<Stratum, Counts>> Strata() =>
        from size in Gen.Choose(1, 8)
        from cells in Gen.ArrayOf(
            from answers in Gen.Choose(1, 60)
            from satisfied in Gen.Choose(0, answers)
            from silent in Gen.Choose(0, 400)
            select Answers.Of(satisfied, answers, answers + silent),
            size
        )
        select cells
            .Select((counts, i) => (new Stratum(i % 2 is 0 ? "ai" : "human", $"channel{i / 2}", "kk"), counts))
            .ToDictionary();
}
