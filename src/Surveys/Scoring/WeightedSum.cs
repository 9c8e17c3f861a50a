namespace Surveys.Scoring;

/// <summary>
/// What the weighted share of satisfied citizens is computed from, in a form that adds up over months and services:
/// <c>csat.poststratified.v2</c> of docs/method.md. Each part weighs what its interactions do.
/// </summary>
/// <param name="Frame">Interactions: the sum of N.</param>
/// <param name="Satisfied">The sum of N x p, where p is the part's weighted share.</param>
/// <param name="Variance">The sum of N² x p (1 - p) / n, where n is the part's effective number of answers.</param>
/// <param name="Spread">The sum of N² / n.</param>
/// <param name="Capped">Interactions of strata whose weight was capped.</param>
internal readonly record struct WeightedSum(
    double Frame,
    double Satisfied,
    double Variance,
    double Spread,
    double Capped
)
{
    /// <summary>The maximum weight of an answer: beyond it the variance grows more than the bias shrinks.</summary>
    public const double MaxWeight = 5;

    /// <summary>The share of the frame in strata whose weight was capped, 0 to 1.</summary>
    public double CappedShare => Frame > 0 ? Capped / Frame : 0;

    public static WeightedSum operator +(WeightedSum one, WeightedSum other) =>
        new(
            one.Frame + other.Frame,
            one.Satisfied + other.Satisfied,
            one.Variance + other.Variance,
            one.Spread + other.Spread,
            one.Capped + other.Capped
        );

    /// <summary>The sum of one part from its strata; null where no stratum has answers or interactions.</summary>
    /// <param name="strata">Interactions, answers and satisfied answers of each stratum.</param>
    public static WeightedSum? Of(IReadOnlyCollection<(long Interactions, long Answers, long Satisfied)> strata)
    {
        double frame = strata.Sum(stratum => stratum.Interactions);
        double answers = strata.Sum(stratum => stratum.Answers);
        if (answers is 0 || frame is 0)
        {
            return null;
        }

        double weights = 0,
            satisfied = 0,
            squares = 0,
            capped = 0;
        foreach (var stratum in strata.Where(stratum => stratum.Answers > 0))
        {
            var exact = stratum.Interactions / frame / (stratum.Answers / answers);
            var weight = Math.Min(MaxWeight, exact);
            weights += weight * stratum.Answers;
            satisfied += weight * stratum.Satisfied;
            squares += weight * weight * stratum.Answers;
            capped += exact > MaxWeight ? stratum.Interactions : 0;
        }

        if (weights is 0)
        {
            return null;
        }

        var p = satisfied / weights;
        var effective = weights * weights / squares;
        return new WeightedSum(
            frame,
            frame * p,
            frame * frame * p * (1 - p) / effective,
            frame * frame / effective,
            capped
        );
    }

    /// <summary>
    /// The weighted share with its Wilson score interval at the effective number of answers p (1 - p) / V; where every part is 0 or 1, V is 0 and
    /// the effective number is that of the weights alone. The published number is rounded down to a whole one.
    /// </summary>
    public Proportion? ToProportion()
    {
        if (Frame <= 0 || Spread <= 0)
        {
            return null;
        }

        var p = Math.Clamp(Satisfied / Frame, 0, 1);
        var variance = Variance / (Frame * Frame);
        var effective = variance > 0 ? p * (1 - p) / variance : Frame * Frame / Spread;
        return Proportion.Wilson(p * effective, effective) is { } share
            ? share with
            {
                N = Math.Floor(effective),
            }
            : null;
    }
}
