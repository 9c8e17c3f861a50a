using Surveys.Ledger;
using Surveys.Savings;
using Surveys.ServiceRegister;

namespace Surveys.Pages.Dashboards;

/// <summary>A reported saving with its history, as pages show it.</summary>
public sealed record ClaimView
{
    internal ClaimView(Service service, StoredSaving stored, IReadOnlyList<SavingStep> history) =>
        (Service, Stored, History) = (service, stored, history);

    /// <summary>The service.</summary>
    public Service Service { get; }

    /// <summary>The steps of the claim, latest first.</summary>
    public IReadOnlyList<SavingStep> History { get; }

    /// <summary>The current state.</summary>
    internal StoredSaving Stored { get; }

    /// <summary>The latest step.</summary>
    internal SavingStep Step => Stored.Saving.Step;

    /// <summary>The month, such as 2026-11.</summary>
    public string Month => RollupsTable.Month(Stored.Saving.Month);

    /// <summary>The wire name of the category.</summary>
    public string Category => WireName.Of(Stored.Saving.Category);

    /// <summary>The id of the claim within its page.</summary>
    public string Anchor => $"{Service.ServiceId}-{Month}-{Category}";
}

/// <summary>The values of a form, and its validation errors.</summary>
/// <param name="Values">The typed values by field.</param>
/// <param name="Errors">The errors by field, in the reader's language.</param>
public sealed record SubmittedForm(
    IReadOnlyDictionary<string, string> Values,
    IReadOnlyDictionary<string, string> Errors
)
{
    /// <summary>A form without values.</summary>
    public static readonly SubmittedForm Empty = new(new Dictionary<string, string>());

    /// <param name="values">The values by field.</param>
    public SubmittedForm(IReadOnlyDictionary<string, string> values)
        : this(values, new Dictionary<string, string>()) { }

    /// <summary>The value of a field; empty if it has none.</summary>
    public string this[string field] => Values.GetValueOrDefault(field, "");

    /// <summary>The error of a field; null if it has none.</summary>
    public string? ErrorOf(string field) => Errors.GetValueOrDefault(field);
}

/// <summary>The content of the owner's savings page.</summary>
/// <param name="Service">The service.</param>
/// <param name="Period">The months that the page shows.</param>
/// <param name="Claims">The claims of these months, latest month first.</param>
/// <param name="Form">The form for a report.</param>
/// <param name="Done">The message after a report was stored; else null.</param>
public sealed record SavingsView(
    Service Service,
    FigurePeriod Period,
    IReadOnlyList<ClaimView> Claims,
    SubmittedForm Form,
    string? Done
);

/// <summary>The content of the ministry's verification page.</summary>
/// <param name="Period">The months that the page shows.</param>
/// <param name="Waiting">The claims without a decision, latest month first.</param>
/// <param name="Decided">The claims with a decision, latest month first.</param>
/// <param name="Form">The form that was submitted; it belongs to one of the waiting claims.</param>
/// <param name="Done">The message after a decision was stored; else null.</param>
public sealed record VerificationView(
    FigurePeriod Period,
    IReadOnlyList<ClaimView> Waiting,
    IReadOnlyList<ClaimView> Decided,
    SubmittedForm Form,
    string? Done
);
