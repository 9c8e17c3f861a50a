using Microsoft.AspNetCore.Http;

namespace Surveys.Pages;

/// <summary>
/// Redirects with 303 after a form was accepted. The browser can reload the page that follows without sending the form
/// again.
/// </summary>
/// <param name="path">The path and query of the page that follows.</param>
internal sealed class SeeOther(string path) : IResult
{
    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        PageResponse.WriteSafetyHeaders(httpContext.Response.Headers);
        httpContext.Response.Headers.Location = path;
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        return Task.CompletedTask;
    }
}
