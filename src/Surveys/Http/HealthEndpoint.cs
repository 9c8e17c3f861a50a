using Microsoft.AspNetCore.Http;
using Surveys.Storage;

namespace Surveys.Http;

/// <summary>Whether the platform can do its work.</summary>
internal static class HealthEndpoint
{
    public static readonly Endpoint GetHealth = new("GetHealth", "GET", "healthz", Roles.Anyone, CheckAsync)
    {
        Summary = "200 while storage answers, 503 with the failing part named otherwise",
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
