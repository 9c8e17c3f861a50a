using System.Globalization;
using Azure;
using Microsoft.AspNetCore.Http;
using Surveys.Access;
using Surveys.Aggregates;
using Surveys.Calendar;
using Surveys.Http;
using Surveys.Ledger;
using Surveys.ServiceRegister;

namespace Surveys.Savings;

/// <summary>Owners report what a month saved; the ministry verifies or rejects it.</summary>
internal static class SavingEndpoints
{
    /// <summary>Beyond any state's budget, and far within what a decimal holds when a century of it is summed.</summary>
    private const decimal MostMoney = 1_000_000_000_000_000m;

    /// <summary>The most minor digits of any currency (ISO 4217).</summary>
    private const int MoneyDecimals = 4;

    private const decimal MostHours = 1_000_000_000m;
    private const int LongestMethod = 4_000;
    private const int LongestNote = 2_000;
    private const int LongestUrl = 2_000;

    public static readonly Endpoint GetSavings = new("GetSavings", "GET", "v1/services/{serviceId}/savings", Callers.Owner | Callers.Ministry | Callers.Admin, ListAsync)
    {
        Summary = "What a service reported",
        Query = ["from", "to"],
    };

    public static readonly Endpoint PutSaving = new("PutSaving", "PUT", "v1/services/{serviceId}/savings/{month}/{category}", Callers.Owner | Callers.Admin, PutAsync)
    {
        Summary = "Report or correct one month's saving",
        Query = [],
    };

    public static readonly Endpoint VerifySaving = new("VerifySaving", "PUT", "v1/services/{serviceId}/savings/{month}/{category}/verification", Callers.Ministry, VerifyAsync)
    {
        Summary = "Verify or reject a claimed saving",
        Query = [],
    };

