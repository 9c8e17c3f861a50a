using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Surveys.Aggregates;
using Surveys.Calendar;
using Surveys.Http;
using Surveys.Interactions;
using Surveys.Invitations;
using Surveys.Ledger;
using Surveys.Savings;
using Surveys.Scoring;
using Surveys.ServiceRegister;

namespace Surveys;

/// <summary>The document of a host, made once: what it tells does not change while the host runs.</summary>
internal sealed class OpenApiText(IServiceProvider provider)
{
    public string Json { get; } = OpenApiDocument.Build(Endpoints.In(provider)).ToJsonString();
}

/// <summary>
/// The OpenAPI document as the running code has it: paths, methods, roles and query parameters from the list of endpoints, schemas from the types that are written
/// and the names that are read. A test holds it against the contract, <c>docs/openapi.yaml</c>.
/// </summary>
internal static class OpenApiDocument
{
    private const string Json = "application/json";
    private const string Html = "text/html";
    private const string Form = "application/x-www-form-urlencoded";
    private const string ProblemJson = "application/problem+json";

    public static readonly Endpoint GetOpenApi = new("GetOpenApi", "GET", "openapi/v1.json", Roles.Anyone, Show)
    {
        Summary = "This document as the running code has it",
        Query = [],
    };

    private static readonly JsonSchemaExporterOptions Export = new() { TreatNullObliviousAsNonNullable = true };

    /// <summary>Named schemas: of what is answered, made from the types; of what is taken, made from the names and bounds that the readers use.</summary>
    private static readonly Dictionary<string, Func<JsonNode>> Schemas = new(StringComparer.Ordinal)
    {
        ["Problem"] = () => Of(HttpJson.Default.Problem),
        ["Service"] = ShownService,
        ["Services"] = () => Items("Service"),
        ["ServiceSettings"] = TakenService,
        ["Key"] = () =>
            Object(
                ("keyId", Text()),
                ("key", Text()),
                ("role", Text()),
                ("services", Array(Text())),
                ("label", Text()),
                ("expiresAt", Instant())
            ),
        ["KeyRequest"] = () =>
            Object(
                ["role"],
                ("role", OneOf("producer", "owner", "ministry", "admin")),
                ("services", Array(Text())),
                ("label", Text(100)),
                ("expiresAt", Instant())
            ),
        ["Invitation"] = () => Of(InvitationJson.Default.InteractionStatus, "invitation"),
        ["Interaction"] = () => TakenInteraction(),
        ["ImportedInteraction"] = () =>
            TakenInteraction(
                ("answers", Object([.. StandardQuestions.All.Select(question => (question.Id, AnswerTo(question)))])),
                ("answeredAt", Instant()),
                ("responseChannel", OneOf(WireName.All<ResponseChannel>()))
            ),
        ["ItemAnswers"] = () => Of(InvitationJson.Default.ItemAnswers),
        ["InteractionStanding"] = () => Of(InvitationJson.Default.InteractionStatus),
        ["Score"] = () => Of(AggregateJson.Default.Score),
        ["Scores"] = () => Items("Score"),
        ["ServiceScores"] = () =>
            Object(("serviceId", Text()), ("target", Number()), ("items", Array(Reference("Score")))),
        ["Comments"] = () => Of(AggregateJson.Default.Comments),
        ["Saving"] = () => Of(SavingJson.Default.SavingView),
        ["Savings"] = () => Items("Saving"),
        ["SavingReport"] = () =>
            Object(
                ("amount", Number()),
                ("cashReleasing", Flag()),
                ("hours", Number(0)),
                ("method", Text(4_000)),
                ("evidenceUrl", Text())
            ),
        ["SavingDecision"] = () =>
            Object(
                ["status"],
                ("status", OneOf("verified", "rejected")),
                ("verifiedAmount", Number()),
                ("note", Text(2_000))
            ),
        ["Value"] = () => Of(ValueJson.Default.ValueForMoney),
        ["Values"] = () => Items("Value"),
        ["Erasure"] = () => Object(["phone"], ("phone", Text())),
        ["ErasureReport"] = () => Object(("interactions", Whole()), ("optOutKept", Flag()), ("detail", Text())),
        ["Answers"] = () =>
            Object([
                .. StandardQuestions.All.Select(question =>
                    (
                        question.Id,
                        question.Choices.IsEmpty ? Text(Interactions.Comments.MaxLength) : OneOf(question.Choices)
                    )
                ),
            ]),
    };

