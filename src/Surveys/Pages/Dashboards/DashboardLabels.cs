using Surveys.Aggregates;
using Surveys.Ledger;
using Surveys.Savings;
using Surveys.Scoring;
using Surveys.ServiceRegister;

namespace Surveys.Pages.Dashboards;

/// <summary>What figures say, in words: each sentence from the figure alone, so that it can say no more than the figure does.</summary>
internal static class DashboardLabels
{
    /// <summary>A service's name in the reader's language, without what makes a page unsound.</summary>
    public static string NameOf(this DashboardContext page, Service service) =>
        Interactions.Comments.Clean(service.NameIn(page.Language.Code));

    /// <summary>A value of a dimension.</summary>
    public static string ValueName(this DashboardTexts texts, Dimension dimension, string value) =>
        (dimension.Values, value) switch
        {
            (_, Tally.None) => texts.ValueNone,
            (_, Tally.Other) => texts.ValueOther,
            (DimensionValues.Languages, _) => PageLanguage.Find(value)?.OwnName ?? value,
            (DimensionValues.Free, _) => Interactions.Comments.Clean(value),
            _ => texts.Named("Value", value),
        };

    public static string DimensionName(this DashboardTexts texts, Dimension dimension) =>
        texts.All.GetValueOrDefault(dimension.LabelKey, dimension.Name);

    public static string CategoryName(this DashboardTexts texts, SavingCategory category) =>
        texts.Named("Category", WireName.Of(category));

    public static string StatusName(this DashboardTexts texts, SavingStatus status) =>
        texts.Named("Status", WireName.Of(status));

    public static string VerdictName(this DashboardTexts texts, Verdict verdict) =>
        texts.Named("Verdict", WireName.Of(verdict));

    /// <summary>Why a verdict is what it is.</summary>
    /// <param name="texts">The words.</param>
    /// <param name="value">The figures.</param>
    /// <param name="verdict">One of the two verdicts on them.</param>
    /// <param name="net">The net saving that it was given on.</param>
    public static string ReasonOf(this DashboardTexts texts, ValueForMoney value, Verdict verdict, decimal? net)
    {
        var target = texts.Percent((double)value.Target, 1);
        if (verdict is Verdict.Inconclusive)
        {
            return value.Csat is not { } known || known.N < SmallGroupSuppression.MinAnswers ? texts.ReasonFewAnswers
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

    /// <summary>What makes a service be at citizens' expense, besides that it saves.</summary>
    public static string PeopleOf(this DashboardTexts texts, ValueForMoney value) =>
        value.Csat!.High >= (double)value.Target && value.AiEffect is { High: < 0 } worse
            ? DashboardTexts.Fill(texts.ReasonWorseWithAi, texts.PointsWithInterval(worse.Value, worse.Low, worse.High))
            : OfTarget(texts, value);

    /// <summary>The four comparisons that a minister is asked about: a name, the figure with its interval, what it says.</summary>
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
                { Low: > 0 } bias => DashboardTexts.Fill(
                    texts.SuccessBiasUp,
                    texts.Number((decimal)bias.Value * 100, 1)
                ),
                { High: < 0 } bias => DashboardTexts.Fill(
                    texts.SuccessBiasDown,
                    texts.Number(-(decimal)bias.Value * 100, 1)
                ),
                _ => texts.SuccessBiasNone,
            }
        );
    }

    private static string OfTarget(DashboardTexts texts, ValueForMoney value) =>
        DashboardTexts.Fill(
            value.Csat!.High < (double)value.Target ? texts.ReasonBelow : texts.ReasonReached,
            texts.PercentRange(value.Csat.Low, value.Csat.High, 1),
            texts.Percent((double)value.Target, 1)
        );

    private static string Points(DashboardTexts texts, Gap? gap) =>
        gap is null ? texts.None : texts.PointsWithInterval(gap.Value, gap.Low, gap.High);
}
