using System.Collections.Immutable;
using Surveys.Aggregates;

namespace Surveys.Savings;

/// <summary>The money and hours of a period. Money is in the service's currency.</summary>
internal sealed record MoneyFigures
{
    private const decimal Millionths = 1_000_000m;

    /// <summary>
    /// The government's savings that are not rejected. Verified ones count with their verified amount.
    /// </summary>
    public required decimal Claimed { get; init; }

    /// <summary>The government's verified savings.</summary>
    public required decimal Verified { get; init; }

    /// <summary>The part of the claimed savings that can be spent on something else.</summary>
    public required decimal CashReleasing { get; init; }

    /// <summary>The running cost of the AI that is not rejected.</summary>
    public required decimal Cost { get; init; }

    /// <summary>The cost of our own texts: parts x the price of their day.</summary>
    public required decimal TextCost { get; init; }

    /// <summary>Claimed less both costs.</summary>
    public required decimal Net { get; init; }

    /// <summary>Verified less both costs. A running cost below 0 counts only if it is verified.</summary>
    public required decimal NetVerified { get; init; }

    /// <summary>Hours of staff saved.</summary>
    public required decimal StaffHours { get; init; }

    /// <summary>Hours of citizens saved. They are never added to money.</summary>
    public required decimal CitizenHours { get; init; }

    /// <summary>The sums of a period; null where no saving was reported.</summary>
    /// <param name="savings">The current claims of the period.</param>
    /// <param name="textCost">The cost of texts, in millionths of the currency unit.</param>
    public static MoneyFigures? Of(IReadOnlyCollection<Saving> savings, long textCost)
    {
        if (savings.Count is 0)
        {
            return null;
        }

        var runningCosts = savings.Where(saving => saving.Category is SavingCategory.AiRunningCost).ToList();
        var government = savings
            .Where(saving => saving.Category is not (SavingCategory.AiRunningCost or SavingCategory.CitizenTime))
            .ToList();
        var claimed = government.Sum(saving => saving.Claimed);
        var verified = government.Sum(saving => saving.Verified);
        var cost = runningCosts.Sum(saving => saving.Claimed);

        // A claimed cost lowers the claimant's own result and needs no verification. A cost below 0 raises it, so it
        // counts only if it is verified.
        var verifiedCost = runningCosts.Sum(saving => saving.Claimed < 0 ? saving.Verified : saving.Claimed);
        var texts = textCost / Millionths;
        return new MoneyFigures
        {
            Claimed = claimed,
            Verified = verified,
            CashReleasing = government.Where(saving => saving.Step.Report.CashReleasing).Sum(saving => saving.Claimed),
            Cost = cost,
            TextCost = texts,
            Net = claimed - cost - texts,
            NetVerified = verified - verifiedCost - texts,
            StaffHours = government.Sum(saving => saving.Hours),
            CitizenHours = savings
                .Where(saving => saving.Category is SavingCategory.CitizenTime)
                .Sum(saving => saving.Hours),
        };
    }
}

/// <summary>
/// The figures of <c>savings</c> in a row of value for money, as <see cref="ScoreMeasures"/> declares those of a score.
/// </summary>
internal static class MoneyMeasures
{
    public static readonly ImmutableArray<Measure<MoneyFigures?>> All =
    [
        MoneyOf("claimed", money => money?.Claimed, "MoneyClaimed"),
        MoneyOf("verified", money => money?.Verified, "MoneyVerified"),
        MoneyOf("cashReleasing", money => money?.CashReleasing, "MoneyCashReleasing"),
        MoneyOf("cost", money => money?.Cost, "MoneyCost"),
        MoneyOf("textCost", money => money?.TextCost, "MoneyTextCost"),
        MoneyOf("net", money => money?.Net, "MoneyNet"),
        MoneyOf("netVerified", money => money?.NetVerified, "MoneyNetVerified"),
        HoursOf("staffHours", money => money?.StaffHours, "MoneyStaffHours"),
        HoursOf("citizenHours", money => money?.CitizenHours, "MoneyCitizenHours"),
    ];

    private static Measure<MoneyFigures?, decimal?> MoneyOf(
        string id,
        Func<MoneyFigures?, decimal?> valueOf,
        string label
    ) => new(id, ValueFormats.Money, valueOf, label, "Savings") { Style = MeasureStyle.Money };

    private static Measure<MoneyFigures?, decimal?> HoursOf(
        string id,
        Func<MoneyFigures?, decimal?> valueOf,
        string label
    ) => new(id, ValueFormats.Money, valueOf, label, "Savings") { Style = MeasureStyle.Number };
}
