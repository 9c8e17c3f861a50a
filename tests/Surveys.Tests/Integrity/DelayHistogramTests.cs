using System.Globalization;
using Surveys.Integrity;

namespace Surveys.Tests.Integrity;

public sealed class DelayHistogramTests
{
    [Theory]
    [InlineData(-5, "delay:10")]
    [InlineData(10, "delay:10")]
    [InlineData(10.5, "delay:30")]
    [InlineData(60, "delay:60")]
    [InlineData(7 * 86400, "delay:604800")]
    [InlineData(8 * 86400, "delay:more")]
    public void A_delay_belongs_to_the_first_bucket_that_reaches_it(double seconds, string counter) =>
        Assert.Equal(counter, DelayHistogram.CounterOf(DelayHistogram.BucketOf(TimeSpan.FromSeconds(seconds))));

    [Fact]
    public void The_median_lies_within_the_bucket_of_the_median_delay()
    {
        double[] seconds = [5, 40, 50, 700, 90_000];
        var histogram = seconds.Aggregate(DelayHistogram.Empty, Add);

        Assert.Equal(5, histogram.Count);
        Assert.Equal(3, histogram.WithinMinute);
        Assert.InRange(histogram.Median()!.Value, 30, 60);
    }

    [Fact]
    public void The_median_of_many_delays_is_near_the_true_median()
    {
        var random = new Random(1);
        var seconds = Enumerable.Range(0, 10_001).Select(_ => 10 * Math.Exp(8 * random.NextDouble())).Order().ToList();
        var histogram = seconds.Aggregate(DelayHistogram.Empty, Add);

        Assert.InRange(histogram.Median()!.Value / seconds[5_000], 0.95, 1.05);
    }

    [Fact]
    public void Without_answers_there_is_no_median()
    {
        Assert.Null(DelayHistogram.Empty.Median());
        Assert.Equal(604800, Add(DelayHistogram.Empty, 1e6).Median());
    }

    [Fact]
    public void Every_bucket_has_a_counter_of_its_own() =>
        Assert.Equal(
            DelayHistogram.Bounds.Select(bound => string.Create(CultureInfo.InvariantCulture, $"delay:{bound}")),
            Enumerable.Range(0, DelayHistogram.Bounds.Length).Select(DelayHistogram.CounterOf)
        );

    private static DelayHistogram Add(DelayHistogram histogram, double seconds)
    {
        var bucket = DelayHistogram.BucketOf(TimeSpan.FromSeconds(seconds));
        return new(histogram.Buckets.SetItem(bucket, histogram.Buckets[bucket] + 1));
    }
}
