using Azure;
using Microsoft.AspNetCore.Http;
using Surveys.Access;
using Surveys.Audit;
using Surveys.Http;

namespace Surveys.ServiceRegister;

/// <summary>The ministry accepts the shown ballots of a service as its score, or does so no longer.</summary>
internal static class ShownBallotsEndpoints
{
    public static readonly Endpoint PutShownBallots = new(
        "PutShownBallots",
        "PUT",
        "v1/services/{serviceId}/shown-ballots",
        Roles.Ministry,
        PutAsync
    )
    {
        Summary = "Accept the shown ballots of a service as its score, or no longer",
        Query = [],
    };

    private static async Task<IResult> PutAsync(
        string serviceId,
        HttpContext context,
        ServicesTable services,
        RegisterVersion version,
        AuditLog audit,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var errors = new ValidationErrors();
        using var body = await RequestBody.ReadJsonAsync(
            context.Request,
            Endpoint.DefaultMaxBodyBytes,
            cancellationToken
        );
        var decision = ShownBallotsDecision.Read(
            new JsonFields(body.RootElement, "", errors),
            time.GetUtcNow(),
            Caller.Of(context)
        );
        if (errors.Any)
        {
            return Problem.Invalid(errors);
        }

        if (await services.ReadAsync(serviceId, cancellationToken) is not { } known)
        {
            return Problem.NotFound("No such service.");
        }

        // A repeat is no second decision.
        if (
            known.Service.ShownBallots is { } stored
            && (stored.Accepted, stored.Reason) == (decision.Accepted, decision.Reason)
        )
        {
            return Results.Json(stored, ShownBallotsJson.Default.ShownBallotsDecision);
        }

        await audit.WriteAsync(
            Caller.Of(context).Entry(AuditAction.ShownBallotsDecided) with
            {
                Service = serviceId,
                Subject = decision.Accepted ? "accepted" : "not-accepted",
                Reason = decision.Reason,
            },
            cancellationToken
        );
        try
        {
            await services.WriteAsync(known.Service with { ShownBallots = decision }, known.ETag, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 412)
        {
            return Problem.Conflict("The service was changed in the same moment. Send the decision again.");
        }

        await version.RenewAsync(CancellationToken.None);
        return Results.Json(decision, ShownBallotsJson.Default.ShownBallotsDecision);
    }
}
