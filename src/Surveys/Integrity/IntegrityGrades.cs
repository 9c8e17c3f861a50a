using System.Text.Json.Serialization;
using Surveys.Scoring;

namespace Surveys.Integrity;

/// <summary>How far the figures of a service's month can be relied on.</summary>
internal enum IntegrityGrade
{
    /// <summary>No signal of manipulation.</summary>
    [JsonStringEnumMemberName("sound")]
    Sound,

    /// <summary>At least one signal that needs an explanation.</summary>
    [JsonStringEnumMemberName("doubtful")]
    Doubtful,

    /// <summary>Signals that honest reporting does not explain. The verdict on the service is inconclusive.</summary>
    [JsonStringEnumMemberName("unsound")]
    Unsound,
}

/// <summary>A signal that crosses a limit or is an outlier.</summary>
/// <param name="Signal">The signal.</param>
/// <param name="Value">Its value.</param>
/// <param name="Weight">The effect on the grade.</param>
/// <param name="Median">
/// The median over services; null where a limit was crossed and not the range of the services.
/// </param>
internal sealed record IntegrityReason(IntegritySignal Signal, double Value, SignalWeight Weight, double? Median);

/// <summary>The signals of one service's month and their grade.</summary>
/// <param name="Counts">What the signals are computed from.</param>
/// <param name="Grade">The grade.</param>
/// <param name="Reasons">
/// The signals that cross a limit or are outliers, in the order of <see cref="IntegritySignals.All"/>.
/// </param>
internal sealed record IntegrityReport(
    IntegrityCounts Counts,
    IntegrityGrade Grade,
    IReadOnlyList<IntegrityReason> Reasons
)
{
    /// <summary>The value of a signal; null where the month has too little data for it.</summary>
    public double? ValueOf(IntegritySignal signal) => signal.ValueOf(Counts);
}

/// <summary>Grades the services of one month.</summary>
internal static class IntegrityGrades
{
    /// <summary>Minimum number of services with a signal for a comparison over services.</summary>
    private const int MinServices = 10;

    /// <summary>
    /// Grades every service of one month. Outliers are found among these services, so the list holds all services of
    /// the platform.
    /// </summary>
    public static IReadOnlyList<IntegrityReport> Of(IReadOnlyList<IntegrityCounts> services)
    {
        var ranges = IntegritySignals.All.ToDictionary(signal => signal, signal => RangeOf(signal, services));
        return
        [
            .. services.Select(counts =>
            {
                List<IntegrityReason> reasons =
                [
                    .. IntegritySignals
                        .All.Select(signal => ReasonOf(signal, counts, ranges[signal]))
                        .OfType<IntegrityReason>(),
                ];
                return new IntegrityReport(counts, GradeOf(reasons), reasons);
            }),
        ];
    }

    /// <summary>The grade that follows from reasons. Of one family only the heaviest reason counts.</summary>
    public static IntegrityGrade GradeOf(IReadOnlyCollection<IntegrityReason> reasons)
    {
        var weights = reasons
            .GroupBy(reason => reason.Signal.Family)
            .Select(family => family.Max(reason => reason.Weight))
            .ToList();
        return weights.Contains(SignalWeight.Decisive) || weights.Count(weight => weight is SignalWeight.Suspect) > 1
                ? IntegrityGrade.Unsound
            : weights.Any(weight => weight is SignalWeight.Suspect or SignalWeight.Limit) ? IntegrityGrade.Doubtful
            : IntegrityGrade.Sound;
    }

    private static RobustStatistics? RangeOf(IntegritySignal signal, IReadOnlyList<IntegrityCounts> services)
    {
        if (signal.Outlier is not { } outlier)
        {
            return null;
        }

        var values = services.Select(signal.ValueOf).OfType<double>().Select(outlier.Scale).ToList();
        return values.Count >= MinServices ? RobustStatistics.Of(values) : null;
    }

    private static IntegrityReason? ReasonOf(IntegritySignal signal, IntegrityCounts counts, RobustStatistics? range)
    {
        if (signal.ValueOf(counts) is not { } value)
        {
            return null;
        }

        var crossed = signal.Limits.FirstOrDefault(limit => limit.IsCrossed(counts, value));
        var isOutlier =
            signal.Outlier is { } rule && range is { } known && rule.IsRelevant(value) && IsOutlier(rule, known, value);
        return (crossed, isOutlier) switch
        {
            ({ } limit, _) => new IntegrityReason(signal, value, limit.Weight, null),
            (null, true) => new IntegrityReason(signal, value, signal.Outlier!.Weight, MedianOf(signal, range!.Value)),
            _ => null,
        };
    }

    private static bool IsOutlier(SignalOutlier rule, RobustStatistics range, double value)
    {
        var score = range.ScoreOf(rule.Scale(value), rule.MinSpread);
        return (rule.IsLow ? -score : score) > RobustStatistics.OutlierScore;
    }

    private static double MedianOf(IntegritySignal signal, RobustStatistics range) =>
        signal.Outlier!.IsLogarithmic ? Math.Exp(range.Median) : range.Median;
}
