using Surveys.Aggregates;
using Surveys.Integrity;
using Surveys.Ledger;
using Surveys.Savings;
using Surveys.Scoring;
using Surveys.ServiceRegister;

namespace Surveys.Pages.Dashboards;

/// <summary>
/// Figures in words. Each sentence is made from the figure alone, so that it says no more than the figure.
/// </summary>
internal static class DashboardLabels
{
    /// <summary>A service's name in the reader's language, without control characters.</summary>
    public static string NameOf(this DashboardContext page, Service service) =>
        Interactions.Comments.Clean(service.NameIn(page.Language));

    /// <summary>A value of a dimension.</summary>
    public static string ValueName(this DashboardTexts texts, Dimension dimension, string value) =>
        (dimension.Values, value) switch
        {
            (_, Tally.None) => texts.ValueNone,
            (_, Tally.Other) => texts.ValueOther,
            (DimensionValues.Languages, _) => texts.Language.Catalog.Find(value)?.OwnName ?? value,
            (DimensionValues.Free, _) => Interactions.Comments.Clean(value),
            _ => texts.Named("Value", value),
        };

    public static string DimensionName(this DashboardTexts texts, Dimension dimension) =>
        texts.Find(dimension.LabelKey) ?? dimension.Name;

    public static string CategoryName(this DashboardTexts texts, SavingCategory category) =>
        texts.Named("Category", WireName.Of(category));

    public static string StatusName(this DashboardTexts texts, SavingStatus status) =>
        texts.Named("Status", WireName.Of(status));

    public static string VerdictName(this DashboardTexts texts, Verdict verdict) =>
        texts.Named("Verdict", WireName.Of(verdict));

    public static string GradeName(this DashboardTexts texts, IntegrityGrade grade) =>
        texts.Named("Grade", WireName.Of(grade));

    /// <summary>The signals behind a grade, as a list of words.</summary>
    public static string ReasonsOf(this DashboardTexts texts, IntegrityReport report) =>
        string.Join("; ", report.Reasons.Select(reason => texts.Find(KeyOf(reason.Signal)) ?? reason.Signal.Id));

    private static string KeyOf(IntegritySignal signal) =>
        $"Signal{char.ToUpperInvariant(signal.Id[0])}{signal.Id[1..]}";

    /// <summary>The reason for a verdict.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="value">The figures.</param>
    /// <param name="verdict">One of the two verdicts on them.</param>
    /// <param name="net">The net saving on which the verdict rests.</param>
    public static string ReasonOf(this DashboardTexts texts, ValueForMoney value, Verdict verdict, decimal? net)
    {
        var target = texts.Percent((double)value.Target, 1);
        if (verdict is Verdict.Inconclusive)
        {
            return value.Integrity is IntegrityGrade.Unsound ? texts.ReasonUnsound
                : value.IsOfShownBallots ? texts.ReasonShownBallots
                : value.Csat is not { } known || known.N < SmallGroupSuppression.MinAnswers ? texts.ReasonFewAnswers
                : value.Savings is null ? texts.ReasonNoSaving
                : known.Low < (double)value.Target && known.High >= (double)value.Target
                    ? DashboardTexts.Fill(
                        texts.ReasonTargetWithin,
                        texts.PercentRange(known.Low, known.High, 1),
                        target
                    )
                : texts.ReasonNoSaving;
        }

        var money = DashboardTexts.Fill(
            net > 0 ? texts.ReasonSaves : texts.ReasonSavesNot,
            texts.Money(net ?? 0, value.Currency)
        );
        return $"{money} {(verdict is Verdict.AtCitizensExpense ? PeopleOf(texts, value) : OfTarget(texts, value))}";
    }

    /// <summary>Why the citizens of a service pay for its saving.</summary>
    public static string PeopleOf(this DashboardTexts texts, ValueForMoney value) =>
        value.Csat!.High >= (double)value.Target && value.AiEffect is { High: < 0 } worse
            ? DashboardTexts.Fill(texts.ReasonWorseWithAi, texts.PointsWithInterval(worse.Value, worse.Low, worse.High))
            : OfTarget(texts, value);

