using System.Text.Json.Serialization;

namespace Surveys.Scoring;

/// <summary>The verdict on a service's satisfaction and savings.</summary>
internal enum Verdict
{
    /// <summary>Too few answers, no saving reported, or the interval includes the target.</summary>
    [JsonStringEnumMemberName("inconclusive")]
    Inconclusive,

    /// <summary>
    /// It saves, and satisfaction is clearly below the target, or clearly lower with AI than with people.
    /// </summary>
    [JsonStringEnumMemberName("at-citizens-expense")]
    AtCitizensExpense,

    /// <summary>It saves, and satisfaction clearly reaches the target.</summary>
    [JsonStringEnumMemberName("sustained")]
    Sustained,

    /// <summary>It does not save, and satisfaction clearly reaches the target.</summary>
    [JsonStringEnumMemberName("not-yet-saving")]
    NotYetSaving,

    /// <summary>It does not save, and satisfaction is clearly below the target.</summary>
    [JsonStringEnumMemberName("failing")]
    Failing,
}

/// <summary>
/// Compares the bounds of the interval with the target, not the point: <c>verdict.bounds.v1</c> of docs/method.md.
/// </summary>
internal static class Verdicts
{
    /// <param name="csat">csat of the published answers; null without answers.</param>
    /// <param name="aiEffect">csat with AI less csat with people alone; null where one has too few answers.</param>
    /// <param name="net">The government's savings less all costs; null where no saving was reported.</param>
    /// <param name="target">The target in the last month of the period, 0 to 1.</param>
    public static Verdict Of(Proportion? csat, Difference? aiEffect, decimal? net, decimal target)
    {
        if (net is not { } money || csat is null || csat.N < SmallGroupSuppression.MinAnswers)
        {
            return Verdict.Inconclusive;
        }

        var isBelow = csat.High < (double)target;
        var isReached = csat.Low >= (double)target;
        return (money > 0) switch
        {
            true when isBelow || aiEffect?.High < 0 => Verdict.AtCitizensExpense,
            true when isReached => Verdict.Sustained,
            false when isReached => Verdict.NotYetSaving,
            false when isBelow => Verdict.Failing,
            _ => Verdict.Inconclusive,
        };
    }
}
