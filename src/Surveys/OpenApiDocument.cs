using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Surveys.Http;
using Surveys.Interactions;
using static Surveys.JsonSchemas;
using static Surveys.OpenApiOperations;

namespace Surveys;

/// <summary>The OpenAPI document of a host as JSON. It does not change while the host runs.</summary>
internal sealed class OpenApiText(IServiceProvider provider)
{
    public string Json { get; } = OpenApiDocument.Build(Endpoints.In(provider)).ToJsonString();
}

/// <summary>
/// The OpenAPI document of the running code: paths, methods, roles and query parameters from the list of endpoints,
/// schemas from the types of the answers and the names of the requests. A test compares it with
/// <c>docs/openapi.yaml</c>.
/// </summary>
internal static class OpenApiDocument
{
    public static readonly Endpoint GetOpenApi = new("GetOpenApi", "GET", "openapi/v1.json", Roles.Anyone, Show)
    {
        Summary = "The OpenAPI document of the running code",
        Query = [],
    };

    /// <summary>Builds the document of a list of endpoints.</summary>
    public static JsonObject Build(IEnumerable<Endpoint> endpoints)
    {
        var paths = new JsonObject();
        foreach (var endpoint in endpoints)
        {
            var path = "/" + endpoint.Route;
            var operations = paths[path] as JsonObject;
            if (operations is null)
            {
                paths[path] = operations = [];
            }

            operations[endpoint.Method.ToLowerInvariant()] = Describe(endpoint);
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Citizen satisfaction surveys",
                ["version"] = "1",
                ["description"] =
                    "Times are RFC 3339 in UTC. Errors are application/problem+json (RFC 9457) with a stable "
                    + "type. A 400 lists every error under errors, by JSON pointer or query parameter. The roles "
                    + "of an operation are those in x-roles.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["security"] = new JsonArray(new JsonObject { ["bearer"] = new JsonArray() }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    ["bearer"] = new JsonObject
                    {
                        ["type"] = "http",
                        ["scheme"] = "bearer",
                        ["description"] = "An API key, or a JWT of the configured identity provider.",
                    },
                },
                ["schemas"] = new JsonObject(
                    OpenApiSchemas.ByName.Select(schema =>
                        KeyValuePair.Create(schema.Key, (JsonNode?)Rooted(schema.Value(), schema.Key))
                    )
                ),
            },
        };
    }

    private static IResult Show(HttpContext context, OpenApiText text)
    {
        context.Response.Headers.CacheControl = "no-cache";
        return Results.Text(text.Json, Json);
    }

    private static JsonObject Describe(Endpoint endpoint)
    {
        var operation = OpenApiOperations.ByName.GetValueOrDefault(endpoint.Name) ?? new OpenApiOperation(null, []);
        var described = new JsonObject { ["operationId"] = endpoint.Name, ["summary"] = endpoint.Summary };
        var parameters = new JsonArray();
        foreach (
            var name in endpoint
                .Route.Split('/')
                .Where(part => part.StartsWith('{'))
                .Select(part => part.Trim('{', '}'))
        )
        {
            parameters.Add(
                new JsonObject
                {
                    ["name"] = name,
                    ["in"] = "path",
                    ["required"] = true,
                    ["schema"] = OpenApiSchemas.OfPath(name),
                }
            );
        }

        foreach (var name in endpoint.Query ?? [])
        {
            parameters.Add(
                new JsonObject
                {
                    ["name"] = name,
                    ["in"] = "query",
                    ["required"] = name is "from" or "to",
                    ["schema"] = OpenApiSchemas.OfQuery(endpoint.Name, name),
                }
            );
        }

        if (parameters.Count > 0)
        {
            described["parameters"] = parameters;
        }

        if (operation.Takes is var (type, schema))
        {
            described["requestBody"] = new JsonObject
            {
                ["required"] = true,
                ["content"] = new JsonObject { [type] = new JsonObject { ["schema"] = Body(schema, operation) } },
            };
        }

        if (endpoint.AllowedRoles is Roles.Anyone)
        {
            described["security"] = new JsonArray();
        }
        else
        {
            described["x-roles"] = new JsonArray([
                .. Access
                    .ApiKey.ByName.Where(role => endpoint.AllowedRoles.HasFlag(role.Value))
                    .Select(role => (JsonNode)role.Key),
            ]);
        }

        described["responses"] = Responses(endpoint, operation);
        return described;
    }

    private static JsonNode Body(string? schema, OpenApiOperation operation) =>
        schema is null ? new JsonObject { ["type"] = "object" }
        : operation.IsArray ? Array(Reference(schema), ReportedItems.MaxItems)
        : operation.IsArrayToo
            ? new JsonObject
            {
                ["oneOf"] = new JsonArray(Reference(schema), Array(Reference(schema), ReportedItems.MaxItems)),
            }
        : Reference(schema);

    private static JsonObject Responses(Endpoint endpoint, OpenApiOperation operation)
    {
        var responses = new JsonObject();
        IEnumerable<(int Status, string? Type, string? Schema)> answers =
            endpoint.AllowedRoles is Roles.Anyone
                ? operation.Answers
                :
                [
                    .. operation.Answers,
                    (401, ProblemJson, "Problem"),
                    (403, ProblemJson, "Problem"),
                    (429, ProblemJson, "Problem"),
                ];
        foreach (var (status, type, schema) in answers)
        {
            var code = status.ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (responses[code] is not JsonObject answer)
            {
                responses[code] = answer = new JsonObject
                {
                    ["description"] = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status),
                };
            }

            if (type is not null)
            {
                var content = answer["content"] as JsonObject;
                if (content is null)
                {
                    answer["content"] = content = [];
                }

                content[type] = new JsonObject
                {
                    ["schema"] = schema is null
                        ? new JsonObject { ["type"] = type is Json ? "object" : "string" }
                        : Reference(schema),
                };
            }
        }

        return responses;
    }
}
