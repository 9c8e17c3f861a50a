using System.Text.Json.Serialization;

namespace Surveys.Savings;

/// <summary>What a saving is about: the first five are the government's, <see cref="AiRunningCost"/> is a cost, <see cref="CitizenTime"/> a ledger of its own.</summary>
public enum SavingCategory
{
    /// <summary>Working time of staff.</summary>
    [JsonStringEnumMemberName("staff-time")]
    StaffTime,

    /// <summary>Paper, postage, fees of intermediaries, processing.</summary>
    [JsonStringEnumMemberName("processing-cost")]
    ProcessingCost,

    /// <summary>Money that error and fraud would have cost.</summary>
    [JsonStringEnumMemberName("error-and-fraud")]
    ErrorAndFraud,

    /// <summary>Rooms and equipment.</summary>
    [JsonStringEnumMemberName("estate-and-equipment")]
    EstateAndEquipment,

    /// <summary>Anything else of the government's; the method says what.</summary>
    [JsonStringEnumMemberName("other")]
    Other,

    /// <summary>What the AI costs to run: a positive amount is subtracted.</summary>
    [JsonStringEnumMemberName("ai-running-cost")]
    AiRunningCost,

    /// <summary>Citizens' time, in hours; never added to the government's money.</summary>
    [JsonStringEnumMemberName("citizen-time")]
    CitizenTime,
}

/// <summary>How a claim stands.</summary>
public enum SavingStatus
{
    /// <summary>Reported, and not looked at yet.</summary>
    [JsonStringEnumMemberName("claimed")]
    Claimed,

    /// <summary>The ministry holds it for right, at the verified amount.</summary>
    [JsonStringEnumMemberName("verified")]
    Verified,

    /// <summary>The ministry does not accept it; it counts nowhere.</summary>
    [JsonStringEnumMemberName("rejected")]
    Rejected,
}

/// <summary>What a service reports of one month and category.</summary>
/// <param name="Amount">In the service's currency; negative where the month cost more. Null for citizens' time.</param>
/// <param name="CashReleasing">Whether the money can be spent on something else.</param>
/// <param name="Hours">Hours of staff or of citizens.</param>
/// <param name="Method">How it was worked out.</param>
/// <param name="EvidenceUrl">Where the evidence lies.</param>
public sealed record SavingReport(
    decimal? Amount,
    bool CashReleasing,
    decimal? Hours,
    string? Method,
    string? EvidenceUrl
);

/// <summary>One step in the life of a claim, as it was then.</summary>
/// <param name="Version">From 1, in order.</param>
/// <param name="At">When.</param>
/// <param name="By">The id of the key that did it.</param>
/// <param name="Status">What the claim was then.</param>
/// <param name="Report">What was reported.</param>
/// <param name="VerifiedAmount">Where it was verified.</param>
/// <param name="Note">Of the ministry.</param>
public sealed record SavingStep(
    int Version,
    DateTimeOffset At,
    string By,
    SavingStatus Status,
    SavingReport Report,
    decimal? VerifiedAmount,
    string? Note
);

/// <summary>A claim as it stands: its last step, and whose it is.</summary>
internal sealed record Saving(
    string ServiceId,
    DateOnly Month,
    SavingCategory Category,
    SavingStep Step,
    string ReportedBy
)
{
    public SavingStatus Status => Step.Status;

    /// <summary>What counts of it as claimed: nothing where rejected, the verified amount where verified.</summary>
    public decimal Claimed =>
        Status switch
        {
            SavingStatus.Rejected => 0,
            SavingStatus.Verified => Step.VerifiedAmount ?? Step.Report.Amount ?? 0,
            _ => Step.Report.Amount ?? 0,
        };

    /// <summary>What counts of it as verified.</summary>
    public decimal Verified => Status is SavingStatus.Verified ? Claimed : 0;

    /// <summary>Hours that count: none where rejected.</summary>
    public decimal Hours => Status is SavingStatus.Rejected ? 0 : Step.Report.Hours ?? 0;
}

/// <summary>A claim as the contract shows it.</summary>
internal sealed record SavingView
{
    public required string Month { get; init; }

    public required SavingCategory Category { get; init; }

    public required string Currency { get; init; }

    public required decimal? Amount { get; init; }

    public required bool CashReleasing { get; init; }

    public required decimal? Hours { get; init; }

    public required string? Method { get; init; }

    public required string? EvidenceUrl { get; init; }

    public required SavingStatus Status { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required decimal? VerifiedAmount { get; init; }

    public required string? Note { get; init; }

    /// <summary>For If-Match, so that a verification can't meet a correction unseen.</summary>
    [JsonPropertyName("etag")]
    public required string ETag { get; init; }

    public required IReadOnlyList<SavingStepView> History { get; init; }

    public static SavingView Of(StoredSaving stored, IEnumerable<SavingStep> history, string currency) =>
        Of(stored.Saving, history, currency) with
        {
            ETag = stored.ETag.ToString("H"),
        };

    private static SavingView Of(Saving saving, IEnumerable<SavingStep> history, string currency) =>
        new()
        {
            ETag = "",
            Month = saving.Month.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture),
            Category = saving.Category,
            Currency = currency,
            Amount = saving.Step.Report.Amount,
            CashReleasing = saving.Step.Report.CashReleasing,
            Hours = saving.Step.Report.Hours,
            Method = saving.Step.Report.Method,
            EvidenceUrl = saving.Step.Report.EvidenceUrl,
            Status = saving.Status,
            VerifiedAmount = saving.Step.VerifiedAmount,
            Note = saving.Step.Note,
            History =
            [
                .. history.Select(step => new SavingStepView(
                    step.At,
                    step.By,
                    step.Status,
                    step.Report.Amount,
                    step.Report.CashReleasing,
                    step.Report.Hours,
                    step.Report.Method,
                    step.Report.EvidenceUrl,
                    step.VerifiedAmount,
                    step.Note
                )),
            ],
        };
}

/// <summary>A step of a claim's history as the contract shows it.</summary>
internal sealed record SavingStepView(
    DateTimeOffset At,
    string By,
    SavingStatus Status,
    decimal? Amount,
    bool CashReleasing,
    decimal? Hours,
    string? Method,
    string? EvidenceUrl,
    decimal? VerifiedAmount,
    string? Note
);

internal sealed record SavingList(IReadOnlyList<SavingView> Items);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(SavingStep))]
[JsonSerializable(typeof(SavingView))]
[JsonSerializable(typeof(SavingList))]
internal sealed partial class SavingJson : JsonSerializerContext;
