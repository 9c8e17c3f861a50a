using System.Collections.Immutable;
using Surveys.Aggregates;
using Surveys.Http;
using Surveys.Integrity;
using Surveys.Ledger;
using Surveys.Scoring;

namespace Surveys.Savings;

/// <summary>The figures of a row of value for money, as <see cref="ScoreMeasures"/> declares those of a score.</summary>
internal static class ValueMeasures
{
    private const string Ratios = "Value ratios";

    private static readonly ValueFormat<Verdict> VerdictFormat = new(
        ValueJson.Default.Verdict,
        ("", verdict => WireName.Of(verdict))
    );

    public static readonly Measure<ValueSource, string?> Currency = new(
        "currency",
        ValueFormats.Text,
        source => source.Service.Currency
    );

    /// <summary>Number of the period's months for which a saving was reported.</summary>
    public static readonly Measure<ValueSource, long?> MonthsReported = new(
        "monthsReported",
        ValueFormats.Count,
        source => source.Savings.Select(saving => saving.Month).Distinct().Count()
    );

    public static readonly Measure<ValueSource, MoneyFigures?> Savings = new(
        "savings",
        ValueFormat<MoneyFigures?>.Group(MoneyMeasures.All),
        source => source.Money,
        "SavingsTitle",
        "Savings"
    );

    public static readonly Measure<ValueSource, long?> Interactions = new(
        "interactions",
        ValueFormats.Count,
        source => source.Cell.Info is null ? null : source.Totals.Interactions,
        "FunnelInteractions",
        "Counts"
    )
    {
        Style = MeasureStyle.Count,
    };

    public static readonly Measure<ValueSource, double?> AiShare = new(
        "aiShare",
        ValueFormats.Number,
        source => ScoreMeasures.AiShareOf(source.Totals),
        "ColumnAiShare",
        "AI share"
    )
    {
        Style = MeasureStyle.Percentage,
        OmitsNull = true,
    };

    public static readonly Measure<ValueSource, string?> Provenance = new(
        "provenance",
        ValueFormats.Text,
        source => source.Cell.Info?.Provenance
    );

    public static readonly Measure<ValueSource, string?> AsOf = new(
        "asOf",
        ValueFormats.Text,
        source => source.Cell.Info is { } info ? Rfc3339.Format(info.AsOf) : null
    );

    public static readonly Measure<ValueSource, string?> Status = new(
        "status",
        ValueFormats.Text,
        source => source.Cell.Info?.Status
    );

    public static readonly Measure<ValueSource, bool> Suppressed = new(
        "suppressed",
        ValueFormats.Flag,
        source => source.Cell.Satisfaction.IsHidden
    );

    public static readonly Measure<ValueSource, Share?> Csat = ShareOf(
        "csat",
        source => source.Csat,
        "ColumnCsat",
        Methods.Csat
    );

    public static readonly Measure<ValueSource, Share?> CsatWeighted = ShareOf(
        "csatWeighted",
        source => source.CsatWeighted,
        "ColumnCsatWeighted",
        Methods.CsatWeighted
    );

    public static readonly Measure<ValueSource, decimal?> Target = new(
        "target",
        ValueFormats.Money,
        source => source.Target,
        "ColumnTarget",
        Methods.Verdict
    );

    public static readonly Measure<ValueSource, Gap?> AiEffect = GapOf(
        "aiEffect",
        source => source.AiEffect,
        "AiEffectName",
        Methods.AiEffect
    );

    public static readonly Measure<ValueSource, LanguageGap?> LanguageGap = new(
        "languageGap",
        ValueFormats.LanguageGap,
        source => source.LanguageGap,
        "LanguageGapName",
        Methods.LanguageGap
    )
    {
        Method = Methods.LanguageGap,
        IsFromAnswers = true,
    };

    public static readonly Measure<ValueSource, Share?> SilentFailure = ShareOf(
        "silentFailure",
        source => source.SilentFailure,
        "SilentFailureName",
        Methods.SilentFailure
    );

