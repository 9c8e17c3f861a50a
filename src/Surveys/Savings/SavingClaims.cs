using System.Globalization;
using Azure;
using Surveys.Access;
using Surveys.Audit;
using Surveys.Calendar;
using Surveys.Http;
using Surveys.Ledger;

namespace Surveys.Savings;

/// <summary>Why a change of a claim was refused.</summary>
internal enum ClaimRefusal
{
    /// <summary>No such saving was reported.</summary>
    Unknown,

    /// <summary>The claim changed since the caller read it.</summary>
    Changed,

    /// <summary>The claim is already verified or rejected.</summary>
    Decided,

    /// <summary>The key that reported the claim can't verify it.</summary>
    OwnReport,
}

/// <summary>The result of a change of a claim.</summary>
/// <param name="Stored">The current claim; null if the change was refused.</param>
/// <param name="IsNew">Whether there was no claim before.</param>
/// <param name="Refusal">The reason for a refusal; null if there was none.</param>
internal readonly record struct ClaimResult(StoredSaving? Stored, bool IsNew, ClaimRefusal? Refusal)
{
    public static ClaimResult Refused(ClaimRefusal refusal) => new(null, false, refusal);
}

/// <summary>The ministry's decision on a claim.</summary>
internal sealed record SavingDecision(SavingStatus Status, decimal? VerifiedAmount, string? Note);

/// <summary>Reports, corrects, verifies and rejects claims, for the API and the pages.</summary>
internal sealed class SavingClaims(SavingsTable savings, AuditLog audit, TimeProvider time)
{
    /// <summary>
    /// Maximum amount, in currency units. It is larger than any budget, and a decimal holds the sum of a century of it.
    /// </summary>
    public const decimal MaxAmount = 1_000_000_000_000_000m;

    /// <summary>Maximum number of decimals of any currency (ISO 4217).</summary>
    public const int MoneyDecimals = 4;

    public const int MaxMethodLength = 4_000;
    public const int MaxNoteLength = 2_000;
    public const int MaxUrlLength = 2_000;

    private const decimal MaxHours = 1_000_000_000m;

