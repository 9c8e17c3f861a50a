using System.Globalization;
using System.Text.Json.Serialization;

namespace Surveys.Savings;

/// <summary>A claim in the API.</summary>
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

    /// <summary>The ETag for If-Match, so that nobody verifies a claim that was corrected meanwhile.</summary>
    [JsonPropertyName("etag")]
    public required string ETag { get; init; }

    public required IReadOnlyList<SavingStepView> History { get; init; }

    public static SavingView Of(StoredSaving stored, IEnumerable<SavingStep> history, string currency)
    {
        var (saving, report) = (stored.Saving, stored.Saving.Step.Report);
        return new()
        {
            Month = saving.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture),
            Category = saving.Category,
            Currency = currency,
            Amount = report.Amount,
            CashReleasing = report.CashReleasing,
            Hours = report.Hours,
            Method = report.Method,
            EvidenceUrl = report.EvidenceUrl,
            Status = saving.Status,
            VerifiedAmount = saving.Step.VerifiedAmount,
            Note = saving.Step.Note,
            ETag = stored.ETag.ToString("H"),
            History = [.. history.Select(SavingStepView.Of)],
        };
    }
}

/// <summary>A version of a claim in the API.</summary>
internal sealed record SavingStepView
{
    public required DateTimeOffset At { get; init; }

    public required string By { get; init; }

    public required SavingStatus Status { get; init; }

    public required decimal? Amount { get; init; }

    public required bool CashReleasing { get; init; }

    public required decimal? Hours { get; init; }

    public required string? Method { get; init; }

    public required string? EvidenceUrl { get; init; }

    public required decimal? VerifiedAmount { get; init; }

    public required string? Note { get; init; }

    public static SavingStepView Of(SavingStep step) =>
        new()
        {
            At = step.At,
            By = step.By,
            Status = step.Status,
            Amount = step.Report.Amount,
            CashReleasing = step.Report.CashReleasing,
            Hours = step.Report.Hours,
            Method = step.Report.Method,
            EvidenceUrl = step.Report.EvidenceUrl,
            VerifiedAmount = step.VerifiedAmount,
            Note = step.Note,
        };
}

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
