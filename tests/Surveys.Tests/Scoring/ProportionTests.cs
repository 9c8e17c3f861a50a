using FsCheck;
using FsCheck.Fluent;
using Surveys.Scoring;

namespace Surveys.Tests.Scoring;

public sealed class ProportionTests
{
    /// <summary>
    /// The first four: binom.confint of the R package binom, as statsmodels records it. The rest: an independent
    /// calculation, in per cent.
    /// </summary>
    [Theory]
    [InlineData(18, 20, 0.6989663547715128, 0.972133518786232, 1e-13)]
    [InlineData(4, 200, 0.00780442641634947, 0.05028708690582643, 1e-13)]
    [InlineData(1, 30, 0.00590859, 0.16670391, 1e-8)]
    [InlineData(0, 30, 0.0, 0.11351339, 1e-8)]
    [InlineData(3, 3, 0.439, 1.0, 0.0005)]
    [InlineData(4, 5, 0.376, 0.964, 0.0005)]
    [InlineData(8, 10, 0.490, 0.943, 0.0005)]
    [InlineData(9, 10, 0.596, 0.982, 0.0005)]
    [InlineData(10, 10, 0.722, 1.0, 0.0005)]
    [InlineData(27, 30, 0.744, 0.965, 0.0005)]
    [InlineData(40, 50, 0.670, 0.888, 0.0005)]
    [InlineData(90, 100, 0.826, 0.945, 0.0005)]
    [InlineData(450, 500, 0.871, 0.923, 0.0005)]
    [InlineData(947, 1169, 0.787, 0.832, 0.0005)]
    public void A_share_has_the_Wilson_interval_of_the_reference(
        int successes,
        int n,
        double low,
        double high,
        double tolerance
    )
    {
        var share = Proportion.Wilson(successes, n)!;

        Assert.Equal((double)successes / n, share.Value, 1e-15);
        Assert.Equal(low, share.Low, tolerance);
        Assert.Equal(high, share.High, tolerance);
        Assert.Equal(n, share.N);
    }

    [Fact]
    public void No_answers_make_no_share() => Assert.Null(Proportion.Wilson(0, 0));

    [Fact]
    public void Bounds_lie_in_the_unit_interval_around_the_share_and_are_its_mirror() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Shares().ToArbitrary(),
                share =>
                {
                    var one = Proportion.Wilson(share.Successes, share.N)!;
                    var mirror = Proportion.Wilson(share.N - share.Successes, share.N)!;
                    return one is { Low: >= 0, High: <= 1 }
                        && one.Low <= one.Value
                        && one.Value <= one.High
                        && (one.Low < one.Value || share.Successes is 0)
                        && (one.High > one.Value || share.Successes == share.N)
                        && Math.Abs(1 - mirror.High - one.Low) < 1e-12
                        && Math.Abs(1 - mirror.Low - one.High) < 1e-12;
                }
            )
        );

    [Fact]
    public void More_answers_of_the_same_share_narrow_the_interval() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Shares().ToArbitrary(),
                share =>
                {
                    var one = Proportion.Wilson(share.Successes, share.N)!;
                    var more = Proportion.Wilson(2.0 * share.Successes, 2.0 * share.N)!;
                    return more.High - more.Low < one.High - one.Low;
                }
            )
        );

    /// <summary>Newcombe 1998, table II, method 10.</summary>
    [Theory]
    [InlineData(56, 70, 48, 80, 0.0524, 0.3339)]
    [InlineData(9, 10, 3, 10, 0.1705, 0.8090)]
    [InlineData(6, 7, 2, 7, 0.0582, 0.8062)]
    [InlineData(5, 56, 0, 29, -0.0381, 0.1926)]
    [InlineData(0, 10, 0, 20, -0.1611, 0.2775)]
    [InlineData(0, 10, 0, 10, -0.2775, 0.2775)]
    [InlineData(10, 10, 0, 20, 0.6791, 1.0)]
    [InlineData(10, 10, 0, 10, 0.6075, 1.0)]
    public void A_difference_has_the_interval_of_Newcombe_s_paper(int a, int m, int b, int n, double low, double high)
    {
        var difference = Difference.Newcombe(Proportion.Wilson(a, m)!, Proportion.Wilson(b, n)!);

        Assert.Equal(((double)a / m) - ((double)b / n), difference.Value, 1e-12);
        Assert.Equal(low, difference.Low, 0.00005);
        Assert.Equal(high, difference.High, 0.00005);
    }

    [Fact]
    public void A_difference_turned_round_is_its_own_mirror() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Shares().ToArbitrary(),
                Shares().ToArbitrary(),
                (a, b) =>
                {
                    var (one, other) = (Proportion.Wilson(a.Successes, a.N)!, Proportion.Wilson(b.Successes, b.N)!);
                    var (there, back) = (Difference.Newcombe(one, other), Difference.Newcombe(other, one));
                    return Math.Abs(there.Low + back.High) < 1e-12
                        && there.Low <= there.Value
                        && there.Value <= there.High
                        && there is { Low: >= -1, High: <= 1 };
                }
            )
        );

    /// <summary>From tables of the normal distribution of 15 digits.</summary>
    [Theory]
    [InlineData(0.5, 0.0)]
    [InlineData(0.975, 1.959963984540054)]
    [InlineData(0.995, 2.5758293035489004)]
    [InlineData(0.9999, 3.719016485455709)]
    public void Quantiles_are_those_of_the_tables(double p, double z) => Assert.Equal(z, Normal.Quantile(p), 1e-12);

    private static Gen<(int Successes, int N)> Shares() =>
        from n in Gen.Choose(1, 5000)
        from successes in Gen.Choose(0, n)
        select (successes, n);
}
