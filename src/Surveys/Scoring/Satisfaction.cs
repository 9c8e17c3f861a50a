namespace Surveys.Scoring;

/// <summary>Ids of the methods. A changed formula gets a new id. docs/method.md has a section for each.</summary>
internal static class Methods
{
    public const string Csat = "csat.top2.wilson.v1";
    public const string CsatWeighted = "csat.poststratified.wilson.v1";
    public const string Index = "index.linear.v1";
    public const string Mean = "mean.v1";
    public const string Change = "difference.newcombe.v1";
    public const string AiEffect = "effect.ai.newcombe.v1";
    public const string LanguageGap = "gap.language.newcombe-bonferroni.v1";
    public const string SilentFailure = "failure.silent.wilson.v1";
    public const string SuccessOnlyBias = "bias.success-only.newcombe.v1";
    public const string SmallGroups = "suppression.ten.v1";
    public const string Verdict = "verdict.bounds.v1";
}

/// <summary>The figures of the answers to the satisfaction question.</summary>
internal static class Satisfaction
{
    /// <summary>Number of answers of 4 and 5.</summary>
    public static long Satisfied(Counts counts)
    {
        var distribution = counts.Distribution(StandardQuestions.Satisfaction);
        return distribution[3] + distribution[4];
    }

    /// <summary>The share of answers of 4 and 5 with its Wilson score interval; null without answers.</summary>
    public static Proportion? Csat(Counts counts, double z = Proportion.Z95) =>
        Proportion.Wilson(Satisfied(counts), counts.Responses, z);

    /// <summary>The mean of 1 to 5; null without answers.</summary>
    /// <param name="distribution">Answers of 1, 2, 3, 4, 5.</param>
    public static double? Mean(IReadOnlyList<long> distribution)
    {
        var n = distribution.Sum();
        return n is 0 ? null : distribution.Select((count, place) => count * (place + 1.0)).Sum() / n;
    }

    /// <summary>The mean of 0, 25, 50, 75, 100 (the GOV.UK definition); null without answers.</summary>
    public static double? Index(IReadOnlyList<long> distribution) =>
        Mean(distribution) is { } mean ? (mean - 1) * 25 : null;

    /// <summary>
    /// The share of satisfied citizens, post-stratified to all interactions: the answers of a stratum together have the
    /// weight of its interactions. See <c>csat.poststratified.wilson.v1</c> in docs/method.md. Null without answers.
    /// </summary>
    public static Proportion? Weighted(IReadOnlyDictionary<Stratum, Counts> strata)
    {
        var cells = strata
            .Select(pair => new WeightedCell(
                pair.Key,
                pair.Value.Interactions,
                pair.Value.Responses,
                Satisfied(pair.Value)
            ))
            .ToList();
        var answered = cells.Where(cell => cell.Answers > 0).Order(ByKey).ToList();
        if (answered.Count is 0)
        {
            return null;
        }

        var population = PopulationOf(cells, answered);
        var all = cells.Sum(cell => cell.Interactions);
        double answers = answered.Sum(cell => cell.Answers);
        double sum = 0,
            satisfied = 0,
            squares = 0;
        foreach (var cell in answered)
        {
            var weight = Math.Min(MaxWeight, population[cell.Stratum] / all / (cell.Answers / answers));
            sum += weight * cell.Answers;
            satisfied += weight * cell.Satisfied;
            squares += weight * weight * cell.Answers;
        }

        var effective = sum * sum / squares;
        return Proportion.Wilson(satisfied / sum * effective, effective);
    }

    /// <summary>A fixed order of summing, so that equal strata give equal last digits.</summary>
    private static readonly Comparer<WeightedCell> ByKey = Comparer<WeightedCell>.Create(
        (one, other) =>
        {
            var assistance = string.CompareOrdinal(one.Stratum.Assistance, other.Stratum.Assistance);
            var channel = assistance is 0
                ? string.CompareOrdinal(one.Stratum.Channel, other.Stratum.Channel)
                : assistance;
            return channel is 0 ? string.CompareOrdinal(one.Stratum.Language, other.Stratum.Language) : channel;
        }
    );

    /// <summary>Maximum weight of an answer. Larger weights add more variance than they remove bias.</summary>
    public const double MaxWeight = 5;

    /// <summary>
    /// The interactions that each answered stratum stands for. The interactions of strata without answers are divided,
    /// in proportion to interactions, among the answered strata of the same assistance and channel; if there are none,
    /// of the same assistance; otherwise among all.
    /// </summary>
    private static Dictionary<Stratum, double> PopulationOf(List<WeightedCell> cells, List<WeightedCell> answered)
    {
        var population = answered.ToDictionary(cell => cell.Stratum, cell => (double)cell.Interactions);
        foreach (
            var (unanswered, interactions, _, _) in cells.Where(cell => cell.Answers is 0 && cell.Interactions > 0)
        )
        {
            var recipients = answered
                .Where(cell =>
                    cell.Stratum.Assistance == unanswered.Assistance && cell.Stratum.Channel == unanswered.Channel
                )
                .ToList();
            if (recipients.Count is 0)
            {
                recipients = answered.Where(cell => cell.Stratum.Assistance == unanswered.Assistance).ToList();
            }

            if (recipients.Count is 0)
            {
                recipients = answered;
            }

            double total = recipients.Sum(cell => cell.Interactions);
            foreach (var recipient in recipients)
            {
                population[recipient.Stratum] += interactions * (recipient.Interactions / total);
            }
        }

        return population;
    }

    private readonly record struct WeightedCell(Stratum Stratum, long Interactions, long Answers, long Satisfied);
}
