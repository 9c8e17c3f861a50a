using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace Surveys;

/// <summary>Builds the JSON schemas of the OpenAPI document.</summary>
internal static class JsonSchemas
{
    private static readonly JsonSchemaExporterOptions Export = new() { TreatNullObliviousAsNonNullable = true };

    public static JsonNode Of(JsonTypeInfo type) => type.GetJsonSchemaAsNode(Export);

    public static JsonNode Of(JsonTypeInfo type, string property) => Of(type)["properties"]![property]!.DeepClone();

    /// <summary>
    /// Makes the pointers in an exported schema relative to the document, where the schema is a component of that name.
    /// </summary>
    public static JsonNode Rooted(JsonNode schema, string name)
    {
        if (schema is JsonObject known)
        {
            if (
                known["$ref"]?.GetValue<string>() is ['#', ..] pointer
                && !pointer.StartsWith("#/components/", StringComparison.Ordinal)
            )
            {
                known["$ref"] = $"#/components/schemas/{name}{pointer[1..]}";
            }

            foreach (var child in known.Select(pair => pair.Value).OfType<JsonNode>().ToList())
            {
                Rooted(child, name);
            }
        }
        else if (schema is JsonArray items)
        {
            foreach (var child in items.OfType<JsonNode>())
            {
                Rooted(child, name);
            }
        }

        return schema;
    }

    public static JsonNode Reference(string schema) => new JsonObject { ["$ref"] = $"#/components/schemas/{schema}" };

    public static JsonNode Items(string schema) => Object(["items"], ("items", Array(Reference(schema))));

    public static JsonNode Array(JsonNode items, int? most = null)
    {
        var array = new JsonObject { ["type"] = "array", ["items"] = items };
        if (most is { } bound)
        {
            array["maxItems"] = bound;
        }

        return array;
    }

    public static JsonNode Object(params ReadOnlySpan<(string Name, JsonNode Schema)> properties) =>
        Object([], properties);

    public static JsonNode Object(
        IReadOnlyList<string> required,
        params ReadOnlySpan<(string Name, JsonNode Schema)> properties
    )
    {
        var all = new JsonObject();
        foreach (var (name, schema) in properties)
        {
            all[name] = schema;
        }

        var described = new JsonObject { ["type"] = "object", ["properties"] = all };
        if (required.Count > 0)
        {
            described["required"] = new JsonArray([.. required.Select(name => (JsonNode)name)]);
        }

        return described;
    }

    public static JsonNode OneOf(params IEnumerable<string> names) =>
        new JsonObject { ["enum"] = new JsonArray([.. names.Select(name => (JsonNode)name)]) };

    public static JsonNode Text(int? longest = null) =>
        longest is { } most
            ? new JsonObject { ["type"] = "string", ["maxLength"] = most }
            : new JsonObject { ["type"] = "string" };

    public static JsonNode Pattern(string pattern) => new JsonObject { ["type"] = "string", ["pattern"] = pattern };

    public static JsonNode Instant() => new JsonObject { ["type"] = "string", ["format"] = "date-time" };

    public static JsonNode Flag() => new JsonObject { ["type"] = "boolean" };

    public static JsonNode Whole() => new JsonObject { ["type"] = "integer", ["minimum"] = 0 };

    public static JsonNode Number(int? least = null) =>
        least is { } bound
            ? new JsonObject { ["type"] = "number", ["minimum"] = bound }
            : new JsonObject { ["type"] = "number" };
}
