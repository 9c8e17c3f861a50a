using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Surveys.Http;

namespace Surveys.Interactions;

/// <summary>One item of a request: an interaction's object, or the faults of the envelope around it.</summary>
/// <param name="Index">Its position in the request.</param>
/// <param name="Pointer">JSON pointer of the interaction's object within the body.</param>
/// <param name="Element">The object.</param>
/// <param name="Errors">Faults of the envelope, by pointers into the item.</param>
internal sealed record ReportedItem(int Index, string Pointer, JsonElement Element, ValidationErrors Errors);

/// <summary>Takes a body apart: one interaction, an array, or CloudEvents 1.0 in its structured, batched or binary mode.</summary>
internal static class ReportedItems
{
    /// <summary>Items in one request.</summary>
    public const int MaxItems = 500;

    public const string EventType = "gov.service.interaction.completed.v1";

    private const string Event = "application/cloudevents+json";
    private const string EventBatch = "application/cloudevents-batch+json";

    private static readonly string[] ContextAttributes =
    [
        "specversion",
        "id",
        "source",
        "type",
        "datacontenttype",
        "dataschema",
        "subject",
        "time",
        "data",
    ];

    /// <summary>The items of a body, and whether there was one object rather than an array.</summary>
    /// <exception cref="ProblemException">The body as a whole can't be taken.</exception>
    public static (IReadOnlyList<ReportedItem> Items, bool IsSingle) Read(HttpRequest request, JsonElement body)
    {
        var type = request.ContentType?.Split(';')[0].Trim();
        if (string.Equals(type, Event, StringComparison.OrdinalIgnoreCase))
        {
            return ([Unwrap(0, body)], true);
        }

        if (string.Equals(type, EventBatch, StringComparison.OrdinalIgnoreCase))
        {
            return (
                [.. Elements(body, "a batch of CloudEvents").Select((element, index) => Unwrap(index, element))],
                false
            );
        }

        if (request.Headers.ContainsKey("ce-specversion"))
        {
            return ([new ReportedItem(0, "", body, CheckHeaders(request))], true);
        }

        return body.ValueKind is JsonValueKind.Array
            ? (
                [
                    .. Elements(body, "an array")
                        .Select((element, index) => new ReportedItem(index, "", element, new ValidationErrors())),
                ],
                false
            )
            : ([new ReportedItem(0, "", body, new ValidationErrors())], true);
    }

    /// <summary>Whether a content type is one that is taken.</summary>
    public static bool IsTaken(HttpRequest request)
    {
        var type = request.ContentType?.Split(';')[0].Trim();
        return string.IsNullOrEmpty(type)
            || RequestBody.IsJson(request)
            || string.Equals(type, Event, StringComparison.OrdinalIgnoreCase)
            || string.Equals(type, EventBatch, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The elements of an array of 1 to 500.</summary>
    public static IEnumerable<JsonElement> Elements(JsonElement body, string what)
    {
        if (body.ValueKind is not JsonValueKind.Array)
        {
            throw new ProblemException(Problem.Invalid("", $"Must be {what}."));
        }

        var count = body.GetArrayLength();
        return count is > 0 and <= MaxItems
            ? body.EnumerateArray()
            : throw new ProblemException(Problem.Invalid("", $"Must hold 1 to {MaxItems} items; it holds {count}."));
    }

    private static ReportedItem Unwrap(int index, JsonElement element)
    {
        var errors = new ValidationErrors();
        var fields = new JsonFields(element, "", errors);
        if (fields.Text("specversion", required: true) is { } version && version != "1.0")
        {
            fields.AddError("specversion", "Must be 1.0.");
        }

        fields.Text("id", required: true, shortest: 1);
        fields.Text("source", required: true, shortest: 1);
        if (fields.Text("type", required: true) is { } type && type != EventType)
        {
            fields.AddError("type", $"Must be {EventType}.");
        }

        if (
            fields.Text("datacontenttype") is { } content
            && !content.Contains("json", StringComparison.OrdinalIgnoreCase)
        )
        {
            fields.AddError("datacontenttype", "Must be application/json.");
        }

        fields.Instant("time");
        fields.Text("subject");
        fields.Text("dataschema");
        var data = fields.Element("data", required: true) ?? default;

        // Extension attributes are allowed by CloudEvents: lower-case letters and digits. Anything else is a slip.
        foreach (var name in fields.Names.Where(name => !ContextAttributes.Contains(name, StringComparer.Ordinal)))
        {
            if (
                name is "data_base64"
                || name.Length is 0
                || !name.All(unit => char.IsAsciiLetterLower(unit) || char.IsAsciiDigit(unit))
            )
            {
                fields.AddError(
                    name,
                    name is "data_base64" ? "The data must be JSON, under data." : "Is no attribute of CloudEvents."
                );
            }
        }

        return new ReportedItem(index, "/data", data, errors);
    }

    private static ValidationErrors CheckHeaders(HttpRequest request)
    {
        var errors = new ValidationErrors();
        void Require(string name, string? value)
        {
            var given = request.Headers[name].ToString();
            if (given.Length is 0)
            {
                errors.Add(name, "Is required as a header.");
            }
            else if (value is not null && given != value)
            {
                errors.Add(name, $"Must be {value}.");
            }
        }

        Require("ce-specversion", "1.0");
        Require("ce-id", null);
        Require("ce-source", null);
        Require("ce-type", EventType);
        return errors;
    }
}
