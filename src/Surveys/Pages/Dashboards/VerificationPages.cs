using Microsoft.AspNetCore.Http;
using Surveys.Access;
using Surveys.Http;
using Surveys.Savings;

namespace Surveys.Pages.Dashboards;

/// <summary>The page on which the ministry verifies or rejects reported savings.</summary>
internal static class VerificationPages
{
    public static readonly Endpoint ShowVerification = new(
        "ShowVerification",
        "GET",
        "ministry/savings",
        Roles.Ministry,
        ShowAsync
    )
    {
        Summary = "The page on which the ministry verifies or rejects claimed savings",
        AcceptsSession = true,
        ProblemPage = DashboardPage.ShowProblem,
    };

    public static readonly Endpoint SubmitVerification = new(
        "SubmitVerification",
        "POST",
        "ministry/savings",
        Roles.Ministry,
        SubmitAsync
    )
    {
        Summary = "Verify or reject a claimed saving as a form",
        MaxBodyBytes = SavingsPages.MaxFormBytes,
        AcceptsSession = true,
        ProblemPage = DashboardPage.ShowProblem,
    };

    private static async Task<IResult> ShowAsync(
        HttpContext context,
        SavingViewReader views,
        Sessions sessions,
        CancellationToken cancellationToken
    )
    {
        var page = DashboardContext.Of(context, sessions);
        var done = context.Request.Query["done"] == "1" ? page.Texts.DecisionDone : null;
        var period = views.PeriodOf(context);
        return Show(200, page, await views.ReadAllAsync(period, SubmittedForm.Empty, done, cancellationToken));
    }

    private static async Task<IResult> SubmitAsync(
        HttpContext context,
        SavingViewReader views,
        SavingClaims claims,
        Sessions sessions,
        CancellationToken cancellationToken
    )
    {
        var page = DashboardContext.Of(context, sessions);
        if (await SavingForm.Decision.ReadAsync(context, sessions, cancellationToken) is not { } form)
        {
            return DashboardPage.StaleForm(page);
        }

        var period = views.PeriodOf(context);
        var decision = form.Read(SavingClaims.ReadDecision);
        if (form.Errors.Any)
        {
            var shown = form.ShowErrors(page.Texts);
            return Show(400, page, await views.ReadAllAsync(period, shown, done: null, cancellationToken));
        }

        var isKnown = await views.FindServiceAsync(form.ServiceId, cancellationToken) is { Test: false };
        var result = isKnown
            ? await claims.DecideAsync(
                form.ServiceId,
                form.Month,
                form.Category!.Value,
                decision!,
                Caller.Of(context),
                form.HasSeen,
                cancellationToken
            )
            : ClaimResult.Refused(ClaimRefusal.Unknown);
        if (result.Refusal is not { } refusal)
        {
            return new SeeOther((page with { Query = [.. period.Query] }).With("done", "1"));
        }

        var refused = form.ShowMessage("claim", TextOf(refusal, page.Texts));
        return Show(409, page, await views.ReadAllAsync(period, refused, done: null, cancellationToken));
    }

    private static string TextOf(ClaimRefusal refusal, DashboardTexts texts) =>
        refusal switch
        {
            ClaimRefusal.Changed => texts.DecisionChanged,
            ClaimRefusal.Decided => texts.DecisionMade,
            ClaimRefusal.OwnReport => texts.DecisionOwn,
            _ => texts.DecisionUnknown,
        };

    private static DashboardPage Show(int status, DashboardContext page, VerificationView view) =>
        DashboardPage.Of<VerificationPage>(
            status,
            page with
            {
                Query = [.. view.Period.Query],
            },
            (nameof(VerificationPage.View), view)
        );
}