    /// <summary>Reports or corrects one month's saving.</summary>
    /// <param name="serviceId">The service.</param>
    /// <param name="month">The first day of the month.</param>
    /// <param name="category">The category.</param>
    /// <param name="report">The report.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="wasSeen">Whether the caller has read the version with an ETag (null: no claim).</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<ClaimResult> ReportAsync(
        string serviceId,
        DateOnly month,
        SavingCategory category,
        SavingReport report,
        Caller caller,
        Func<string?, bool> wasSeen,
        CancellationToken cancellationToken
    )
    {
        var known = await savings.FindAsync(serviceId, month, category, cancellationToken);
        if (!wasSeen(known?.ETag.ToString()))
        {
            return ClaimResult.Refused(ClaimRefusal.Changed);
        }

        if (known is not null && known.Saving.Step.Report == report && known.Saving.Status is not SavingStatus.Rejected)
        {
            // A repeated report adds no version and keeps a verification.
            return new ClaimResult(known, IsNew: false, null);
        }

        var step = new SavingStep(
            (known?.Saving.Step.Version ?? 0) + 1,
            time.GetUtcNow(),
            caller.KeyId,
            SavingStatus.Claimed,
            report,
            null,
            null
        );
        var reported = new Saving(serviceId, month, category, step, caller.KeyId);
        return await WriteAsync(reported, known?.ETag, caller, AuditAction.SavingReported, cancellationToken);
    }

    /// <summary>Verifies or rejects a claim.</summary>
    public async Task<ClaimResult> DecideAsync(
        string serviceId,
        DateOnly month,
        SavingCategory category,
        SavingDecision decision,
        Caller caller,
        Func<string?, bool> wasSeen,
        CancellationToken cancellationToken
    )
    {
        if (await savings.FindAsync(serviceId, month, category, cancellationToken) is not { } known)
        {
            return ClaimResult.Refused(ClaimRefusal.Unknown);
        }

        if (!wasSeen(known.ETag.ToString()))
        {
            return ClaimResult.Refused(ClaimRefusal.Changed);
        }

        var (saving, before) = (known.Saving, known.Saving.Step);
        var verified =
            decision.Status is SavingStatus.Verified ? decision.VerifiedAmount ?? before.Report.Amount : null;
        if (saving.Status == decision.Status && before.VerifiedAmount == verified && before.Note == decision.Note)
        {
            return new ClaimResult(known, IsNew: false, null);
        }

        if (saving.Status is not SavingStatus.Claimed)
        {
            return ClaimResult.Refused(ClaimRefusal.Decided);
        }

        if (caller.KeyId == saving.ReportedBy)
        {
            return ClaimResult.Refused(ClaimRefusal.OwnReport);
        }

        var step = before with
        {
            Version = before.Version + 1,
            At = time.GetUtcNow(),
            By = caller.KeyId,
            Status = decision.Status,
            VerifiedAmount = verified,
            Note = decision.Note,
        };
        var action = decision.Status is SavingStatus.Verified ? AuditAction.SavingVerified : AuditAction.SavingRejected;
        return await WriteAsync(saving with { Step = step }, known.ETag, caller, action, cancellationToken);
    }

    /// <summary>Reads a month and a category, and adds what is wrong with them to the validation errors.</summary>
    public static (DateOnly Month, SavingCategory? Category) ReadMonthAndCategory(
        string month,
        string category,
        ValidationErrors errors
    )
    {
        if (
            !DateOnly.TryParseExact(
                month + "-01",
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var first
            ) || first.Year is < Window.FirstYear or > Window.LastYear
        )
        {
            errors.Add(
                "month",
                $"Must be a month such as 2026-11, of the years {Window.FirstYear} to {Window.LastYear}."
            );
        }

        var found = WireName.Find<SavingCategory>(category);
        if (found is null)
        {
            errors.Add("category", $"Must be one of {string.Join(", ", WireName.All<SavingCategory>())}.");
        }

        return (first, found);
    }

    /// <summary>Reads a report.</summary>
    public static SavingReport ReadReport(JsonFields fields, SavingCategory? category)
    {
        var isTime = category is SavingCategory.CitizenTime;
        var amount =
            isTime && fields.IsNull("amount")
                ? null
                : fields.Number(
                    "amount",
                    required: !isTime,
                    least: -MaxAmount,
                    most: MaxAmount,
                    decimals: MoneyDecimals
                );
        if (isTime && amount is not null)
        {
            fields.AddError(
                "amount",
                "Citizens' time has hours and no amount, since it is never added to the government's money."
            );
        }

        var hours =
            !isTime && fields.IsNull("hours")
                ? null
                : fields.Number("hours", required: isTime, least: 0, most: MaxHours, decimals: MoneyDecimals);
        var report = new SavingReport(
            amount,
            fields.Flag("cashReleasing") ?? false,
            hours,
            fields.IsNull("method") ? null : fields.Text("method", longest: MaxMethodLength),
            fields.IsNull("evidenceUrl") ? null : fields.Text("evidenceUrl", longest: MaxUrlLength)
        );
        if (
            report.EvidenceUrl is { } url
            && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "https" or "http")
        )
        {
            fields.AddError("evidenceUrl", "Must be an absolute address that begins with https:// or http://.");
        }

        fields.Close();
        return report;
    }

    /// <summary>Reads a decision; null if it has validation errors.</summary>
    public static SavingDecision? ReadDecision(JsonFields fields, SavingCategory? category)
    {
        var status = WireName.Find<SavingStatus>(
            fields.OneOf(
                "status",
                [WireName.Of(SavingStatus.Verified), WireName.Of(SavingStatus.Rejected)],
                required: true
            )
        );
        var amount = fields.IsNull("verifiedAmount")
            ? null
            : fields.Number("verifiedAmount", least: -MaxAmount, most: MaxAmount, decimals: MoneyDecimals);
        var note = fields.IsNull("note") ? null : fields.Text("note", longest: MaxNoteLength);
        fields.Close();
        if (amount is not null && (status is SavingStatus.Rejected || category is SavingCategory.CitizenTime))
        {
            fields.AddError(
                "verifiedAmount",
                status is SavingStatus.Rejected
                    ? "A rejected saving has no verified amount."
                    : "Citizens' time has hours and no amount."
            );
        }

        return status is { } known && !fields.Errors.Any ? new SavingDecision(known, amount, note) : null;
    }

    /// <summary>All versions of a claim, in order.</summary>
    public Task<IReadOnlyList<SavingStep>> ReadHistoryAsync(Saving saving, CancellationToken cancellationToken) =>
        savings.ReadHistoryAsync(saving, cancellationToken);

    private async Task<ClaimResult> WriteAsync(
        Saving saving,
        ETag? seen,
        Caller caller,
        AuditAction action,
        CancellationToken cancellationToken
    )
    {
        var entry = caller.Entry(action) with
        {
            Service = saving.ServiceId,
            Month = RollupsTable.Month(saving.Month),
            Subject = WireName.Of(saving.Category),
        };
        await audit.WriteAsync(entry, cancellationToken);
        try
        {
            return new ClaimResult(await savings.WriteAsync(saving, seen, cancellationToken), seen is null, null);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return ClaimResult.Refused(ClaimRefusal.Changed);
        }
    }
}
