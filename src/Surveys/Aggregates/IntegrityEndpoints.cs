using System.Globalization;
using Microsoft.AspNetCore.Http;
using Surveys.Access;
using Surveys.Audit;
using Surveys.Calendar;
using Surveys.Http;
using Surveys.Integrity;
using Surveys.ServiceRegister;

namespace Surveys.Aggregates;

/// <summary>Grades of services' months, and the independent volumes that they are checked against.</summary>
internal static class IntegrityEndpoints
{
    public static readonly Endpoint GetIntegrity = new(
        "GetIntegrity",
        "GET",
        "v1/integrity",
        Roles.Owner | Roles.Ministry | Roles.Admin,
        ShowAsync
    )
    {
        Summary = "How far the figures of services can be relied on, per service and month",
        Query = ["from", "to"],
    };

    public static readonly Endpoint PutVolume = new(
        "PutVolume",
        "PUT",
        "v1/services/{serviceId}/volumes/{month}",
        Roles.Ministry,
        PutVolumeAsync
    )
    {
        Summary = "Record the number of interactions of a month by an independent source",
        Query = [],
    };

    private static async Task<IResult> ShowAsync(
        HttpContext context,
        ServicesTable services,
        IntegrityReader reader,
        CancellationToken cancellationToken
    )
    {
        var query = new FigureQuery(context.Request);
        var window = query.Window(Interval.Month);
        query.ThrowIfInvalid();
        var caller = Caller.Of(context);
        var register = (await services.ListAsync(cancellationToken)).Select(stored => stored.Service).ToList();
        var months = await reader.ReadAsync(register, window!.First, window.Last, cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(
            new IntegrityList([
                .. months
                    .Where(month => caller.MaySee(month.Service.ServiceId))
                    .Select(month => IntegrityView.Of(month, showsAll: caller.Role is not Roles.Owner)),
            ]),
            IntegrityViewJson.Default.IntegrityList
        );
    }

    private static async Task<IResult> PutVolumeAsync(
        string serviceId,
        string month,
        HttpContext context,
        ServicesTable services,
        VolumesTable volumes,
        AuditLog audit,
        CancellationToken cancellationToken
    )
    {
        var errors = new ValidationErrors();
        if (!DateOnly.TryParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            errors.Add("month", "Must be a month, such as 2026-11.");
        }

        using var body = await RequestBody.ReadJsonAsync(
            context.Request,
            Endpoint.DefaultMaxBodyBytes,
            cancellationToken
        );
        var volume = Volume.Read(new JsonFields(body.RootElement, "", errors));
        if (errors.Any)
        {
            return Problem.Invalid(errors);
        }

        if (await services.FindAsync(serviceId, cancellationToken) is null)
        {
            return Problem.NotFound("No such service.");
        }

        await audit.WriteAsync(
            Caller.Of(context).Entry(AuditAction.VolumeRecorded) with
            {
                Service = serviceId,
                Month = month,
                Reason = volume.Source,
            },
            cancellationToken
        );
        await volumes.WriteAsync(serviceId, month, volume, cancellationToken);
        return Results.Json(volume, VolumeJson.Default.Volume);
    }
}