    /// <summary>The four comparisons: a name, the figure with its interval, and a sentence.</summary>
    public static IEnumerable<(string Name, string Figure, string Sentence)> Comparisons(
        this DashboardTexts texts,
        ValueForMoney value
    )
    {
        yield return (
            texts.AiEffectName,
            Points(texts, value.AiEffect),
            value.AiEffect switch
            {
                null => texts.AiEffectUnknown,
                { Low: > 0 } => texts.AiEffectBetter,
                { High: < 0 } => texts.AiEffectWorse,
                _ => texts.AiEffectNone,
            }
        );
        yield return (
            texts.LanguageGapName,
            value.LanguageGap is { } gap ? texts.PointsWithInterval(gap.Value, gap.Low, gap.High) : texts.None,
            value.LanguageGap switch
            {
                null => texts.LanguageGapUnknown,
                { Low: > 0 } clear => DashboardTexts.Fill(
                    texts.LanguageGapClear,
                    texts.ValueName(Dimensions.Language, clear.Highest),
                    texts.ValueName(Dimensions.Language, clear.Lowest)
                ),
                { } unclear => DashboardTexts.Fill(
                    texts.LanguageGapNone,
                    texts.ValueName(Dimensions.Language, unclear.Highest),
                    texts.ValueName(Dimensions.Language, unclear.Lowest)
                ),
            }
        );
        yield return (
            texts.SilentFailureName,
            texts.WithInterval(value.SilentFailure),
            value.SilentFailure is { } silent
                ? DashboardTexts.Fill(texts.SilentFailureText, texts.PercentRange(silent.Low, silent.High))
                : texts.SilentFailureUnknown
        );
        yield return (
            texts.SuccessBiasName,
            Points(texts, value.SuccessOnlyBias),
            value.SuccessOnlyBias switch
            {
                null => texts.SuccessBiasUnknown,
                { Low: > 0 } bias => BiasOf(texts, texts.SuccessBiasUp, (decimal)bias.Value * 100),
                { High: < 0 } bias => BiasOf(texts, texts.SuccessBiasDown, -(decimal)bias.Value * 100),
                _ => texts.SuccessBiasNone,
            }
        );
    }

    /// <summary>A share with its interval; a dash where there is none.</summary>
    public static string WithInterval(this DashboardTexts texts, Share? share) =>
        share is null
            ? texts.None
            : $"{texts.Percent(share.Value, 1)} ({texts.PercentRange(share.Low, share.High, 1)})";

    /// <summary>A month's satisfaction and its change, in one sentence.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="month">The month.</param>
    /// <param name="csat">The share of satisfied citizens.</param>
    /// <param name="change">
    /// <c>up</c>, <c>down</c>, <c>none</c>, or null where there is nothing to compare with.
    /// </param>
    public static string Headline(this DashboardTexts texts, DateOnly month, Share csat, string? change)
    {
        var (low, high) = ((int)Math.Round(csat.Low * 100), (int)Math.Round(csat.High * 100));
        var satisfied =
            low == high
                ? DashboardTexts.Fill(texts.HeadlineAbout, texts.Whole(high))
                : DashboardTexts.Fill(texts.HeadlineBetween, texts.Whole(low), texts.Whole(high));
        var comparison = change switch
        {
            "up" => texts.HeadlineUp,
            "down" => texts.HeadlineDown,
            "none" => texts.HeadlineSame,
            _ => texts.HeadlineNoChange,
        };
        return DashboardTexts.Fill(
            texts.HeadlineForm,
            texts.InMonth(month),
            satisfied,
            DashboardTexts.Fill(comparison, texts.ThanMonth(month.AddMonths(-1)))
        );
    }

    private static string BiasOf(DashboardTexts texts, PluralText form, decimal points) =>
        DashboardTexts.Fill(texts.Form(form, points, 1), texts.Number(points, 1));

    private static string OfTarget(DashboardTexts texts, ValueForMoney value) =>
        DashboardTexts.Fill(
            value.Csat!.High < (double)value.Target ? texts.ReasonBelow : texts.ReasonReached,
            texts.PercentRange(value.Csat.Low, value.Csat.High, 1),
            texts.Percent((double)value.Target, 1)
        );

    private static string Points(DashboardTexts texts, Gap? gap) =>
        gap is null ? texts.None : texts.PointsWithInterval(gap.Value, gap.Low, gap.High);
}
