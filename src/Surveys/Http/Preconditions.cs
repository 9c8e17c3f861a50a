using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Surveys.Http;

/// <summary>If-Match and If-None-Match (RFC 9110, 13.1).</summary>
internal static class Preconditions
{
    /// <summary>Whether a change may go on: no If-Match, or one that names the present state; <c>*</c> names any that exists, and If-None-Match: * none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="current">The present ETag as table storage writes it; null where nothing exists.</param>
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

    /// <summary>Whether the caller has this representation already, so that 304 answers it.</summary>
    public static bool IsKnown(HttpRequest request, string current) =>
        request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Tag == "*" || Bare(tag.Tag.ToString()) == Bare(current));

    private static bool Names(EntityTagHeaderValue tag, string current) =>
        tag.Tag == "*" || Bare(tag.Tag.ToString()) == Bare(current);

    /// <summary>Without the mark of weakness, which Azure's ETags carry though they change with every write, and some clients drop.</summary>
    private static string Bare(string tag) => tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag;
}
