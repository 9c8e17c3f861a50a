namespace Surveys.Scoring;

/// <summary>How a period's csat stands to the one before.</summary>
internal enum Change
{
    /// <summary>The interval of the difference holds 0: no change can be told.</summary>
    None,

    /// <summary>It lies above 0.</summary>
    Up,

    /// <summary>It lies below 0.</summary>
    Down,
}

/// <summary>The largest csat of a language less the smallest.</summary>
internal sealed record LanguageGap(double Value, double Low, double High, string Highest, string Lowest);

/// <summary>Comparisons of groups of citizens. Every one wants <see cref="SmallGroupSuppression.MinAnswers"/> answers on each side.</summary>
internal static class Comparisons
{
    /// <summary>Against the period before; null where either has fewer than 10 answers.</summary>
    public static Change? ChangeOf(Counts before, Counts now) =>
        Between(now, before) is { } difference
            ? difference switch
            {
                { Low: > 0 } => Change.Up,
                { High: < 0 } => Change.Down,
                _ => Change.None,
            }
            : null;

    /// <summary>csat of one group less csat of the other, with its 95 % Newcombe interval; null where either has fewer than 10 answers.</summary>
    public static Difference? Between(Counts one, Counts other) =>
        IsEnough(one) && IsEnough(other)
            ? Difference.Newcombe(Satisfaction.Csat(one)!, Satisfaction.Csat(other)!)
            : null;

    /// <summary>
    /// The largest csat less the smallest among languages of 10 answers or more. The pair is chosen after looking, out of all pairs, so the interval is
    /// taken at z of 1 - 0.05 / (2 x number of pairs), after Bonferroni. Null with fewer than two such languages.
    /// </summary>
    public static LanguageGap? GapOf(IEnumerable<KeyValuePair<string, Counts>> languages)
    {
        var heard = languages
            .Where(pair => IsEnough(pair.Value))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .ToList();
        if (heard.Count < 2)
        {
            return null;
        }

        var z = Normal.Quantile(1 - (0.05 / (heard.Count * (heard.Count - 1))));
        var shares = heard.Select(pair => (Language: pair.Key, Csat: Satisfaction.Csat(pair.Value, z)!)).ToList();
        var highest = shares.MaxBy(share => share.Csat.Value);
        var lowest = shares.Where(share => share.Language != highest.Language).MinBy(share => share.Csat.Value);
        var difference = Difference.Newcombe(highest.Csat, lowest.Csat);
        return new LanguageGap(difference.Value, difference.Low, difference.High, highest.Language, lowest.Language);
    }

    /// <summary>
    /// Interactions by AI reported as resolved whose citizen said whether they were, or whether the service had to be contacted again: the share that said no,
    /// partly, or had to. Null with fewer than 10 of them.
    /// </summary>
    public static Proportion? SilentFailure(Counts counts) =>
        counts[Counters.SilentAsked] >= SmallGroupSuppression.MinAnswers
            ? Proportion.Wilson(counts[Counters.SilentFailed], counts[Counters.SilentAsked])
            : null;

    /// <summary>
    /// What csat would gain had only resolved interactions been asked: csat(resolved) - csat(all with an outcome) = share not resolved x (csat(resolved)
    /// - csat(not resolved)), an identity; its interval is that of the bracket, times the share. Null where either has fewer than 10 answers.
    /// </summary>
    public static Difference? SuccessOnlyBias(Counts resolved, Counts unresolved) =>
        Between(resolved, unresolved)
            ?.Times((double)unresolved.Responses / (resolved.Responses + unresolved.Responses));

    private static bool IsEnough(Counts counts) => counts.Responses >= SmallGroupSuppression.MinAnswers;
}