    private static async Task<IResult> ListAsync(string serviceId, HttpContext context, ServicesTable services, SavingsTable savings, CancellationToken cancellationToken)
    {
        var query = new FigureQuery(context.Request);
        var window = query.Window(Interval.Month);
        query.ThrowIfFaulty();
        if (await services.FindAsync(serviceId, cancellationToken) is not { } service)
        {
            return Problem.NotFound("No such service.");
        }

        var found = await savings.ReadAsync(serviceId, window!.First, window.Last, cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(new SavingList([.. found.Select(each => SavingView.Of(each.Stored, each.History, service.Currency))]), SavingJson.Default.SavingList);
    }

    private static async Task<IResult> PutAsync(
        string serviceId, string month, string category, HttpContext context, ServicesTable services, SavingsTable savings, TimeProvider time, CancellationToken cancellationToken)
    {
        var faults = new Faults();
        var place = ReadPlace(month, category, faults);
        using var body = await RequestBody.ReadJsonAsync(context.Request, Endpoint.LargestBody, cancellationToken);
        var report = ReadReport(new JsonFields(body.RootElement, "", faults), place.Category);
        if (faults.Any)
        {
            return Problem.Invalid(faults);
        }

        if (await services.FindAsync(serviceId, cancellationToken) is not { } service)
        {
            return Problem.NotFound("No such service.");
        }

        var known = await savings.FindAsync(serviceId, place.Month, place.Category!.Value, cancellationToken);
        if (!Preconditions.Hold(context.Request, known?.ETag.ToString()))
        {
            return Problem.PreconditionFailed();
        }

        if (known is not null && known.Saving.Step.Report == report && known.Saving.Status is not SavingStatus.Rejected)
        {
            // Said before, the same: a repeat makes no history, and takes no verification back.
            return await ShowAsync(context, savings, known, service, 200, cancellationToken);
        }

        var by = Caller.Of(context).KeyId;
        var step = new SavingStep((known?.Saving.Step.Version ?? 0) + 1, time.GetUtcNow(), by, SavingStatus.Claimed, report, null, null);
        return await WriteAsync(context, savings, new Saving(serviceId, place.Month, place.Category.Value, step, by), known?.ETag, service, cancellationToken);
    }

    private static async Task<IResult> VerifyAsync(
        string serviceId, string month, string category, HttpContext context, ServicesTable services, SavingsTable savings, TimeProvider time, CancellationToken cancellationToken)
    {
        var faults = new Faults();
        var place = ReadPlace(month, category, faults);
        using var body = await RequestBody.ReadJsonAsync(context.Request, Endpoint.LargestBody, cancellationToken);
        var fields = new JsonFields(body.RootElement, "", faults);
        var status = WireName.Find<SavingStatus>(fields.OneOf("status", [WireName.Of(SavingStatus.Verified), WireName.Of(SavingStatus.Rejected)], required: true));
        var amount = fields.IsNull("verifiedAmount") ? null : fields.Number("verifiedAmount", least: -MostMoney, most: MostMoney, decimals: MoneyDecimals);
        var note = fields.IsNull("note") ? null : fields.Text("note", longest: LongestNote);
        fields.Close();
        if (amount is not null && (status is SavingStatus.Rejected || place.Category is SavingCategory.CitizenTime))
        {
            fields.Fault("verifiedAmount", status is SavingStatus.Rejected ? "A rejected saving has no verified amount." : "Citizens' time has hours and no amount.");
        }

        if (faults.Any)
        {
            return Problem.Invalid(faults);
        }

        if (await services.FindAsync(serviceId, cancellationToken) is not { } service || await savings.FindAsync(serviceId, place.Month, place.Category!.Value, cancellationToken) is not { } known)
        {
            return Problem.NotFound("No such saving was reported.");
        }

        if (!Preconditions.Hold(context.Request, known.ETag.ToString()))
        {
            return Problem.PreconditionFailed();
        }

        var (saving, before) = (known.Saving, known.Saving.Step);
        var verified = status is SavingStatus.Verified ? amount ?? before.Report.Amount : null;
        if (saving.Status == status && before.VerifiedAmount == verified && before.Note == note)
        {
            return await ShowAsync(context, savings, known, service, 200, cancellationToken);
        }

        if (saving.Status is not SavingStatus.Claimed)
        {
            return Problem.Conflict($"It is {WireName.Of(saving.Status)} already. A correction by the service makes it claimed again, and the history keeps both.");
        }

        var by = Caller.Of(context).KeyId;
        if (by == saving.ReportedBy)
        {
            return Problem.Conflict("Whoever reported a saving can't verify it.");
        }

        var step = before with { Version = before.Version + 1, At = time.GetUtcNow(), By = by, Status = status!.Value, VerifiedAmount = verified, Note = note };
        return await WriteAsync(context, savings, saving with { Step = step }, known.ETag, service, cancellationToken);
    }

    private static async Task<IResult> WriteAsync(HttpContext context, SavingsTable savings, Saving saving, ETag? seen, Service service, CancellationToken cancellationToken)
    {
        try
        {
            var stored = await savings.WriteAsync(saving, seen, cancellationToken);
            return await ShowAsync(context, savings, stored, service, seen is null ? 201 : 200, CancellationToken.None);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return Problem.PreconditionFailed();
        }
    }

    private static async Task<IResult> ShowAsync(HttpContext context, SavingsTable savings, StoredSaving stored, Service service, int status, CancellationToken cancellationToken)
    {
        context.Response.Headers.ETag = stored.ETag.ToString("H");
        context.Response.Headers.CacheControl = "no-store";
        var history = await savings.ReadHistoryAsync(stored.Saving, cancellationToken);
        return Results.Json(SavingView.Of(stored, history, service.Currency), SavingJson.Default.SavingView, statusCode: status);
    }

    private static (DateOnly Month, SavingCategory? Category) ReadPlace(string month, string category, Faults faults)
    {
        if (!DateOnly.TryParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first) || first.Year is < Window.FirstYear or > Window.LastYear)
        {
            faults.Add("month", $"Must be a month such as 2026-11, of the years {Window.FirstYear} to {Window.LastYear}.");
        }

        var found = WireName.Find<SavingCategory>(category);
        if (found is null)
        {
            faults.Add("category", $"Must be one of {string.Join(", ", WireName.All<SavingCategory>())}.");
        }

        return (first, found);
    }

    private static SavingReport ReadReport(JsonFields fields, SavingCategory? category)
    {
        var isTime = category is SavingCategory.CitizenTime;
        var amount = isTime && fields.IsNull("amount") ? null : fields.Number("amount", required: !isTime, least: -MostMoney, most: MostMoney, decimals: MoneyDecimals);
        if (isTime && amount is not null)
        {
            fields.Fault("amount", "Citizens' time is told in hours and has no amount: it is never added to the government's money.");
        }

        var hours = !isTime && fields.IsNull("hours") ? null : fields.Number("hours", required: isTime, least: 0, most: MostHours, decimals: MoneyDecimals);
        var report = new SavingReport(
            amount,
            fields.Flag("cashReleasing") ?? false,
            hours,
            fields.IsNull("method") ? null : fields.Text("method", longest: LongestMethod),
            fields.IsNull("evidenceUrl") ? null : fields.Text("evidenceUrl", longest: LongestUrl));
        if (report.EvidenceUrl is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "https" or "http"))
        {
            fields.Fault("evidenceUrl", "Must be an absolute address that begins with https:// or http://.");
        }

        fields.Close();
        return report;
    }
}
