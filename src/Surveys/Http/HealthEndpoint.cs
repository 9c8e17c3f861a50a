using Microsoft.AspNetCore.Http;
using Surveys.Storage;

namespace Surveys.Http;

/// <summary>The health check of the platform.</summary>
internal static class HealthEndpoint
{
    public static readonly Endpoint GetHealth = new("GetHealth", "GET", "healthz", Roles.Anyone, CheckAsync)
    {
        Summary = "200 if storage responds, otherwise 503 with the name of the failing part",
    };

    private static async Task<IResult> CheckAsync(
        HttpContext context,
        SurveyStorage storage,
        CancellationToken cancellationToken
    )
    {
        context.Response.Headers.CacheControl = "no-store";
        return await storage.FindFailureAsync(cancellationToken) is { } failing
            ? Problem.Unhealthy(failing)
            : Results.Text("ok");
    }
}