    /// <summary>What each operation takes and answers; every endpoint has its line.</summary>
    private static readonly Dictionary<string, Operation> Operations = new(StringComparer.Ordinal)
    {
        ["GetServices"] = new(null, [(200, Json, "Services")]),
        ["GetService"] = new(null, [(200, Json, "Service"), (404, ProblemJson, "Problem")]),
        ["PutService"] = new(
            (Json, "ServiceSettings"),
            [
                (200, Json, "Service"),
                (201, Json, "Service"),
                (400, ProblemJson, "Problem"),
                (409, ProblemJson, "Problem"),
                (412, ProblemJson, "Problem"),
            ]
        ),
        ["IssueKey"] = new((Json, "KeyRequest"), [(201, Json, "Key"), (400, ProblemJson, "Problem")]),
        ["RevokeKey"] = new(null, [(204, null, null), (404, ProblemJson, "Problem")]),
        ["ReportInteractions"] = new(
            (Json, "Interaction"),
            [
                (202, Json, "ItemAnswers"),
                (400, ProblemJson, "Problem"),
                (413, ProblemJson, "Problem"),
                (415, ProblemJson, "Problem"),
                (503, ProblemJson, "Problem"),
            ]
        )
        {
            IsArrayToo = true,
        },
        ["ImportInteractions"] = new(
            (Json, "ImportedInteraction"),
            [
                (202, Json, "ItemAnswers"),
                (400, ProblemJson, "Problem"),
                (413, ProblemJson, "Problem"),
                (503, ProblemJson, "Problem"),
            ]
        )
        {
            IsArray = true,
        },
        ["GetInteraction"] = new(null, [(200, Json, "InteractionStanding"), (404, ProblemJson, "Problem")]),
        ["WithdrawInteraction"] = new(
            null,
            [(204, null, null), (404, ProblemJson, "Problem"), (409, ProblemJson, "Problem")]
        ),
        ["GetScores"] = new(
            null,
            [
                (200, Json, "ServiceScores"),
                (200, "text/csv", null),
                (304, null, null),
                (400, ProblemJson, "Problem"),
                (404, ProblemJson, "Problem"),
            ]
        ),
        ["GetAggregates"] = new(
            null,
            [(200, Json, "Scores"), (200, "text/csv", null), (304, null, null), (400, ProblemJson, "Problem")]
        ),
        ["GetComments"] = new(
            null,
            [(200, Json, "Comments"), (400, ProblemJson, "Problem"), (404, ProblemJson, "Problem")]
        ),
        ["GetSavings"] = new(
            null,
            [(200, Json, "Savings"), (400, ProblemJson, "Problem"), (404, ProblemJson, "Problem")]
        ),
        ["PutSaving"] = new(
            (Json, "SavingReport"),
            [
                (200, Json, "Saving"),
                (201, Json, "Saving"),
                (400, ProblemJson, "Problem"),
                (404, ProblemJson, "Problem"),
                (412, ProblemJson, "Problem"),
            ]
        ),
        ["VerifySaving"] = new(
            (Json, "SavingDecision"),
            [
                (200, Json, "Saving"),
                (400, ProblemJson, "Problem"),
                (404, ProblemJson, "Problem"),
                (409, ProblemJson, "Problem"),
                (412, ProblemJson, "Problem"),
            ]
        ),
        ["GetValue"] = new(
            null,
            [(200, Json, "Values"), (200, "text/csv", null), (304, null, null), (400, ProblemJson, "Problem")]
        ),
        ["EraseCitizen"] = new((Json, "Erasure"), [(202, Json, "ErasureReport"), (400, ProblemJson, "Problem")]),
        ["ShowSurvey"] = new(null, [(200, Html, null), (404, Html, null), (410, Html, null)]),
        ["SubmitSurvey"] = new(
            (Form, "Answers"),
            [
                (200, Html, null),
                (303, null, null),
                (400, Html, null),
                (404, Html, null),
                (410, Html, null),
                (503, Html, null),
            ]
        ),
        ["ShowQrCode"] = new(null, [(200, "image/svg+xml", null), (404, Html, null)]),
        ["ShowOptOut"] = new(null, [(200, Html, null), (404, Html, null)]),
        ["OptOut"] = new(null, [(200, Html, null), (404, Html, null), (503, Html, null)]),
        ["VerifyText"] = new(null, [(200, Html, null)]),
        ["ShowPrivacy"] = new(null, [(200, Html, null)]),
        ["ShowSignIn"] = new(null, [(200, Html, null), (303, null, null)]),
        ["SignIn"] = new(
            (Form, null),
            [(303, null, null), (400, Html, null), (401, Html, null), (403, Html, null), (429, Html, null)]
        ),
        ["SignOut"] = new((Form, null), [(303, null, null), (403, Html, null)]),
        ["ShowService"] = new(null, [(200, Html, null), (400, Html, null), (404, Html, null)]),
        ["DownloadScores"] = new(
            null,
            [
                (200, Json, "ServiceScores"),
                (200, "text/csv", null),
                (304, null, null),
                (400, ProblemJson, "Problem"),
                (404, ProblemJson, "Problem"),
            ]
        ),
        ["ShowMinistry"] = new(null, [(200, Html, null), (400, Html, null)]),
        ["DownloadAggregates"] = new(
            null,
            [(200, Json, "Scores"), (200, "text/csv", null), (304, null, null), (400, ProblemJson, "Problem")]
        ),
        ["DownloadValue"] = new(
            null,
            [(200, Json, "Values"), (200, "text/csv", null), (304, null, null), (400, ProblemJson, "Problem")]
        ),
        ["ShowMethod"] = new(null, [(200, "text/plain", null)]),
        ["ShowSavings"] = new(null, [(200, Html, null), (404, Html, null)]),
        ["SubmitSaving"] = new(
            (Form, null),
            [(303, null, null), (400, Html, null), (404, Html, null), (409, Html, null)]
        ),
        ["ShowVerification"] = new(null, [(200, Html, null)]),
        ["SubmitVerification"] = new((Form, null), [(303, null, null), (400, Html, null), (409, Html, null)]),
        ["ReceiveText"] = new((Form, null), [(200, "application/xml", null), (403, ProblemJson, "Problem")]),
        ["ReceiveStatus"] = new((Form, null), [(204, null, null), (403, ProblemJson, "Problem")]),
        ["GetHealth"] = new(null, [(200, "text/plain", null), (503, ProblemJson, "Problem")]),
        ["GetOpenApi"] = new(null, [(200, Json, null)]),
    };

