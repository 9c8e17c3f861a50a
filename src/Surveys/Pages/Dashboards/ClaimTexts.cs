using Surveys.Savings;

namespace Surveys.Pages.Dashboards;

/// <summary>The values of a reported saving as text.</summary>
internal static class ClaimTexts
{
    /// <summary>The month.</summary>
    public static string MonthOf(this DashboardTexts texts, ClaimView claim) => texts.Month(claim.Stored.Saving.Month);

    /// <summary>The category.</summary>
    public static string CategoryOf(this DashboardTexts texts, ClaimView claim) =>
        texts.CategoryName(claim.Stored.Saving.Category);

    /// <summary>The reported amount, to the last digit; a dash if there is none.</summary>
    public static string AmountOf(this DashboardTexts texts, ClaimView claim) =>
        claim.Step.Report.Amount is { } amount ? texts.ExactMoney(amount, claim.Service.Currency) : texts.None;

    /// <summary>The reported hours; a dash if there are none.</summary>
    public static string HoursOf(this DashboardTexts texts, ClaimView claim) =>
        claim.Step.Report.Hours is { } hours ? texts.Number(hours, 1) : texts.None;

    /// <summary>The verified amount, to the last digit; a dash if there is none.</summary>
    public static string VerifiedOf(this DashboardTexts texts, ClaimView claim) =>
        claim.Step.VerifiedAmount is { } amount ? texts.ExactMoney(amount, claim.Service.Currency) : texts.None;

    /// <summary>The reported amount and hours together; empty if there are none.</summary>
    public static string ReportedOf(this DashboardTexts texts, ClaimView claim) =>
        string.Join("; ", Reported(texts, claim.Step, claim.Service.Currency));

    /// <summary>A step of the history: status, amount, hours, verified amount and note.</summary>
    public static string DetailsOf(this DashboardTexts texts, SavingStep step, string currency)
    {
        var reported = string.Concat(Reported(texts, step, currency).Select(part => ", " + part));
        var verified = step.VerifiedAmount is { } amount
            ? $"; {texts.ColumnVerified}: {texts.ExactMoney(amount, currency)}"
            : "";
        var note = step.Note is { } text ? "; " + Interactions.Comments.Clean(text) : "";
        return reported + verified + note;
    }

    private static IEnumerable<string> Reported(DashboardTexts texts, SavingStep step, string currency)
    {
        if (step.Report.Amount is { } amount)
        {
            yield return texts.ExactMoney(amount, currency);
        }

        if (step.Report.Hours is { } hours)
        {
            yield return texts.Hours(hours);
        }
    }
}
