using Microsoft.AspNetCore.Http;
using Surveys.Access;
using Surveys.Http;
using Surveys.Ledger;
using Surveys.Savings;

namespace Surveys.Pages.Dashboards;

/// <summary>
/// The page on which owners report savings. It accepts what the API accepts, because both use SavingClaims.
/// </summary>
internal static class SavingsPages
{
    /// <summary>
    /// The maximum size of a form. A method of 4,000 characters has at most 48,000 bytes percent-encoded.
    /// </summary>
    internal const long MaxFormBytes = 128 * 1024;

    public static readonly Endpoint ShowSavings = new(
        "ShowSavings",
        "GET",
        "services/{serviceId}/savings",
        Roles.Owner | Roles.Admin,
        ShowAsync
    )
    {
        Summary = "The page on which an owner reports what a month saved",
        AcceptsSession = true,
        ProblemPage = DashboardPage.ShowProblem,
    };

    public static readonly Endpoint SubmitSaving = new(
        "SubmitSaving",
        "POST",
        "services/{serviceId}/savings",
        Roles.Owner | Roles.Admin,
        SubmitAsync
    )
    {
        Summary = "Report or correct a month's saving as a form",
        MaxBodyBytes = MaxFormBytes,
        AcceptsSession = true,
        ProblemPage = DashboardPage.ShowProblem,
    };

    private static async Task<IResult> ShowAsync(
        string serviceId,
        HttpContext context,
        SavingViewReader views,
        Sessions sessions,
        CancellationToken cancellationToken
    )
    {
        var page = DashboardContext.Of(context, sessions);
        if (await views.FindServiceAsync(serviceId, cancellationToken) is not { } service)
        {
            return DashboardPage.Unknown(page);
        }

        var form = await ReadCorrectionAsync(serviceId, context.Request.Query, views, cancellationToken);
        var done = context.Request.Query["done"] == "1" ? page.Texts.SavingDone : null;
        var period = views.PeriodOf(context, service);
        return Show(200, page, await views.ReadAsync(service, period, form, done, cancellationToken));
    }

    private static async Task<IResult> SubmitAsync(
        string serviceId,
        HttpContext context,
        SavingViewReader views,
        SavingClaims claims,
        Sessions sessions,
        CancellationToken cancellationToken
    )
    {
        var page = DashboardContext.Of(context, sessions);
        if (await SavingForm.Report.ReadAsync(context, sessions, cancellationToken) is not { } form)
        {
            return DashboardPage.StaleForm(page);
        }

        if (await views.FindServiceAsync(serviceId, cancellationToken) is not { } service)
        {
            return DashboardPage.Unknown(page);
        }

        var period = views.PeriodOf(context, service);
        var report = form.Read(SavingClaims.ReadReport);
        if (form.Errors.Any)
        {
            var shown = form.ShowErrors(page.Texts);
            return Show(400, page, await views.ReadAsync(service, period, shown, done: null, cancellationToken));
        }

        var category = form.Category!.Value;
        var result = await claims.ReportAsync(
            serviceId,
            form.Month,
            category,
            report,
            Caller.Of(context),
            form.HasSeen,
            cancellationToken
        );
        if (result.Refusal is null)
        {
            return new SeeOther((page with { Query = [.. period.Query] }).With("done", "1"));
        }

        // Another report exists that the reader has not seen. The page shows it in its table, and sending the form
        // again replaces it.
        var current = await views.FindClaimAsync(serviceId, form.Month, category, cancellationToken);
        var again = form.ShowMessage("month", page.Texts.SavingChanged, current?.ETag.ToString("G") ?? "");
        return Show(409, page, await views.ReadAsync(service, period, again, done: null, cancellationToken));
    }

    private static DashboardPage Show(int status, DashboardContext page, SavingsView view) =>
        DashboardPage.Of<SavingsPage>(
            status,
            page with
            {
                Query = [.. view.Period.Query],
            },
            (nameof(SavingsPage.View), view)
        );

    /// <summary>The form with the claim that the address names; without values if it names none.</summary>
    private static async Task<SubmittedForm> ReadCorrectionAsync(
        string serviceId,
        IQueryCollection query,
        SavingViewReader views,
        CancellationToken cancellationToken
    )
    {
        var errors = new ValidationErrors();
        var (month, category) = SavingClaims.ReadMonthAndCategory(
            query["month"].ToString(),
            query["category"].ToString(),
            errors
        );
        if (errors.Any)
        {
            return SubmittedForm.Empty;
        }

        return await views.FindClaimAsync(serviceId, month, category!.Value, cancellationToken) is { } stored
            ? SavingForm.Of(stored)
            : new SubmittedForm(
                new Dictionary<string, string>
                {
                    ["month"] = RollupsTable.Month(month),
                    ["category"] = WireName.Of(category.Value),
                }
            );
    }
}
