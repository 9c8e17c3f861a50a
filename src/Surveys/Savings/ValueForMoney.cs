using System.Text.Json.Serialization;
using Surveys.Aggregates;
using Surveys.Calendar;
using Surveys.Ledger;
using Surveys.Scoring;
using Surveys.ServiceRegister;

namespace Surveys.Savings;

/// <summary>A period's money and hours.</summary>
/// <param name="Claimed">The government's savings that are not rejected, verified ones at their verified amount.</param>
/// <param name="Verified">The verified ones.</param>
/// <param name="CashReleasing">Of the claimed, what can be spent on something else.</param>
/// <param name="Cost">What the AI costs to run, where not rejected.</param>
/// <param name="TextCost">What our own texts cost: parts x the price of their day.</param>
/// <param name="Net">Claimed less both costs.</param>
/// <param name="NetVerified">Verified less both costs, of which one below 0 counts where it is verified.</param>
/// <param name="StaffHours">Hours of staff saved.</param>
/// <param name="CitizenHours">Hours of citizens saved: a ledger of its own.</param>
internal sealed record MoneyFigures(
    decimal Claimed,
    decimal Verified,
    decimal CashReleasing,
    decimal Cost,
    decimal TextCost,
    decimal Net,
    decimal NetVerified,
    decimal StaffHours,
    decimal CitizenHours
)
{
    private const decimal Millionths = 1_000_000m;

    /// <summary>The sums of a period; null where nothing was reported.</summary>
    /// <param name="savings">The period's claims as they stand.</param>
    /// <param name="textCost">In millionths of the currency unit.</param>
    public static MoneyFigures? Of(IReadOnlyCollection<Saving> savings, long textCost)
    {
        if (savings.Count is 0)
        {
            return null;
        }

        var government = savings
            .Where(saving => saving.Category is not (SavingCategory.AiRunningCost or SavingCategory.CitizenTime))
            .ToList();
        var claimed = government.Sum(saving => saving.Claimed);
        var verified = government.Sum(saving => saving.Verified);
        var cost = savings
            .Where(saving => saving.Category is SavingCategory.AiRunningCost)
            .Sum(saving => saving.Claimed);

        // A cost harms whoever claims it and needs no verifying, but one below 0 helps: that counts when it is verified.
        var sureCost = savings
            .Where(saving => saving.Category is SavingCategory.AiRunningCost)
            .Sum(saving => saving.Claimed < 0 ? saving.Verified : saving.Claimed);
        var texts = textCost / Millionths;
        return new MoneyFigures(
            claimed,
            verified,
            government.Where(saving => saving.Step.Report.CashReleasing).Sum(saving => saving.Claimed),
            cost,
            texts,
            claimed - cost - texts,
            verified - sureCost - texts,
            government.Sum(saving => saving.Hours),
            savings.Where(saving => saving.Category is SavingCategory.CitizenTime).Sum(saving => saving.Hours)
        );
    }
}

/// <summary>A difference with its interval, as the contract shows it.</summary>
internal sealed record Gap(double Value, double Low, double High)
{
    public static Gap? Of(Difference? difference) =>
        difference is { } known ? new(known.Value, known.Low, known.High) : null;
}

/// <summary>Satisfaction set against savings: one service's period.</summary>
internal sealed record ValueForMoney
{
    public required string ServiceId { get; init; }

    public required string Agency { get; init; }

    public required string Period { get; init; }

    public required string Currency { get; init; }

    public required int MonthsReported { get; init; }

    public required MoneyFigures? Savings { get; init; }

    public required long Interactions { get; init; }

    /// <summary>Left out where there were no interactions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required double? AiShare { get; init; }

    public required bool Suppressed { get; init; }

    public Share? Csat { get; init; }

    public Share? CsatWeighted { get; init; }

    public required decimal Target { get; init; }

    /// <summary>csat with AI less csat with people alone.</summary>
    public Gap? AiEffect { get; init; }

    public LanguageGap? LanguageGap { get; init; }

    public Share? SilentFailure { get; init; }

    public Gap? SuccessOnlyBias { get; init; }

    public decimal? SavingPerInteraction { get; init; }

    public double? SatisfiedInteractions { get; init; }

    public double? SavingPerSatisfiedInteraction { get; init; }

    public required Verdict Verdict { get; init; }

    public required Verdict VerdictVerified { get; init; }

