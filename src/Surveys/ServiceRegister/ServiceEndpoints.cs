using Azure;
using Microsoft.AspNetCore.Http;
using Surveys.Access;
using Surveys.Audit;
using Surveys.Countries;
using Surveys.Http;
using Surveys.Ledger;

namespace Surveys.ServiceRegister;

/// <summary>Registering services and reading the register.</summary>
internal static class ServiceEndpoints
{
    public static readonly Endpoint GetServices = new(
        "GetServices",
        "GET",
        "v1/services",
        Roles.Producer | Roles.Owner | Roles.Ministry | Roles.Admin,
        ListAsync
    )
    {
        Summary = "The services the caller may see",
        Query = [],
    };

    public static readonly Endpoint GetService = new(
        "GetService",
        "GET",
        "v1/services/{serviceId}",
        Roles.Producer | Roles.Owner | Roles.Ministry | Roles.Admin,
        FindAsync
    )
    {
        Summary = "One service",
        Query = [],
    };

    public static readonly Endpoint PutService = new(
        "PutService",
        "PUT",
        "v1/services/{serviceId}",
        Roles.Admin,
        PutAsync
    )
    {
        Summary = "Register or change a service",
        Query = [],
    };

    private static async Task<IResult> ListAsync(
        HttpContext context,
        ServicesTable services,
        CancellationToken cancellationToken
    )
    {
        var caller = Caller.Of(context);
        var all = await services.ListAsync(cancellationToken);
        return Results.Json(
            new ServiceList([
                .. all.Select(stored => stored.Service).Where(service => caller.MaySee(service.ServiceId)),
            ]),
            ServiceJson.Default.ServiceList
        );
    }

    private static async Task<IResult> FindAsync(
        string serviceId,
        HttpContext context,
        ServicesTable services,
        CancellationToken cancellationToken
    ) =>
        await services.ReadAsync(serviceId, cancellationToken) is { } stored
            ? Show(context, stored, 200)
            : Problem.NotFound("No such service.");

    private static async Task<IResult> PutAsync(
        string serviceId,
        HttpContext context,
        ServicesTable services,
        RegisterVersion version,
        AuditLog audit,
        Carrier carrier,
        Country country,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var errors = new ValidationErrors();
        if (!ServiceId.IsValid(serviceId))
        {
            errors.Add("serviceId", ServiceId.Form);
        }

        using var body = await RequestBody.ReadJsonAsync(
            context.Request,
            Endpoint.DefaultMaxBodyBytes,
            cancellationToken
        );
        if (
            ServiceSettings.Read(new JsonFields(body.RootElement, "", errors), serviceId, country, carrier)
                is not { } settings
            || errors.Any
        )
        {
            return Problem.Invalid(errors);
        }

        var known = await services.ReadAsync(serviceId, cancellationToken);
        if (!Preconditions.Hold(context.Request, known?.ETag.ToString()))
        {
            return Problem.PreconditionFailed();
        }

        if (known is { Service: var was })
        {
            if (
                (
                    was.TimeZone != settings.TimeZone
                    || was.Currency != settings.Currency
                    || was.Shards != settings.Shards
                ) && await services.HasDataAsync(serviceId, cancellationToken)
            )
            {
                return Problem.Conflict(
                    "timeZone, currency and shards can't change once something is stored: days, amounts and places hang on them. Register another service."
                );
            }

            settings = settings with
            {
                Targets = Extend(was, settings, time.GetUtcNow()),
                ShownBallots = was.ShownBallots,
            };
            if (ServicesTable.AreSame(was, settings))
            {
                return Show(context, known, 200);
            }
        }
        else
        {
            settings = settings with
            {
                Targets = [new TargetChange(time.GetUtcNow(), settings.CsatTarget, settings.Sms?.PartPrice)],
            };
        }

        try
        {
            var action = known is null ? AuditAction.ServiceRegistered : AuditAction.ServiceChanged;
            await audit.WriteAsync(Caller.Of(context).Entry(action) with { Service = serviceId }, cancellationToken);
            var stored = await services.WriteAsync(settings, known?.ETag, cancellationToken);
            await version.RenewAsync(CancellationToken.None);
            return Show(context, stored, known is null ? 201 : 200);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // Somebody else wrote in the same moment. Who sent If-Match is told; who did not only wanted this state to be, and says so again.
            return Problem.PreconditionFailed();
        }
    }

    private static System.Collections.Immutable.ImmutableArray<TargetChange> Extend(
        Service was,
        Service settings,
        DateTimeOffset now
    )
    {
        var change = new TargetChange(now, settings.CsatTarget, settings.Sms?.PartPrice);
        return was.Targets is [.., var last] && last.Target == change.Target && last.PartPrice == change.PartPrice
            ? was.Targets
            : was.Targets.Add(change);
    }

    private static IResult Show(HttpContext context, StoredService stored, int status)
    {
        context.Response.Headers.ETag = stored.ETag.ToString("H");
        return Results.Json(stored.Service, ServiceJson.Default.Service, statusCode: status);
    }
}
