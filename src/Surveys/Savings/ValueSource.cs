using Surveys.Aggregates;
using Surveys.Calendar;
using Surveys.Integrity;
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
    /// <param name="grade">The worst integrity grade of the period's months; null where none is graded.</param>
    public ValueSource(
        Service service,
        Period period,
        ServiceFigures figures,
        IReadOnlyCollection<Saving> savings,
        IntegrityGrade? grade
    )
    {
        (Service, _period, _figures, Savings, Integrity) = (service, period, figures, savings, grade);
        Cell = figures.Of(period);
        Money = MoneyFigures.Of(savings, Totals[Counters.TextCost]);
        Csat = Published is { } published ? Satisfaction.Csat(published.Counts) : null;
        CsatWeighted = Published?.Weighting?.ToProportion();
        AiEffect = AiEffectOf(figures.By(Dimensions.Assistance, period));
    }

    public Service Service { get; }

    public IReadOnlyCollection<Saving> Savings { get; }

    /// <summary>The worst integrity grade of the period's months; null where none is graded.</summary>
    public IntegrityGrade? Integrity { get; }

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

    /// <summary>
    /// Whether the figures are of ballots of links that the service showed, in part or all, and the ministry does not
    /// accept them.
    /// </summary>
    public bool IsOfShownBallots => Cell.Info is { Provenance: not "verified" } && !Service.AreShownBallotsAccepted;

    /// <summary>The verdict on a net saving. A service that reported no saving of the government is not judged on one.</summary>
    public Verdict VerdictOn(Func<MoneyFigures, decimal> net)
    {
        // Ballots of links that the service showed judge nobody until the ministry accepts them.
        if (Cell.Info?.Provenance is not "verified" && !Service.AreShownBallotsAccepted)
        {
            return Verdict.Inconclusive;
        }

        // What honest reporting does not explain proves nothing either way.
        if (Integrity is IntegrityGrade.Unsound)
        {
            return Verdict.Inconclusive;
        }

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
