using Microsoft.AspNetCore.Http;

namespace Surveys.Http;

/// <summary>
/// Identifies a caller and checks access to an endpoint. The one implementation is in the folder Access, which this
/// folder must not use.
/// </summary>
public interface ICallerCheck
{
    /// <summary>Returns null if the caller has access, otherwise the refusal.</summary>
    Task<Problem?> CheckAsync(HttpContext context, Endpoint endpoint);

    /// <summary>Counts a request that was answered with 401 or 403.</summary>
    void CountRefusal(HttpContext context);
}
