using Surveys.Scoring;

namespace Surveys.Tests.Scoring;

public sealed class RobustStatisticsTests
{
    /// <summary>The example of Iglewicz and Hoaglin: ten laboratory values, of which two are outliers.</summary>
    [Fact]
    public void The_textbook_example_has_its_two_outliers()
    {
        double[] values = [2.1, 2.6, 2.4, 2.5, 2.3, 2.1, 2.3, 2.6, 8.2, 8.3];
        var statistics = RobustStatistics.Of(values)!.Value;

        Assert.Equal(2.45, statistics.Median, 12);
        Assert.Equal(0.15, statistics.Mad, 12);
        Assert.Equal(
            [8.2, 8.3],
            values.Where(value => statistics.ScoreOf(value, 1e-9) > RobustStatistics.OutlierScore)
        );
    }

    [Fact]
    public void Equal_values_have_no_outlier_within_the_smallest_spread()
    {
        var statistics = RobustStatistics.Of([0, 0, 0, 0.02])!.Value;

        Assert.Equal(0, statistics.Mad);
        Assert.Equal(0.4, statistics.ScoreOf(0.02, minSpread: 0.05), 12);
    }

    [Fact]
    public void Without_values_there_are_no_statistics() => Assert.Null(RobustStatistics.Of([]));
}
