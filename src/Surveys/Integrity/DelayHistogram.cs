using System.Collections.Immutable;
using System.Globalization;

namespace Surveys.Integrity;

/// <summary>
/// Counts of the time between the report of an interaction and the first answer to satisfaction, in buckets that add up
/// over days and hosts.
/// </summary>
/// <param name="Buckets">
/// Number of answers in each bucket of <see cref="Bounds"/>, and in a last bucket beyond them.
/// </param>
internal sealed record DelayHistogram(ImmutableArray<long> Buckets)
{
    private const int Minute = 60;
    private const int Hour = 60 * Minute;
    private const int Day = 24 * Hour;

    /// <summary>The upper bounds of the buckets in seconds; each belongs to its bucket.</summary>
    public static readonly ImmutableArray<int> Bounds =
    [
        10,
        30,
        Minute,
        2 * Minute,
        5 * Minute,
        10 * Minute,
        20 * Minute,
        30 * Minute,
        Hour,
        2 * Hour,
        4 * Hour,
        8 * Hour,
        16 * Hour,
        Day,
        2 * Day,
        3 * Day,
        7 * Day,
    ];

    /// <summary>A histogram without answers.</summary>
    public static readonly DelayHistogram Empty = new([.. new long[Bounds.Length + 1]]);

    /// <summary>Number of answers.</summary>
    public long Count => Buckets.Sum();

    /// <summary>Number of answers within 60 seconds.</summary>
    public long WithinMinute => Buckets.Take(Bounds.IndexOf(Minute) + 1).Sum();

    /// <summary>The bucket of a delay. Negative delays are in the first bucket.</summary>
    public static int BucketOf(TimeSpan delay)
    {
        var bucket = 0;
        while (bucket < Bounds.Length && delay.TotalSeconds > Bounds[bucket])
        {
            bucket++;
        }

        return bucket;
    }

    /// <summary>The name of a bucket's counter, such as <c>delay:60</c>; the last is <c>delay:more</c>.</summary>
    public static string CounterOf(int bucket) =>
        bucket < Bounds.Length ? string.Create(CultureInfo.InvariantCulture, $"delay:{Bounds[bucket]}") : "delay:more";

    /// <summary>
    /// The median in seconds, interpolated within its bucket on a logarithmic scale; null without answers. Beyond the
    /// last bound it is that bound.
    /// </summary>
    public double? Median()
    {
        var half = Count / 2.0;
        var below = 0L;
        for (var bucket = 0; bucket < Bounds.Length; bucket++)
        {
            if (below + Buckets[bucket] >= half && Buckets[bucket] > 0)
            {
                var lower = bucket is 0 ? 1 : Bounds[bucket - 1];
                var part = (half - below) / Buckets[bucket];
                return lower * Math.Pow((double)Bounds[bucket] / lower, part);
            }

            below += Buckets[bucket];
        }

        return Count > 0 ? Bounds[^1] : null;
    }
}
