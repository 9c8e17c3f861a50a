using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Surveys.Http;

/// <summary>Reads bodies strictly: bounded, unknown fields refused, every fault of form named by JSON pointer.</summary>
internal static class RequestBody
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    private static readonly JsonDocumentOptions Uncompared = Strict with { AllowDuplicateProperties = true };

    /// <summary>The whole body, at most <paramref name="mostBytes"/>.</summary>
    /// <exception cref="ProblemException">413 where it is longer.</exception>
    public static async Task<byte[]> ReadAsync(HttpRequest request, long mostBytes, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + read > mostBytes)
            {
                throw new ProblemException(Problem.TooLarge(mostBytes));
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    /// <summary>A JSON body as a document.</summary>
    /// <exception cref="ProblemException">400 where it isn't JSON (UTF-8), 413 where it is too long, 415 where it is declared as something else.</exception>
    public static async Task<JsonDocument> ReadJsonAsync(
        HttpRequest request,
        long mostBytes,
        CancellationToken cancellationToken
    )
    {
        if (!IsJson(request))
        {
            throw new ProblemException(Problem.UnsupportedMediaType("application/json"));
        }

        return Parse(await ReadAsync(request, mostBytes, cancellationToken));
    }

    /// <summary>Whether the body is declared as JSON, or not declared at all.</summary>
    public static bool IsJson(HttpRequest request) =>
        string.IsNullOrEmpty(request.ContentType) || request.HasJsonContentType();

    /// <summary>Whether the body is declared as the fields of a form, as browsers and carriers send them.</summary>
    public static bool IsForm(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);

    /// <summary>The fields of a form, in UTF-8.</summary>
    /// <exception cref="ProblemException">413 where it is too long, 415 where it is declared as something else.</exception>
    public static async Task<Dictionary<string, StringValues>> ReadFormAsync(
        HttpRequest request,
        long mostBytes,
        CancellationToken cancellationToken
    ) =>
        IsForm(request)
            ? QueryHelpers.ParseQuery(Encoding.UTF8.GetString(await ReadAsync(request, mostBytes, cancellationToken)))
            : throw new ProblemException(Problem.UnsupportedMediaType("application/x-www-form-urlencoded"));

    /// <summary>A JSON text as a document.</summary>
    /// <exception cref="ProblemException">400 where it isn't JSON.</exception>
    public static JsonDocument Parse(byte[] json)
    {
        try
        {
            return JsonDocument.Parse(json, Strict);
        }
        catch (InvalidOperationException)
        {
            // A name holds half of a surrogate pair, so that names can't be compared here: who reads the objects does, and refuses that one and no neighbour.
            return JsonDocument.Parse(json, Uncompared);
        }
        catch (JsonException e)
        {
            throw new ProblemException(Problem.Invalid("", $"The body is not valid JSON: {Describe(e)}"));
        }
    }

    private static string Describe(JsonException e) =>
        e.LineNumber is { } line
            ? System.FormattableString.Invariant($"line {line + 1}, byte {e.BytePositionInLine + 1}.")
            : "a name occurs twice, or it is nested too deep.";
}
