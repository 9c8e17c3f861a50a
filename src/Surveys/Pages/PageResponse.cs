using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Surveys.Pages;

/// <summary>
/// Writes pages to the response: not cached, not indexed, not framed, and with no styles or scripts but the page's own.
/// </summary>
internal static class PageResponse
{
    /// <summary>The Retry-After of 503 and 429.</summary>
    private const int RetryAfterSeconds = 60;

    /// <summary>The encodings that pages are compressed with, the smallest result first.</summary>
    private static readonly string[] Encodings = ["br", "gzip"];

    /// <summary>Writes a page.</summary>
    /// <param name="context">The request and its response.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="language">The language of the page.</param>
    /// <param name="styles">The style sheets inside the page.</param>
    /// <param name="script">The script inside the page; null for pages without a script.</param>
    /// <param name="html">The page.</param>
    public static async Task WriteAsync(
        HttpContext context,
        int status,
        Language language,
        IEnumerable<InlineContent> styles,
        InlineContent? script,
        string html
    )
    {
        var response = context.Response;
        response.StatusCode = status;
        if (status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests)
        {
            response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        }

        WriteSafetyHeaders(response.Headers);
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentLanguage = language.Code;
        response.Headers.Vary = "Accept-Encoding, Accept-Language";
        response.Headers.ContentSecurityPolicy = PolicyOf(styles, script);
        var body = Encoding.UTF8.GetBytes(html);
        if (PreferredEncoding(context.Request) is { } encoding)
        {
            body = Compress(body, encoding);
            response.Headers.ContentEncoding = encoding;
        }

        await WriteBodyAsync(context, body);
    }

    /// <summary>
    /// Writes the headers that every response to a browser has: no caching, sniffing, referrer or indexing.
    /// </summary>
    public static void WriteSafetyHeaders(IHeaderDictionary headers)
    {
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["X-Robots-Tag"] = "noindex, nofollow";
    }

    /// <summary>Writes the length and the body; for HEAD only the length.</summary>
    public static async Task WriteBodyAsync(HttpContext context, byte[] body)
    {
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    private static string PolicyOf(IEnumerable<InlineContent> styles, InlineContent? script)
    {
        var scripts = script is null ? "" : $"script-src {script.Source}; connect-src 'self'; ";
        return $"default-src 'none'; style-src {string.Join(' ', styles.Select(style => style.Source))}; {scripts}"
            + "img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
    }

    /// <summary>
    /// The best encoding that the browser accepts; null for none. Compression leaks no secret to another site (BREACH):
    /// citizens' pages contain no secret, and dashboards need a SameSite=Strict cookie.
    /// </summary>
    private static string? PreferredEncoding(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var accepted)
            ? Array.Find(
                Encodings,
                encoding =>
                    accepted.Any(value =>
                        value.Quality is not 0 && value.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase)
                    )
            )
            : null;

    private static byte[] Compress(byte[] body, string encoding)
    {
        using var buffer = new MemoryStream();
        using (
            Stream compressed =
                encoding == "br"
                    ? new BrotliStream(buffer, CompressionLevel.Optimal, leaveOpen: true)
                    : new GZipStream(buffer, CompressionLevel.Optimal, leaveOpen: true)
        )
        {
            compressed.Write(body);
        }

        return buffer.ToArray();
    }
}
