using Azure;
using Microsoft.AspNetCore.Http;
using Surveys.Access;
using Surveys.Http;
using Surveys.Ledger;

namespace Surveys.ServiceRegister;

/// <summary>The endpoints that register services and read the register.</summary>
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
        ServiceSettings reader,
        ServiceRegistration registration,
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
        if (reader.Read(new JsonFields(body.RootElement, "", errors), serviceId) is not { } settings || errors.Any)
        {
            return Problem.Invalid(errors);
        }

        var known = await services.ReadAsync(serviceId, cancellationToken);
        if (!Preconditions.Hold(context.Request, known?.ETag.ToString()))
        {
            return Problem.PreconditionFailed();
        }

        if (known is not null && await registration.IsFixedAsync(known.Service, settings, cancellationToken))
        {
            return Problem.Conflict(
                "timeZone, currency and shards cannot change once data is stored. Register another service."
            );
        }

        try
        {
            var stored = await registration.WriteAsync(settings, known, Caller.Of(context), cancellationToken);
            return Show(context, stored, known is null ? 201 : 200);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // Another request changed the service at the same time. Also without If-Match the caller has to try again.
            return Problem.PreconditionFailed();
        }
    }

    private static IResult Show(HttpContext context, StoredService stored, int status)
    {
        context.Response.Headers.ETag = stored.ETag.ToString("H");
        return Results.Json(stored.Service, ServiceJson.Default.Service, statusCode: status);
    }
}
