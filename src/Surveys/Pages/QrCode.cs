using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using QRCoder;

namespace Surveys.Pages;

/// <summary>A link as a QR code: black on white whatever the page's colours, since that is what every phone reads.</summary>
/// <param name="link">The absolute address.</param>
/// <param name="language">Of its title.</param>
internal sealed class QrCode(Uri link, PageLanguage language) : IResult
{
    /// <summary>Light modules around the code (ISO/IEC 18004 asks for four).</summary>
    private const int Quiet = 4;

    /// <summary>The image: one path, a run of dark modules a stroke, so that it stays small.</summary>
    public string Render()
    {
        // Level M mends 15 % of the code: enough for a screen or a poster behind glass.
        using var data = QRCodeGenerator.GenerateQrCode(link.AbsoluteUri, QRCodeGenerator.ECCLevel.M);
        var rows = data.ModuleMatrix;
        var drawn = rows.Count - (2 * Quiet);
        var path = new StringBuilder();
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows.Count; x++)
            {
                var run = x;
                while (run < rows.Count && rows[y][run])
                {
                    run++;
                }

                if (run > x)
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h{run - x}v1h-{run - x}z");
                    x = run;
                }
            }
        }

        var title = WebUtility.HtmlEncode(language.Texts.QrTitle);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {rows.Count} {rows.Count}" width="{drawn
                * 8}" height="{drawn
                * 8}" role="img" lang="{language.Code}" shape-rendering="crispEdges"><title>{title}</title><path fill="#fff" d="M0 0h{rows.Count}v{rows.Count}h-{rows.Count}z"/><path d="{path}"/></svg>
            """
        );
    }

    /// <inheritdoc />
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        Page.WriteSafetyHeaders(response.Headers);
        response.Headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        response.ContentType = "image/svg+xml; charset=utf-8";
        var body = Encoding.UTF8.GetBytes(Render());
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await response.Body.WriteAsync(body, httpContext.RequestAborted);
        }
    }
}
