namespace Surveys.Scoring;

/// <summary>The centre and spread of values, of which a few outliers have no influence.</summary>
/// <param name="Median">The median.</param>
/// <param name="Mad">The median absolute deviation from the median.</param>
internal readonly record struct RobustStatistics(double Median, double Mad)
{
    /// <summary>The factor that makes the median absolute deviation of a normal distribution its standard deviation.</summary>
    public const double NormalFactor = 1.4826;

    /// <summary>
    /// The modified z score from which a value counts as an outlier (Iglewicz and Hoaglin 1993, <i>How to Detect and Handle
    /// Outliers</i>).
    /// </summary>
    public const double OutlierScore = 3.5;

    /// <summary>The statistics of values; null without values.</summary>
    public static RobustStatistics? Of(IReadOnlyCollection<double> values)
    {
        if (values.Count is 0)
        {
            return null;
        }

        var median = MedianOf(values);
        return new RobustStatistics(median, MedianOf([.. values.Select(value => Math.Abs(value - median))]));
    }

    /// <summary>The modified z score: the distance from the median in robust standard deviations.</summary>
    /// <param name="value">The value.</param>
    /// <param name="minSpread">
    /// The smallest standard deviation to assume, above 0. Without it every difference would be an outlier where most values are
    /// equal.
    /// </param>
    public double ScoreOf(double value, double minSpread) => (value - Median) / Math.Max(minSpread, NormalFactor * Mad);

    private static double MedianOf(IReadOnlyCollection<double> values)
    {
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        return sorted.Length % 2 is 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