    /// <summary>Puts a service's published figures of a period beside its claims.</summary>
    /// <param name="service">The service.</param>
    /// <param name="period">A month or coarser.</param>
    /// <param name="figures">What may be published of it.</param>
    /// <param name="savings">Its claims in the period's months.</param>
    public static ValueForMoney Of(
        Service service,
        Period period,
        ServiceFigures figures,
        IReadOnlyCollection<Saving> savings
    )
    {
        var cell = figures.Of(period);
        var whole = cell.Satisfaction.Totals.Counts;
        var money = MoneyFigures.Of(savings, whole[Counters.TextCost]);

        // Nobody is judged on a saving that was not reported; citizens' hours alone are none of the government's.
        var isJudged = savings.Any(saving => saving.Category is not SavingCategory.CitizenTime);
        var target = service.TargetOn(period.Last);
        var shown = cell.Satisfaction.Published;
        var csat = shown is null ? null : Satisfaction.Csat(shown.Counts);
        var weighted = shown?.Strata is { } strata ? Satisfaction.Weighted(strata) : null;
        var aiEffect = AiEffectOf(figures, period);
        var satisfied = weighted?.Value * whole.Interactions;
        return new ValueForMoney
        {
            ServiceId = service.ServiceId,
            Agency = service.Agency,
            Period = period.ToString(),
            Currency = service.Currency,
            MonthsReported = savings.Select(saving => saving.Month).Distinct().Count(),
            Savings = money,
            Interactions = whole.Interactions,
            AiShare = whole.Interactions > 0 ? (double)whole[Counters.ByAi] / whole.Interactions : null,
            Suppressed = cell.Satisfaction.IsHidden,
            Csat = Share.Of(csat),
            CsatWeighted = Share.Of(weighted),
            Target = target,
            AiEffect = Gap.Of(aiEffect),
            LanguageGap = Comparisons.GapOf(
                figures
                    .By(Dimension.Language, period)
                    .Where(pair => !pair.Value.Satisfaction.IsHidden)
                    .Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Satisfaction.Published!.Counts))
            ),
            SilentFailure =
                cell.Silent.Published is { } asked && shown is not null
                    ? Share.Of(Comparisons.SilentFailure(asked.Counts))
                    : null,
            SuccessOnlyBias = Gap.Of(SuccessOnlyBiasOf(figures, period)),
            SavingPerInteraction = money is not null && whole.Interactions > 0 ? money.Net / whole.Interactions : null,
            SatisfiedInteractions = satisfied,
            SavingPerSatisfiedInteraction = money is not null && satisfied > 0 ? (double)money.Net / satisfied : null,
            Verdict = Verdicts.Of(csat, aiEffect, isJudged ? money?.Net : null, target),
            VerdictVerified = Verdicts.Of(csat, aiEffect, isJudged ? money?.NetVerified : null, target),
        };
    }

    /// <summary>From what is shown of the values alone: anything else would tell a hidden value's answers.</summary>
    private static Difference? AiEffectOf(ServiceFigures figures, Period period)
    {
        var assistances = figures.By(Dimension.Assistance, period);
        return Comparisons.Between(
            ShownOf(assistances, WireName.Of(Assistance.Ai), WireName.Of(Assistance.AiHandoff)),
            ShownOf(assistances, WireName.Of(Assistance.Human))
        );
    }

    private static Difference? SuccessOnlyBiasOf(ServiceFigures figures, Period period)
    {
        // Where answers of the unresolved are hidden, as they are where those are few, their share would seem smaller than it is.
        var outcomes = figures.By(Dimension.Outcome, period);
        var isWhole = Enum.GetValues<Outcome>()
            .All(outcome =>
                !outcomes.TryGetValue(WireName.Of(outcome), out var cell)
                || cell.Satisfaction is { IsHidden: false, LeftOut: false }
            );
        return !isWhole
            ? null
            : Comparisons.SuccessOnlyBias(
                ShownOf(outcomes, WireName.Of(Outcome.Resolved)),
                ShownOf(outcomes, WireName.Of(Outcome.Unresolved), WireName.Of(Outcome.Abandoned))
            );
    }

    private static Counts ShownOf(SortedDictionary<string, SuppressedFigures> cells, params ReadOnlySpan<string> values)
    {
        var sum = new Counts();
        foreach (var value in values)
        {
            if (cells.TryGetValue(value, out var cell) && cell.Satisfaction.Published is { } shown)
            {
                sum.Add(shown.Counts);
            }
        }

        return sum;
    }
}

/// <summary>Values of services; all of them, since the ministry compares.</summary>
internal sealed record ValuesForMoney(IReadOnlyList<ValueForMoney> Items);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ValuesForMoney))]
internal sealed partial class ValueJson : JsonSerializerContext;
