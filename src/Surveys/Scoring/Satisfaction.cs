namespace Surveys.Scoring;

/// <summary>Stable names of the methods; a changed formula gets a new name. docs/method.md has a section for each.</summary>
internal static class Methods
{
    public const string Csat = "csat.top2.wilson.v1";
    public const string CsatWeighted = "csat.poststratified.v2";
    public const string Index = "index.linear.v1";
    public const string Mean = "mean.v1";
    public const string Change = "difference.newcombe.v1";
    public const string AiEffect = "effect.ai.newcombe.v1";
    public const string LanguageGap = "gap.language.newcombe-bonferroni.v1";
    public const string SilentFailure = "failure.silent.wilson.v1";
    public const string SuccessOnlyBias = "bias.success-only.newcombe.v1";
    public const string SmallGroups = "suppression.span.v2";
    public const string Versions = "publication.versions.v1";
    public const string Integrity = "integrity.signals.v1";
    public const string Verdict = "verdict.bounds.v1";
}

/// <summary>What the answers to the satisfaction question say.</summary>
internal static class Satisfaction
{
    /// <summary>Answers of 4 and 5.</summary>
    public static long Satisfied(Counts counts)
    {
        var distribution = counts.Distribution(StandardQuestions.Satisfaction);
        return distribution[3] + distribution[4];
    }

    /// <summary>Answers of 4 and 5 among all, with the 95 % Wilson score interval; null without answers.</summary>
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
}
