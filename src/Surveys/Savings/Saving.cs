using System.Text.Json.Serialization;

namespace Surveys.Savings;

/// <summary>
/// The category of a saving. The first five are savings of the government, <see cref="AiRunningCost"/> is a cost, and
/// <see cref="CitizenTime"/> is counted in hours apart from money.
/// </summary>
public enum SavingCategory
{
    /// <summary>Working time of staff.</summary>
    [JsonStringEnumMemberName("staff-time")]
    StaffTime,

    /// <summary>Paper, postage, fees of intermediaries, processing.</summary>
    [JsonStringEnumMemberName("processing-cost")]
    ProcessingCost,

    /// <summary>The avoided cost of error and fraud.</summary>
    [JsonStringEnumMemberName("error-and-fraud")]
    ErrorAndFraud,

    /// <summary>Buildings and equipment.</summary>
    [JsonStringEnumMemberName("estate-and-equipment")]
    EstateAndEquipment,

    /// <summary>Any other saving of the government. The method describes it.</summary>
    [JsonStringEnumMemberName("other")]
    Other,

    /// <summary>The running cost of the AI. A positive amount is subtracted.</summary>
    [JsonStringEnumMemberName("ai-running-cost")]
    AiRunningCost,

    /// <summary>Citizens' time in hours. It is never added to the government's money.</summary>
    [JsonStringEnumMemberName("citizen-time")]
    CitizenTime,
}

/// <summary>The status of a claim.</summary>
public enum SavingStatus
{
    /// <summary>Reported and not reviewed yet.</summary>
    [JsonStringEnumMemberName("claimed")]
    Claimed,

    /// <summary>The ministry accepts it with the verified amount.</summary>
    [JsonStringEnumMemberName("verified")]
    Verified,

    /// <summary>The ministry does not accept it. It counts in no figure.</summary>
    [JsonStringEnumMemberName("rejected")]
    Rejected,
}

/// <summary>A service's report for one month and category.</summary>
/// <param name="Amount">
/// The amount in the service's currency; negative if the month cost more. Null for citizens' time.
/// </param>
/// <param name="CashReleasing">Whether the money can be spent on something else.</param>
/// <param name="Hours">Hours of staff or of citizens.</param>
/// <param name="Method">How the saving was computed.</param>
/// <param name="EvidenceUrl">The address of the evidence.</param>
public sealed record SavingReport(
    decimal? Amount,
    bool CashReleasing,
    decimal? Hours,
    string? Method,
    string? EvidenceUrl
);

/// <summary>One version of a claim.</summary>
/// <param name="Version">The number of the version, from 1.</param>
/// <param name="At">When the version was written.</param>
/// <param name="By">The id of the key that wrote it.</param>
/// <param name="Status">The status of the claim in this version.</param>
/// <param name="Report">The report.</param>
/// <param name="VerifiedAmount">The verified amount; null unless the claim is verified.</param>
/// <param name="Note">The ministry's note.</param>
public sealed record SavingStep(
    int Version,
    DateTimeOffset At,
    string By,
    SavingStatus Status,
    SavingReport Report,
    decimal? VerifiedAmount,
    string? Note
);

/// <summary>The current version of a claim.</summary>
internal sealed record Saving(
    string ServiceId,
    DateOnly Month,
    SavingCategory Category,
    SavingStep Step,
    string ReportedBy
)
{
    public SavingStatus Status => Step.Status;

    /// <summary>The amount that counts as claimed: 0 if rejected, the verified amount if verified.</summary>
    public decimal Claimed =>
        Status switch
        {
            SavingStatus.Rejected => 0,
            SavingStatus.Verified => Step.VerifiedAmount ?? Step.Report.Amount ?? 0,
            _ => Step.Report.Amount ?? 0,
        };

    /// <summary>The amount that counts as verified.</summary>
    public decimal Verified => Status is SavingStatus.Verified ? Claimed : 0;

    /// <summary>The hours that count: 0 if rejected.</summary>
    public decimal Hours => Status is SavingStatus.Rejected ? 0 : Step.Report.Hours ?? 0;
}