    /// <summary>The document of the platform's endpoints and of those that a host adds.</summary>
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
                    "Every time is RFC 3339 in UTC. Every error is application/problem+json (RFC 9457) with a stable type; a 400 names every fault under errors, by JSON pointer or query parameter. Roles: exactly those named in x-roles.",
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
                    Schemas.Select(schema =>
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
        var operation = Operations.GetValueOrDefault(endpoint.Name) ?? new Operation(null, []);
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
                    ["schema"] = PathSchema(name),
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
                    ["schema"] = QuerySchema(endpoint.Name, name),
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

    private static JsonNode Body(string? schema, Operation operation) =>
        schema is null ? new JsonObject { ["type"] = "object" }
        : operation.IsArray ? Array(Reference(schema), ReportedItems.MaxItems)
        : operation.IsArrayToo
            ? new JsonObject
            {
                ["oneOf"] = new JsonArray(Reference(schema), Array(Reference(schema), ReportedItems.MaxItems)),
            }
        : Reference(schema);

    private static JsonObject Responses(Endpoint endpoint, Operation operation)
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

    private static JsonNode PathSchema(string name) =>
        name switch
        {
            "serviceId" => Pattern("^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$"),
            "month" => Pattern(@"^\d{4}-(0[1-9]|1[0-2])$"),
            "category" => OneOf(WireName.All<SavingCategory>()),
            _ => Text(),
        };

    private static JsonNode QuerySchema(string endpoint, string name) =>
        (endpoint, name) switch
        {
            ("GetScores", "interval") => OneOf(WireName.All<Interval>()),
            (_, "interval") => OneOf(WireName.All<Interval>().Where(interval => interval is not "day")),
            (_, "by") => OneOf(Enum.GetValues<Dimension>().Select(Score.NameOf)),
            (_, "groupBy") => OneOf("service", "agency", "all"),
            (_, "format") => OneOf("json", "csv"),
            (_, "limit") => new JsonObject
            {
                ["type"] = "integer",
                ["minimum"] = 1,
                ["maximum"] = FigureQuery.MaxLimit,
                ["default"] = FigureQuery.DefaultLimit,
            },
            (_, "day") => new JsonObject { ["type"] = "string", ["format"] = "date" },
            _ => Text(),
        };

    private static JsonNode ShownService()
    {
        var schema = Of(ServiceJson.Default.Service);
        var name = Object([.. ServiceSettings.Languages.Select(language => (language, Text()))]);
        name["minProperties"] = 1;
        schema["properties"]!["name"] = name;
        return schema;
    }

    private static JsonNode TakenService()
    {
        var schema = ShownService().AsObject();
        schema["required"] = new JsonArray("name", "agency");
        return schema;
    }

    private static JsonNode TakenInteraction(params ReadOnlySpan<(string Name, JsonNode Schema)> more) =>
        Object(
            ["serviceId", "interactionId", "completedAt", "assistance", "channel"],
            [
                ("serviceId", Text()),
                ("interactionId", Text(100)),
                ("completedAt", Instant()),
                ("assistance", OneOf(WireName.All<Assistance>())),
                ("channel", OneOf(WireName.All<Channel>())),
                ("outcome", OneOf(WireName.All<Outcome>())),
                ("language", OneOf(ServiceSettings.Languages)),
                ("phone", Text()),
                ("smsConsent", Flag()),
                ("sensitive", Flag()),
                ("region", Pattern("^[A-Z]{2}-[A-Z0-9]{1,3}$")),
                ("model", Text(60)),
                ("durationSeconds", Whole()),
                .. more,
            ]
        );

    private static JsonNode AnswerTo(Question question) =>
        question.Kind switch
        {
            QuestionKind.Scale => new JsonObject
            {
                ["type"] = "integer",
                ["minimum"] = 1,
                ["maximum"] = question.Choices.Length,
            },
            QuestionKind.Choice => OneOf(question.Choices),
            _ => Text(Interactions.Comments.MaxLength),
        };

    private static JsonNode Of(JsonTypeInfo type) => type.GetJsonSchemaAsNode(Export);

    private static JsonNode Of(JsonTypeInfo type, string property) => Of(type)["properties"]![property]!.DeepClone();

    /// <summary>Pointers within an exported schema begin at its own root, which here is a component.</summary>
    private static JsonNode Rooted(JsonNode schema, string name)
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

    private static JsonNode Reference(string schema) => new JsonObject { ["$ref"] = $"#/components/schemas/{schema}" };

    private static JsonNode Items(string schema) => Object(["items"], ("items", Array(Reference(schema))));

    private static JsonNode Array(JsonNode items, int? most = null)
    {
        var array = new JsonObject { ["type"] = "array", ["items"] = items };
        if (most is { } bound)
        {
            array["maxItems"] = bound;
        }

        return array;
    }

    private static JsonNode Object(params ReadOnlySpan<(string Name, JsonNode Schema)> properties) =>
        Object([], properties);

    private static JsonNode Object(
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

    private static JsonNode OneOf(params IEnumerable<string> names) =>
        new JsonObject { ["enum"] = new JsonArray([.. names.Select(name => (JsonNode)name)]) };

    private static JsonNode Text(int? longest = null) =>
        longest is { } most
            ? new JsonObject { ["type"] = "string", ["maxLength"] = most }
            : new JsonObject { ["type"] = "string" };

    private static JsonNode Pattern(string pattern) => new JsonObject { ["type"] = "string", ["pattern"] = pattern };

    private static JsonNode Instant() => new JsonObject { ["type"] = "string", ["format"] = "date-time" };

    private static JsonNode Flag() => new JsonObject { ["type"] = "boolean" };

    private static JsonNode Whole() => new JsonObject { ["type"] = "integer", ["minimum"] = 0 };

    private static JsonNode Number(int? least = null) =>
        least is { } bound
            ? new JsonObject { ["type"] = "number", ["minimum"] = bound }
            : new JsonObject { ["type"] = "number" };

    /// <summary>What an operation takes (content type, schema) and answers (status, content type, schema).</summary>
    private sealed record Operation(
        (string Type, string? Schema)? Takes,
        IReadOnlyList<(int Status, string? Type, string? Schema)> Answers
    )
    {
        /// <summary>The body is an array of the schema.</summary>
        public bool IsArray { get; init; }

        /// <summary>The body is one of the schema, or an array of it.</summary>
        public bool IsArrayToo { get; init; }
    }
}
