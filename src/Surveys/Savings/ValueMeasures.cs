using System.Collections.Immutable;
using Surveys.Aggregates;
using Surveys.Calendar;
using Surveys.Ledger;
using Surveys.Scoring;
using Surveys.ServiceRegister;

namespace Surveys.Savings;

/// <summary>What a row of value for money is computed from: one service's published figures of a period and its claims.</summary>
internal sealed class ValueSource
{
    private readonly ServiceFigures _figures;
    private readonly Period _period;

    /// <param name="service">The service.</param>
    /// <param name="period">A month or longer.</param>
    /// <param name="figures">The service's published figures.</param>
    /// <param name="savings">The service's current claims in the months of the period.</param>
    public ValueSource(Service service, Period period, ServiceFigures figures, IReadOnlyCollection<Saving> savings)
    {
        (Service, _period, _figures, Savings) = (service, period, figures, savings);
        Cell = figures.Of(period);
        Money = MoneyFigures.Of(savings, Totals[Counters.TextCost]);
        Csat = Published is { } published ? Satisfaction.Csat(published.Counts) : null;
        CsatWeighted = Published?.Strata is { } strata ? Satisfaction.Weighted(strata) : null;
        AiEffect = AiEffectOf(figures.By(Dimensions.Assistance, period));
    }

    public Service Service { get; }

    public IReadOnlyCollection<Saving> Savings { get; }

    public SuppressedFigures Cell { get; }

    public MoneyFigures? Money { get; }

    public Proportion? Csat { get; }

    public Proportion? CsatWeighted { get; }

    /// <summary>csat with AI less csat with people alone.</summary>
    public Difference? AiEffect { get; }

    public Counts Totals => Cell.Satisfaction.Totals.Counts;

    public Cell? Published => Cell.Satisfaction.Published;

    /// <summary>The target in the last month of the period, 0 to 1.</summary>
    public decimal Target => Service.TargetOn(_period.Last);

    /// <summary>The estimated number of satisfied interactions.</summary>
    public double? SatisfiedInteractions => CsatWeighted?.Value * Totals.Interactions;

    public LanguageGap? LanguageGap =>
        Comparisons.GapOf(
            _figures
                .By(Dimensions.Language, _period)
                .Where(pair => !pair.Value.Satisfaction.IsHidden)
                .Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Satisfaction.Published!.Counts))
        );

    public Proportion? SilentFailure =>
        Cell.Silent.Published is { } asked && Published is not null ? Comparisons.SilentFailure(asked.Counts) : null;

    public Difference? SuccessOnlyBias
    {
        get
        {
            // The answers of unresolved interactions are often few and then hidden. Without them the share of unresolved would be too small.
            var outcomes = _figures.By(Dimensions.Outcome, _period);
            var isComplete = Dimensions.Outcome.FixedValues.All(outcome =>
                !outcomes.TryGetValue(outcome, out var cell) || cell.Satisfaction is { IsHidden: false, LeftOut: false }
            );
            return isComplete
                ? Comparisons.SuccessOnlyBias(
                    PublishedOf(outcomes, WireName.Of(Outcome.Resolved)),
                    PublishedOf(outcomes, WireName.Of(Outcome.Unresolved), WireName.Of(Outcome.Abandoned))
                )
                : null;
        }
    }

    /// <summary>The verdict on a net saving. A service that reported no saving of the government is not judged on one.</summary>
    public Verdict VerdictOn(Func<MoneyFigures, decimal> net)
    {
        var isJudged = Savings.Any(saving => saving.Category is not SavingCategory.CitizenTime);
        return Verdicts.Of(Csat, AiEffect, isJudged && Money is { } money ? net(money) : null, Target);
    }

    /// <summary>Computed from published values alone; other counts would show a hidden value's answers.</summary>
    private static Difference? AiEffectOf(SortedDictionary<string, SuppressedFigures> assistances) =>
        Comparisons.Between(
            PublishedOf(assistances, WireName.Of(Assistance.Ai), WireName.Of(Assistance.AiHandoff)),
            PublishedOf(assistances, WireName.Of(Assistance.Human))
        );

    private static Counts PublishedOf(
        SortedDictionary<string, SuppressedFigures> cells,
        params ReadOnlySpan<string> values
    )
    {
        var sum = new Counts();
        foreach (var value in values)
        {
            if (cells.TryGetValue(value, out var cell) && cell.Satisfaction.Published is { } published)
            {
                sum.Add(published.Counts);
            }
        }

        return sum;
    }
}

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
        source => source.Totals.Interactions,
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
