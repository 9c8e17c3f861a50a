using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Surveys.Http;

/// <summary>If-Match and If-None-Match (RFC 9110, 13.1).</summary>
internal static class Preconditions
{
    /// <summary>
    /// Whether a change may proceed. It may if there is no If-Match or If-Match names the current state, and no
    /// If-None-Match names it. The value <c>*</c> names any state that exists.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="current">The current ETag as Table Storage writes it; null if the resource does not exist.</param>
    public static bool Hold(HttpRequest request, string? current)
    {
        var headers = request.GetTypedHeaders();
        if (
            request.Headers.IfMatch.Count > 0
            && !headers.IfMatch.Any(tag => current is not null && Names(tag, current))
        )
        {
            return false;
        }

        return request.Headers.IfNoneMatch.Count is 0
            || !headers.IfNoneMatch.Any(tag => current is not null && Names(tag, current));
    }

    /// <summary>Whether If-None-Match names this representation, so that the answer is 304.</summary>
    public static bool IsKnown(HttpRequest request, string current) =>
        request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Tag == "*" || Bare(tag.Tag.ToString()) == Bare(current));

    private static bool Names(EntityTagHeaderValue tag, string current) =>
        tag.Tag == "*" || Bare(tag.Tag.ToString()) == Bare(current);

    /// <summary>
    /// Removes the prefix W/. Azure's ETags have it although they change with every write, and some clients drop it.
    /// </summary>
    private static string Bare(string tag) => tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag;
}
