using Microsoft.AspNetCore.Http;
using Surveys.Savings;
using Surveys.ServiceRegister;

namespace Surveys.Pages.Dashboards;

/// <summary>Reads what the savings pages show.</summary>
internal sealed class SavingViewReader(ServicesTable services, SavingsTable savings, TimeProvider time)
{
    /// <summary>The period that a request asks for, in the service's time zone; for all services in UTC.</summary>
    public FigurePeriod PeriodOf(HttpContext context, Service? service = null)
    {
        var now = time.GetUtcNow();
        return FigurePeriod.Read(
            context.Request.Query,
            service is null ? DateOnly.FromDateTime(now.UtcDateTime) : service.DayOf(now)
        );
    }

    /// <summary>A service; null if it is not registered.</summary>
    public ValueTask<Service?> FindServiceAsync(string serviceId, CancellationToken cancellationToken) =>
        services.FindAsync(serviceId, cancellationToken);

    /// <summary>A claim; null if nothing was reported for the month and category.</summary>
    public Task<StoredSaving?> FindClaimAsync(
        string serviceId,
        DateOnly month,
        SavingCategory category,
        CancellationToken cancellationToken
    ) => savings.FindAsync(serviceId, month, category, cancellationToken);

    /// <summary>The owner's page.</summary>
    public async Task<SavingsView> ReadAsync(
        Service service,
        FigurePeriod period,
        SubmittedForm form,
        string? done,
        CancellationToken cancellationToken
    )
    {
        var (first, last) = (period.Window.First, period.Window.Last);
        var claims = await savings.ReadAsync(service.ServiceId, first, last, cancellationToken);
        return new SavingsView(
            service,
            period,
            [.. claims.Reverse().Select(claim => new ClaimView(service, claim.Stored, claim.History))],
            form,
            done
        );
    }

    /// <summary>The ministry's page. Test services are not on it.</summary>
    public async Task<VerificationView> ReadAllAsync(
        FigurePeriod period,
        SubmittedForm form,
        string? done,
        CancellationToken cancellationToken
    )
    {
        var all = (await services.ListAsync(cancellationToken))
            .Select(stored => stored.Service)
            .Where(service => !service.Test)
            .ToDictionary(service => service.ServiceId, StringComparer.Ordinal);
        var (first, last) = (period.Window.First, period.Window.Last);
        var claims = (await savings.ReadAllWithHistoryAsync(first, last, cancellationToken))
            .Where(claim => all.ContainsKey(claim.Stored.Saving.ServiceId))
            .Select(claim => new ClaimView(all[claim.Stored.Saving.ServiceId], claim.Stored, claim.History))
            .OrderByDescending(claim => claim.Stored.Saving.Month)
            .ThenBy(claim => claim.Service.ServiceId, StringComparer.Ordinal)
            .ThenBy(claim => claim.Stored.Saving.Category)
            .ToLookup(claim => claim.Stored.Saving.Status is SavingStatus.Claimed);
        return new VerificationView(period, [.. claims[true]], [.. claims[false]], form, done);
    }
}
