using Microsoft.AspNetCore.Http;
using Surveys.Access;
using Surveys.Aggregates;
using Surveys.Calendar;
using Surveys.Http;
using Surveys.ServiceRegister;

namespace Surveys.Savings;

/// <summary>Owners report what a month saved; the ministry verifies or rejects it.</summary>
internal static class SavingEndpoints
{
    public static readonly Endpoint GetSavings = new(
        "GetSavings",
        "GET",
        "v1/services/{serviceId}/savings",
        Roles.Owner | Roles.Ministry | Roles.Admin,
        ListAsync
    )
    {
        Summary = "What a service reported",
        Query = ["from", "to"],
    };

    public static readonly Endpoint PutSaving = new(
        "PutSaving",
        "PUT",
        "v1/services/{serviceId}/savings/{month}/{category}",
        Roles.Owner | Roles.Admin,
        PutAsync
    )
    {
        Summary = "Report or correct one month's saving",
        Query = [],
    };

    public static readonly Endpoint VerifySaving = new(
        "VerifySaving",
        "PUT",
        "v1/services/{serviceId}/savings/{month}/{category}/verification",
        Roles.Ministry,
        VerifyAsync
    )
    {
        Summary = "Verify or reject a claimed saving",
        Query = [],
    };

    private static async Task<IResult> ListAsync(
        string serviceId,
        HttpContext context,
        ServicesTable services,
        SavingsTable savings,
        CancellationToken cancellationToken
    )
    {
        var query = new FigureQuery(context.Request);
        var window = query.Window(Interval.Month);
        query.ThrowIfInvalid();
        if (await services.FindAsync(serviceId, cancellationToken) is not { } service)
        {
            return Problem.NotFound("No such service.");
        }

        var found = await savings.ReadAsync(serviceId, window!.First, window.Last, cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(
            new SavingList([.. found.Select(each => SavingView.Of(each.Stored, each.History, service.Currency))]),
            SavingJson.Default.SavingList
        );
    }

    private static async Task<IResult> PutAsync(
        string serviceId,
        string month,
        string category,
        HttpContext context,
        ServicesTable services,
        SavingClaims claims,
        CancellationToken cancellationToken
    )
    {
        var errors = new ValidationErrors();
        var route = SavingClaims.ReadMonthAndCategory(month, category, errors);
        using var body = await RequestBody.ReadJsonAsync(
            context.Request,
            Endpoint.DefaultMaxBodyBytes,
            cancellationToken
        );
        var report = SavingClaims.ReadReport(new JsonFields(body.RootElement, "", errors), route.Category);
        if (errors.Any)
        {
            return Problem.Invalid(errors);
        }

        if (await services.FindAsync(serviceId, cancellationToken) is not { } service)
        {
            return Problem.NotFound("No such service.");
        }

        var result = await claims.ReportAsync(
            serviceId,
            route.Month,
            route.Category!.Value,
            report,
            Caller.Of(context),
            seen => Preconditions.Hold(context.Request, seen),
            cancellationToken
        );
        return await ShowAsync(context, claims, result, service);
    }

    private static async Task<IResult> VerifyAsync(
        string serviceId,
        string month,
        string category,
        HttpContext context,
        ServicesTable services,
        SavingClaims claims,
        CancellationToken cancellationToken
    )
    {
        var errors = new ValidationErrors();
        var route = SavingClaims.ReadMonthAndCategory(month, category, errors);
        using var body = await RequestBody.ReadJsonAsync(
            context.Request,
            Endpoint.DefaultMaxBodyBytes,
            cancellationToken
        );
        var decision = SavingClaims.ReadDecision(new JsonFields(body.RootElement, "", errors), route.Category);
        if (errors.Any)
        {
            return Problem.Invalid(errors);
        }

        var service = await services.FindAsync(serviceId, cancellationToken);
        var result = service is not null
            ? await claims.DecideAsync(
                serviceId,
                route.Month,
                route.Category!.Value,
                decision!,
                Caller.Of(context),
                seen => Preconditions.Hold(context.Request, seen),
                cancellationToken
            )
            : ClaimResult.Refused(ClaimRefusal.Unknown);
        return await ShowAsync(context, claims, result, service);
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context,
        SavingClaims claims,
        ClaimResult result,
        Service? service
    )
    {
        if (result.Stored is not { } stored || service is null)
        {
            return result.Refusal switch
            {
                ClaimRefusal.Changed => Problem.PreconditionFailed(),
                ClaimRefusal.Decided => Problem.Conflict(
                    "The saving is already verified or rejected. After a correction by the service it can be verified again."
                ),
                ClaimRefusal.OwnReport => Problem.Conflict("The key that reported a saving can't verify it."),
                _ => Problem.NotFound("No such saving was reported."),
            };
        }

        context.Response.Headers.ETag = stored.ETag.ToString("H");
        context.Response.Headers.CacheControl = "no-store";

        // The claim is written, so the response is completed even if the caller has gone.
        var history = await claims.ReadHistoryAsync(stored.Saving, CancellationToken.None);
        return Results.Json(
            SavingView.Of(stored, history, service.Currency),
            SavingJson.Default.SavingView,
            statusCode: result.IsNew ? 201 : 200
        );
    }
}
