using System.Text.Json;
using System.Text.Json.Nodes;
using Surveys.Sms.Twilio;
using YamlDotNet.Serialization;

namespace Surveys.Tests.Contract;

/// <summary>The document that the running code gives of itself, held against the contract: nothing of the contract may be missing.</summary>
public sealed class ContractTests
{
    private static readonly JsonNode Contract = Load();
    private static readonly JsonNode Code = OpenApiDocument.Build([.. Endpoints.All, .. TwilioCarrier.Endpoints]);

    public static TheoryData<string, string> Operations { get; } =
        new(
            from path in Contract["paths"]!.AsObject()
            where !path.Key.StartsWith("/dev/", StringComparison.Ordinal)
            from operation in path.Value!.AsObject()
            where operation.Key is "get" or "put" or "post" or "delete"
            select (path.Key, operation.Key)
        );

    [Theory, MemberData(nameof(Operations))]
    public void An_operation_takes_and_answers_what_the_contract_says(string path, string method)
    {
        var said = Contract["paths"]![path]!;
        var operation = said[method]!;
        var code = Code["paths"]![path]?[method];
        Assert.True(code is not null, $"{method} {path} is missing.");

        foreach (var parameter in ParametersOf(said).Concat(ParametersOf(operation)))
        {
            var name = parameter["name"]!.ToString();
            if (name is "lang" or "code" or "token")
            {
                // Citizens' pages pass over what they don't know; the code names no query for them.
                continue;
            }

            var known = code["parameters"]!.AsArray().SingleOrDefault(each => each!["name"]!.ToString() == name);
            Assert.True(known is not null, $"{method} {path} lacks the parameter {name}.");
            Assert.Equal(parameter["in"]!.ToString(), known["in"]!.ToString());
            Assert.Equal(Names(Resolve(Contract, parameter["schema"]!)), Names(known["schema"]!));
        }

        foreach (var (status, _) in operation["responses"]!.AsObject())
        {
            Assert.True(code["responses"]![status] is not null, $"{method} {path} lacks the answer {status}.");
        }

        foreach (var (type, body) in operation["requestBody"]?["content"]?.AsObject() ?? [])
        {
            Compare(
                Resolve(Contract, body!["schema"]!),
                Resolve(Code, code["requestBody"]!["content"]![type]!["schema"]!),
                $"{method} {path} body"
            );
        }

        foreach (var (status, answer) in operation["responses"]!.AsObject())
        {
            if (Resolve(Contract, answer!)["content"]?["application/json"]?["schema"] is { } schema)
            {
                Compare(
                    Resolve(Contract, schema),
                    Resolve(Code, code["responses"]![status]!["content"]!["application/json"]!["schema"]!),
                    $"{method} {path} {status}"
                );
            }
        }
    }

    [Fact]
    public void Every_endpoint_says_what_it_answers()
    {
        foreach (
            var operation in Code["paths"]!
                .AsObject()
                .SelectMany(path => path.Value!.AsObject().Select(each => each.Value!))
        )
        {
            Assert.NotEmpty(operation["summary"]!.ToString());
            Assert.NotEmpty(operation["responses"]!.AsObject());
        }
    }

    [Fact]
    public void Every_reference_leads_somewhere()
    {
        void Follow(JsonNode? node)
        {
            if (node is JsonObject known)
            {
                if (known["$ref"] is { } pointer)
                {
                    Assert.NotNull(Find(Code, pointer.ToString()));
                }

                foreach (var (_, child) in known)
                {
                    Follow(child);
                }
            }
            else if (node is JsonArray items)
            {
                foreach (var child in items)
                {
                    Follow(child);
                }
            }
        }

        Follow(Code);
    }

    /// <summary>Every property that the contract names is there, down to the leaves.</summary>
    private static void Compare(JsonNode said, JsonNode code, string where)
    {
        foreach (var (name, property) in PropertiesOf(Contract, said))
        {
            var known = PropertiesOf(Code, code).GetValueOrDefault(name);
            Assert.True(known is not null, $"{where}: {name} is missing.");
            var (mine, theirs) = (Resolve(Contract, property), Resolve(Code, known));
            Compare(mine, theirs, $"{where}/{name}");
            if (mine["items"] is { } items)
            {
                Compare(
                    Resolve(Contract, items),
                    Resolve(
                        Code,
                        (
                            theirs["items"]
                            ?? OneOf(theirs).Select(each => each["items"]).FirstOrDefault(each => each is not null)
                        )!
                    ),
                    $"{where}/{name}[]"
                );
            }
        }
    }

    private static Dictionary<string, JsonNode> PropertiesOf(JsonNode document, JsonNode schema)
    {
        var found = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var (name, property) in schema["properties"]?.AsObject() ?? [])
        {
            found[name] = property!;
        }

        foreach (var part in OneOf(schema).Select(part => Resolve(document, part)))
        {
            foreach (var (name, property) in PropertiesOf(document, part))
            {
                found.TryAdd(name, property);
            }

            if (part["items"] is { } items)
            {
                foreach (var (name, property) in PropertiesOf(document, Resolve(document, items)))
                {
                    found.TryAdd(name, property);
                }
            }
        }

        if (schema["items"] is { } own && schema["properties"] is null)
        {
            foreach (var (name, property) in PropertiesOf(document, Resolve(document, own)))
            {
                found.TryAdd(name, property);
            }
        }

        return found;
    }

    private static IEnumerable<JsonNode> OneOf(JsonNode schema) =>
        new[] { "oneOf", "allOf", "anyOf" }
            .SelectMany(key => schema[key]?.AsArray() ?? [])
            .Where(part => part is JsonObject)!;

    private static IEnumerable<JsonNode> ParametersOf(JsonNode operation) =>
        (operation["parameters"]?.AsArray() ?? []).Select(parameter => Resolve(Contract, parameter!));

    private static IEnumerable<string> Names(JsonNode schema) =>
        (schema["enum"]?.AsArray() ?? []).Select(name => name?.ToString() ?? "null").Order(StringComparer.Ordinal);

    private static JsonNode Resolve(JsonNode document, JsonNode node) =>
        node["$ref"] is { } pointer ? Resolve(document, Find(document, pointer.ToString())!) : node;

    private static JsonNode? Find(JsonNode document, string pointer) =>
        pointer
            .Split('/')
            .Skip(1)
            .Aggregate(
                (JsonNode?)document,
                (node, name) =>
                    node is JsonArray items
                        ? items[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)]
                        : node?[name.Replace("~1", "/", StringComparison.Ordinal)]
            );

    private static JsonNode Load()
    {
        using var reader = File.OpenText(Path.Combine(GoldenFile.Root(), "docs", "openapi.yaml"));
        var yaml = new DeserializerBuilder()
            .WithAttemptingUnquotedStringTypeDeserialization()
            .Build()
            .Deserialize(reader);
        return JsonNode.Parse(JsonSerializer.Serialize(Plain(yaml)))!;
    }

    private static object? Plain(object? node) =>
        node switch
        {
            IDictionary<object, object> map => map.ToDictionary(
                pair => pair.Key.ToString()!,
                pair => Plain(pair.Value)
            ),
            IList<object> list => list.Select(Plain).ToList(),
            _ => node,
        };
}
