using Surveys.Aggregates;
using Surveys.Scoring;

namespace Surveys.Tests.Scoring;

public sealed class SmallGroupsTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public void A_month_is_hidden_from_one_to_nine_answers(long answers, bool hidden) =>
        Assert.Equal(hidden, SmallGroupSuppression.Month(Slice(answers)).IsHidden);

    /// <summary>
    /// The first: the NHS's example of a parent of 232 (nhsengland/fft_pipeline); the second: a parent of 152, where
    /// two hidden hold too few; the third to fifth and the last: the first level of the NHS's cases, at our threshold.
    /// </summary>
    [Theory]
    [InlineData(new long[] { 150, 80, 2 }, new[] { 1, 2 })]
    [InlineData(new long[] { 150, 1, 1 }, new[] { 0, 1, 2 })]
    [InlineData(new long[] { 0, 3, 5, 10, 2 }, new[] { 1, 2, 4 })]
    [InlineData(new long[] { 0, 0, 0 }, new int[0])]
    [InlineData(new long[] { 1, 2, 3, 4 }, new[] { 0, 1, 2, 3 })]
    [InlineData(new long[] { 10, 11, 12 }, new int[0])]
    [InlineData(new long[] { 4, 60, 50, 50 }, new[] { 0, 2 })]
    [InlineData(new long[] { 6, 7, 50 }, new[] { 0, 1 })]
    [InlineData(new long[] { 9 }, new[] { 0 })]
    [InlineData(new long[] { 4, 0, 0 }, new[] { 0 })]
    [InlineData(new long[0], new int[0])]
    public void Of_a_month_s_values_the_small_are_hidden_with_the_next_smallest(long[] answers, int[] hidden)
    {
        var cells = SmallGroupSuppression.WithinMonth(
            new SortedDictionary<int, Cell>(answers.Select((n, i) => (i, Slice(n))).ToDictionary())
        );

        Assert.Equal(hidden, cells.Where(pair => pair.Value.IsHidden).Select(pair => pair.Key));
        Assert.Equal(answers.Length, cells.Count);
    }

    /// <summary>Months by answers; answers shown of the quarter (-1: hidden); whether something is left out.</summary>
    [Theory]
    [InlineData(new long[] { 20, 30, 40 }, 90, false)]
    [InlineData(new long[] { 20, 30, 0 }, 50, false)]
    [InlineData(new long[] { 20, 30, 4 }, 50, true)]
    [InlineData(new long[] { 20, 5, 4 }, 20, true)]
    [InlineData(new long[] { 20, 5, 5 }, 30, false)]
    [InlineData(new long[] { 3, 3, 4 }, 10, false)]
    [InlineData(new long[] { 3, 3, 3 }, -1, true)]
    [InlineData(new long[] { 0, 9, 0 }, -1, true)]
    [InlineData(new long[] { 0, 0, 0 }, 0, false)]
    public void A_quarter_holds_its_shown_months_and_the_hidden_where_they_hide_each_other(
        long[] months,
        long shown,
        bool leftOut
    )
    {
        var quarter = SmallGroupSuppression.CoarserPeriod([
            .. months.Select(n => SmallGroupSuppression.Month(Slice(n))),
        ]);

        Assert.Equal((shown, leftOut), (quarter.Published?.Counts.Responses ?? -1, quarter.LeftOut));
        Assert.Equal(months.Sum(), quarter.Totals.Counts.Responses);
    }

    [Fact]
    public void A_year_takes_in_hidden_quarters_whole_but_never_what_a_shown_quarter_left_out()
    {
        var quarters = new[] { new long[] { 0, 6, 0 }, [5, 0, 0], [40, 0, 7], [0, 0, 0] }
            .Select(months =>
                SmallGroupSuppression.CoarserPeriod([.. months.Select(n => SmallGroupSuppression.Month(Slice(n)))])
            )
            .ToList();

        var year = SmallGroupSuppression.CoarserPeriod(quarters);

        Assert.Equal([true, true, false, false], quarters.Select(quarter => quarter.IsHidden));
        Assert.Equal((51, true), (year.Published!.Counts.Responses, year.LeftOut));
    }

    [Fact]
    public void A_total_and_an_agency_hold_only_what_is_shown()
    {
        SuppressedCell[] cells =
        [
            SmallGroupSuppression.Month(Slice(6)),
            SmallGroupSuppression.Month(Slice(7)),
            SmallGroupSuppression.Month(Slice(30)),
        ];

        var sum = SmallGroupSuppression.SumPublished(cells);
        var small = SmallGroupSuppression.SumPublished(cells[..2]);

        Assert.Equal((30, true), (sum.Published!.Counts.Responses, sum.LeftOut));
        Assert.Equal((true, true), (small.IsHidden, small.LeftOut));
        Assert.Equal(13, small.Totals.Counts.Responses);
    }

    /// <summary>
    /// 7 who were asked and did not answer are shown, whether their service comes before a hidden one or after it.
    /// </summary>
    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(0, 2, 1)]
    [InlineData(1, 0, 2)]
    [InlineData(1, 2, 0)]
    [InlineData(2, 0, 1)]
    [InlineData(2, 1, 0)]
    public void A_sum_is_the_same_in_whichever_order_its_parts_come(params int[] order)
    {
        SuppressedFigures[] parts =
        [
            Month(Answers.Of(5, 5)),
            Month(Answers.Of(0, 0, interactions: 7)),
            Month(Answers.Of(15, 20)),
        ];
        var sum = new SuppressedFigures.Sum();
        foreach (var part in order)
        {
            sum.Add(parts[part]);
        }

        var cell = sum.Total().Satisfaction;

        Assert.Equal(
            (20, 27, true),
            (cell.Published!.Counts.Responses, cell.Published.Counts[Counters.Invited], cell.LeftOut)
        );
        Assert.Equal(32, cell.Totals.Counts.Interactions);
        Assert.Equal(5, parts[0].Satisfaction.Totals.Counts.Interactions);
    }

    [Fact]
    public void A_question_is_shown_from_ten_answers_to_it_on()
    {
        var counts = new Counts
        {
            ["ease:5"] = 9,
            ["resolved:yes"] = 6,
            ["resolved:no"] = 4,
        };

        Assert.False(SmallGroupSuppression.HasEnoughAnswers(counts, StandardQuestions.Ease));
        Assert.True(SmallGroupSuppression.HasEnoughAnswers(counts, StandardQuestions.Resolved));
    }

    private static SuppressedFigures Month(Counts counts) =>
        SuppressedFigures.Month(new Cell(counts, new Dictionary<Stratum, Counts> { [Answers.Plain] = counts }));

    private static Cell Slice(long answers) => new(Answers.Of(answers, answers), null);
}
