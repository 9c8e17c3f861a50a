using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Surveys.Http;

/// <summary>Reads request bodies of a limited size.</summary>
internal static class RequestBody
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    private static readonly JsonDocumentOptions AllowDuplicates = Strict with { AllowDuplicateProperties = true };

    /// <summary>Reads the whole body, at most <paramref name="maxBytes"/> bytes.</summary>
    /// <exception cref="ProblemException">413 if it is longer.</exception>
    public static async Task<byte[]> ReadAsync(HttpRequest request, long maxBytes, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + read > maxBytes)
            {
                throw new ProblemException(Problem.TooLarge(maxBytes));
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    /// <summary>Reads a JSON body.</summary>
    /// <exception cref="ProblemException">
    /// 400 if it is not JSON in UTF-8, 413 if it is too long, 415 if it has another content type.
    /// </exception>
    public static async Task<JsonDocument> ReadJsonAsync(
        HttpRequest request,
        long maxBytes,
        CancellationToken cancellationToken
    )
    {
        if (!IsJson(request))
        {
            throw new ProblemException(Problem.UnsupportedMediaType("application/json"));
        }

        return Parse(await ReadAsync(request, maxBytes, cancellationToken));
    }

    /// <summary>Whether the content type is JSON or is not given.</summary>
    public static bool IsJson(HttpRequest request) =>
        string.IsNullOrEmpty(request.ContentType) || request.HasJsonContentType();

    /// <summary>Whether the content type is that of an HTML form.</summary>
    public static bool IsForm(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the fields of a form in UTF-8.</summary>
    /// <exception cref="ProblemException">413 if it is too long, 415 if it has another content type.</exception>
    public static async Task<Dictionary<string, StringValues>> ReadFormAsync(
        HttpRequest request,
        long maxBytes,
        CancellationToken cancellationToken
    ) =>
        IsForm(request)
            ? QueryHelpers.ParseQuery(Encoding.UTF8.GetString(await ReadAsync(request, maxBytes, cancellationToken)))
            : throw new ProblemException(Problem.UnsupportedMediaType("application/x-www-form-urlencoded"));

    /// <summary>Parses a JSON text.</summary>
    /// <exception cref="ProblemException">400 if it is not JSON.</exception>
    public static JsonDocument Parse(byte[] json)
    {
        try
        {
            return JsonDocument.Parse(json, Strict);
        }
        catch (InvalidOperationException)
        {
            // A property name contains an unpaired surrogate, so the parser cannot compare the names of its object.
            // JsonFields compares them and refuses that object only, not the other items of an array.
            return JsonDocument.Parse(json, AllowDuplicates);
        }
        catch (JsonException e)
        {
            throw new ProblemException(Problem.Invalid("", $"The body is not valid JSON: {Describe(e)}"));
        }
    }

    private static string Describe(JsonException e) =>
        e.LineNumber is { } line
            ? System.FormattableString.Invariant($"line {line + 1}, byte {e.BytePositionInLine + 1}.")
            : "a property name occurs twice, or the nesting is too deep.";
}
