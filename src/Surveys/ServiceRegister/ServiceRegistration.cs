using Surveys.Access;
using Surveys.Audit;

namespace Surveys.ServiceRegister;

/// <summary>Registers a service or changes its settings.</summary>
internal sealed class ServiceRegistration(
    ServicesTable services,
    RegisterVersion version,
    AuditLog audit,
    TimeProvider time
)
{
    /// <summary>
    /// Whether a change is refused because data is stored: days depend on the time zone, amounts on the currency, and
    /// the keys of interactions on the shards.
    /// </summary>
    public async Task<bool> IsFixedAsync(Service known, Service settings, CancellationToken cancellationToken) =>
        (known.TimeZone != settings.TimeZone || known.Currency != settings.Currency || known.Shards != settings.Shards)
        && await services.HasDataAsync(known.ServiceId, cancellationToken);

    /// <summary>Writes the settings, unless they are those that are stored.</summary>
    /// <param name="settings">The settings as they were read, without history.</param>
    /// <param name="known">The stored service; null where the service is new.</param>
    /// <param name="caller">Who changes it; for the audit log.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <exception cref="Azure.RequestFailedException">409 or 412: it was changed at the same time.</exception>
    public async Task<StoredService> WriteAsync(
        Service settings,
        StoredService? known,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        settings = WithHistory(settings, known?.Service);
        if (known is not null && ServicesTable.AreSame(known.Service, settings))
        {
            return known;
        }

        var action = known is null ? AuditAction.ServiceRegistered : AuditAction.ServiceChanged;
        await audit.WriteAsync(caller.Entry(action) with { Service = settings.ServiceId }, cancellationToken);
        var stored = await services.WriteAsync(settings, known?.ETag, cancellationToken);
        await version.RenewAsync(CancellationToken.None);
        return stored;
    }

    private Service WithHistory(Service settings, Service? known)
    {
        var change = new TargetChange(time.GetUtcNow(), settings.CsatTarget, settings.Sms?.PartPrice);
        if (known is null)
        {
            return settings with { Targets = [change] };
        }

        var isUnchanged =
            known.Targets is [.., var last] && last.Target == change.Target && last.PartPrice == change.PartPrice;
        return settings with
        {
            Targets = isUnchanged ? known.Targets : known.Targets.Add(change),
            ShownBallots = known.ShownBallots,
        };
    }
}