    public static readonly Measure<ValueSource, Gap?> SuccessOnlyBias = GapOf(
        "successOnlyBias",
        source => source.SuccessOnlyBias,
        "SuccessBiasName",
        Methods.SuccessOnlyBias
    );

    public static readonly Measure<ValueSource, decimal?> SavingPerInteraction = new(
        "savingPerInteraction",
        ValueFormats.Money,
        source =>
            source.Money is { } money && source.Totals.Interactions > 0 ? money.Net / source.Totals.Interactions : null,
        "MoneyPerInteraction",
        Ratios
    )
    {
        Style = MeasureStyle.Money,
    };

    public static readonly Measure<ValueSource, double?> SatisfiedInteractions = new(
        "satisfiedInteractions",
        ValueFormats.Number,
        source => source.SatisfiedInteractions,
        "SatisfiedInteractions",
        Ratios
    )
    {
        Style = MeasureStyle.Number,
        IsFromAnswers = true,
    };

    public static readonly Measure<ValueSource, double?> SavingPerSatisfiedInteraction = new(
        "savingPerSatisfiedInteraction",
        ValueFormats.Number,
        source =>
            source is { Money: { } money, SatisfiedInteractions: { } satisfied and > 0 }
                ? (double)money.Net / satisfied
                : null,
        "MoneyPerSatisfied",
        Ratios
    )
    {
        Style = MeasureStyle.Money,
        IsFromAnswers = true,
    };

    /// <summary>How far the figures can be relied on: the worst grade of the period's months.</summary>
    public static readonly Measure<ValueSource, IntegrityGrade?> Integrity = new(
        "integrity",
        new ValueFormat<IntegrityGrade?>(
            ValueJson.Default.NullableIntegrityGrade,
            ("", grade => grade is { } known ? WireName.Of(known) : null)
        ),
        source => source.Integrity,
        "IntegrityName",
        Methods.Integrity
    )
    {
        Method = Methods.Integrity,
    };

    public static readonly Measure<ValueSource, Verdict> Verdict = VerdictOf(
        "verdict",
        source => source.VerdictOn(money => money.Net),
        "ColumnVerdict"
    );

    public static readonly Measure<ValueSource, Verdict> VerdictVerified = VerdictOf(
        "verdictVerified",
        source => source.VerdictOn(money => money.NetVerified),
        "ColumnVerdictVerified"
    );

    /// <summary>All figures, in the order of the API and of the table.</summary>
    public static readonly ImmutableArray<Measure<ValueSource>> All =
    [
        Currency,
        AsOf,
        Status,
        Provenance,
        MonthsReported,
        Savings,
        Interactions,
        AiShare,
        Suppressed,
        Csat,
        CsatWeighted,
        Target,
        AiEffect,
        LanguageGap,
        SilentFailure,
        SuccessOnlyBias,
        SavingPerInteraction,
        SatisfiedInteractions,
        SavingPerSatisfiedInteraction,
        Integrity,
        Verdict,
        VerdictVerified,
    ];

    private static Measure<ValueSource, Share?> ShareOf(
        string id,
        Func<ValueSource, Proportion?> valueOf,
        string label,
        string method
    ) =>
        new(id, ValueFormats.Share, source => Share.Of(valueOf(source)), label, method)
        {
            Method = method,
            Style = MeasureStyle.Share,
            IsFromAnswers = true,
        };

    private static Measure<ValueSource, Gap?> GapOf(
        string id,
        Func<ValueSource, Difference?> valueOf,
        string label,
        string method
    ) =>
        new(id, ValueFormats.Gap, source => Gap.Of(valueOf(source)), label, method)
        {
            Method = method,
            IsFromAnswers = true,
        };

    private static Measure<ValueSource, Verdict> VerdictOf(
        string id,
        Func<ValueSource, Verdict> valueOf,
        string label
    ) => new(id, VerdictFormat, valueOf, label, Methods.Verdict) { Method = Methods.Verdict };
}
