using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using QRCoder;

namespace Surveys.Pages;

/// <summary>A link as a QR code in SVG: black on white, whatever colours the page around it has.</summary>
/// <param name="link">The absolute address.</param>
/// <param name="language">The language of the image's title.</param>
internal sealed class QrCode(Uri link, Language language) : IResult
{
    /// <summary>
    /// The width of the quiet zone in modules (ISO/IEC 18004). The generator includes it in the matrix.
    /// </summary>
    private const int QuietZone = 4;

    private const int PixelsPerModule = 8;

    /// <summary>
    /// The SVG image. One path draws each horizontal run of dark modules, which keeps the image small.
    /// </summary>
    public string Render()
    {
        // Level M restores 15 % of the code, which is enough for screens and posters.
        using var data = QRCodeGenerator.GenerateQrCode(link.AbsoluteUri, QRCodeGenerator.ECCLevel.M);
        var size = data.ModuleMatrix.Count;
        var pixels = (size - (2 * QuietZone)) * PixelsPerModule;
        var title = WebUtility.HtmlEncode(language.Pages.QrTitle);
        return string.Create(
                CultureInfo.InvariantCulture,
                $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" width=\"{pixels}\""
            )
            + string.Create(CultureInfo.InvariantCulture, $" height=\"{pixels}\"")
            + $" role=\"img\" lang=\"{language.Code}\" shape-rendering=\"crispEdges\"><title>{title}</title>"
            + string.Create(CultureInfo.InvariantCulture, $"<path fill=\"#fff\" d=\"M0 0h{size}v{size}h-{size}z\"/>")
            + $"<path d=\"{PathOf(data)}\"/></svg>";
    }

    /// <inheritdoc />
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        PageResponse.WriteSafetyHeaders(response.Headers);
        response.Headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        response.ContentType = "image/svg+xml; charset=utf-8";
        await PageResponse.WriteBodyAsync(httpContext, Encoding.UTF8.GetBytes(Render()));
    }

    private static string PathOf(QRCodeData data)
    {
        var rows = data.ModuleMatrix;
        var path = new StringBuilder();
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows.Count; x++)
            {
                var end = x;
                while (end < rows.Count && rows[y][end])
                {
                    end++;
                }

                if (end > x)
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h{end - x}v1h-{end - x}z");
                    x = end;
                }
            }
        }

        return path.ToString();
    }
}
