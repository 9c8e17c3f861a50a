namespace Surveys.Ledger;

/// <summary>
/// One interaction, stored as one row of the ledger. The states of its text messages and of its survey only move forward.
/// Immutable: a change is a new record, which <c>InteractionLedger.ChangeAsync</c> commits together with its counts.
/// </summary>
internal sealed record Interaction
{
    public required InteractionKey Key { get; init; }

    /// <summary>What the service reported.</summary>
    public required ReportedFacts Report { get; init; }

    /// <summary>The citizen's phone.</summary>
    public ContactDetails Contact { get; init; } = new();

    /// <summary>The text messages of the invitation.</summary>
    public SmsDelivery Sms { get; init; } = new();

    /// <summary>The survey and its answers.</summary>
    public required SurveyProgress Survey { get; init; }
}
