namespace Surveys.Scoring;

/// <summary>The change of csat against the period before.</summary>
internal enum Change
{
    /// <summary>The interval of the difference includes 0.</summary>
    None,

    /// <summary>The interval lies above 0.</summary>
    Up,

    /// <summary>The interval lies below 0.</summary>
    Down,
}

/// <summary>The difference between the languages with the highest and the lowest csat.</summary>
internal sealed record LanguageGap(double Value, double Low, double High, string Highest, string Lowest);

/// <summary>
/// Comparisons of groups of citizens. Each needs at least <see cref="SmallGroupSuppression.MinAnswers"/> answers on
/// both sides.
/// </summary>
internal static class Comparisons
{
    /// <summary>The change against the period before; null where either has fewer than 10 answers.</summary>
    public static Change? ChangeOf(Counts before, Counts now) =>
        Between(now, before) is { } difference
            ? difference switch
            {
                { Low: > 0 } => Change.Up,
                { High: < 0 } => Change.Down,
                _ => Change.None,
            }
            : null;

    /// <summary>
    /// csat of one group less csat of the other, with its 95 % Newcombe interval; null where either has fewer than 10
    /// answers.
    /// </summary>
    public static Difference? Between(Counts one, Counts other) =>
        IsEnough(one) && IsEnough(other)
            ? Difference.Newcombe(Satisfaction.Csat(one)!, Satisfaction.Csat(other)!)
            : null;

    /// <summary>
    /// The highest csat less the lowest among languages with 10 answers or more. The pair is selected from all pairs
    /// after looking at the data, so the interval uses the z of 1 - 0.05 / (2 x number of pairs) (Bonferroni). Null
    /// with fewer than two such languages.
    /// </summary>
    public static LanguageGap? GapOf(IEnumerable<KeyValuePair<string, Counts>> languages)
    {
        var answered = languages
            .Where(pair => IsEnough(pair.Value))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .ToList();
        if (answered.Count < 2)
        {
            return null;
        }

        var z = Normal.Quantile(1 - (0.05 / (answered.Count * (answered.Count - 1))));
        var shares = answered.Select(pair => (Language: pair.Key, Csat: Satisfaction.Csat(pair.Value, z)!)).ToList();
        var highest = shares.MaxBy(share => share.Csat.Value);
        var lowest = shares.Where(share => share.Language != highest.Language).MinBy(share => share.Csat.Value);
        var difference = Difference.Newcombe(highest.Csat, lowest.Csat);
        return new LanguageGap(difference.Value, difference.Low, difference.High, highest.Language, lowest.Language);
    }

    /// <summary>
    /// Of the interactions by AI that were reported as resolved and whose citizen answered <c>resolved</c> or
    /// <c>contactAgain</c>, the share that said no or partly, or had to contact the service again. Null with fewer than
    /// 10 of them.
    /// </summary>
    public static Proportion? SilentFailure(Counts counts) =>
        counts[Counters.SilentAsked] >= SmallGroupSuppression.MinAnswers
            ? Proportion.Wilson(counts[Counters.SilentFailed], counts[Counters.SilentAsked])
            : null;

    /// <summary>
    /// The gain of csat if only resolved interactions were asked: csat(resolved) - csat(all with an outcome) = share
    /// not resolved x (csat(resolved) - csat(not resolved)). This is an identity; the interval is that of the
    /// difference in brackets, times the share. Null where either has fewer than 10 answers.
    /// </summary>
    public static Difference? SuccessOnlyBias(Counts resolved, Counts unresolved) =>
        Between(resolved, unresolved)
            ?.Times((double)unresolved.Responses / (resolved.Responses + unresolved.Responses));

    private static bool IsEnough(Counts counts) => counts.Responses >= SmallGroupSuppression.MinAnswers;
}
