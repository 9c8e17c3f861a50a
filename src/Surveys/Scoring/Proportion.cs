namespace Surveys.Scoring;

/// <summary>A share with its Wilson score interval. All three are between 0 and 1.</summary>
/// <param name="Value">The share.</param>
/// <param name="Low">The lower bound of the interval.</param>
/// <param name="High">The upper bound of the interval.</param>
/// <param name="N">Number of answers; for a weighted share Kish's effective number.</param>
internal sealed record Proportion(double Value, double Low, double High, double N)
{
    /// <summary>The z of a two-sided 95 % interval.</summary>
    public const double Z95 = 1.959963984540054;

    /// <summary>
    /// The share of successes with its Wilson score interval (Wilson 1927, JASA 22:209; without continuity correction):
    /// all p for which the count lies within z standard errors of n p. The interval stays within [0, 1] and has a width
    /// even at 0 and n. Null where n is 0. Section <c>csat.top2.wilson.v1</c> of docs/method.md.
    /// </summary>
    /// <param name="successes">From 0 to n. It need not be whole for a weighted share.</param>
    /// <param name="n">Answers.</param>
    /// <param name="z">The interval's z.</param>
    public static Proportion? Wilson(double successes, double n, double z = Z95)
    {
        if (n <= 0)
        {
            return null;
        }

        var p = Math.Clamp(successes / n, 0, 1);
        var shrink = 1 + (z * z / n);
        var centre = (p + (z * z / (2 * n))) / shrink;
        var half = z * Math.Sqrt((p * (1 - p) / n) + (z * z / (4 * n * n))) / shrink;

        // At 0 and 1 the bound is the share itself. Rounding would put it slightly beyond.
        return new Proportion(p, p is 0 ? 0 : Math.Max(0, centre - half), p is 1 ? 1 : Math.Min(1, centre + half), n);
    }
}

/// <summary>A difference of two shares with its interval, from -1 to 1.</summary>
internal readonly record struct Difference(double Value, double Low, double High)
{
    /// <summary>Whether the interval excludes 0.</summary>
    public bool IsClear => Low > 0 || High < 0;

    /// <summary>
    /// The difference of two independent shares with Newcombe's interval from their Wilson intervals (1998, Statistics
    /// in Medicine 17:873, method 10). Section <c>difference.newcombe.v1</c> of docs/method.md.
    /// </summary>
    public static Difference Newcombe(Proportion one, Proportion other)
    {
        var value = one.Value - other.Value;
        return new Difference(
            value,
            value - Distance(one.Value - one.Low, other.High - other.Value),
            value + Distance(one.High - one.Value, other.Value - other.Low)
        );
    }

    /// <summary>This difference and its interval, times a factor of 0 or more.</summary>
    public Difference Times(double factor) => new(Value * factor, Low * factor, High * factor);

    private static double Distance(double a, double b) => Math.Sqrt((a * a) + (b * b));
}

/// <summary>The standard normal distribution.</summary>
internal static class Normal
{
    /// <summary>The z below which a share p of the distribution lies. p is from 0.5 to 0.999999.</summary>
    public static double Quantile(double p)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(p, 0.5);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(p, 0.999999);
        var z = 0.0;

        // Newton's method from 0: the function is concave there, so the steps never overshoot.
        for (var step = double.MaxValue; Math.Abs(step) > 1e-15 * Math.Max(1, z); )
        {
            var before = z;
            z += (p - ShareBelow(z)) / Density(z);
            step = z - before;
            if (step < 0)
            {
                break;
            }
        }

        return z;
    }

    private static double Density(double z) => Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);

    /// <summary>1/2 + density x (z + z^3/3 + z^5/(3 5) + ...).</summary>
    private static double ShareBelow(double z)
    {
        var (sum, term) = (z, z);
        for (var odd = 3; term > sum * 1e-17; odd += 2)
        {
            term *= z * z / odd;
            sum += term;
        }

        return 0.5 + (Density(z) * sum);
    }
}
