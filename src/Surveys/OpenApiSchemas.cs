using System.Text.Json.Nodes;
using Surveys.Aggregates;
using Surveys.Audit;
using Surveys.Calendar;
using Surveys.Http;
using Surveys.Integrity;
using Surveys.Invitations;
using Surveys.Ledger;
using Surveys.Savings;
using Surveys.Scoring;
using Surveys.ServiceRegister;
using static Surveys.JsonSchemas;

namespace Surveys;

/// <summary>The named schemas of the OpenAPI document and the schemas of parameters.</summary>
internal static class OpenApiSchemas
{
    /// <summary>
    /// The schemas of answers, made from their types, and of requests, made from the names and limits of their readers.
    /// </summary>
    public static IReadOnlyDictionary<string, Func<JsonNode>> ByName { get; } =
        new Dictionary<string, Func<JsonNode>>(StringComparer.Ordinal)
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
            ["AuditPage"] = () => Of(AuditJson.Default.AuditPage),
            ["Invitation"] = () => Of(InvitationJson.Default.InteractionStatus, "invitation"),
            ["Interaction"] = () => TakenInteraction(),
            ["ImportedInteraction"] = () =>
                TakenInteraction(
                    (
                        "answers",
                        Object([.. StandardQuestions.All.Select(question => (question.Id, AnswerTo(question)))])
                    ),
                    ("answeredAt", Instant()),
                    ("responseChannel", OneOf(WireName.All<ResponseChannel>()))
                ),
            ["ItemAnswers"] = () => Of(InvitationJson.Default.ItemAnswers),
            ["InteractionStanding"] = () => Of(InvitationJson.Default.InteractionStatus),
            ["Score"] = () => ScoreSchema(),
            ["Scores"] = () => Items("Score"),
            ["ServiceScores"] = () =>
                Object(("serviceId", Text()), ("target", Number()), ("items", Array(Reference("Score")))),
            ["Comments"] = () => Of(AggregateJson.Default.Comments),
            ["Labels"] = () => Object(("model", Array(Text())), ("region", Array(Text()))),
            ["ShownBallots"] = () =>
                Object(["reason"], ("accepted", Flag()), ("reason", Text(ShownBallotsDecision.MaxReason))),
            ["ShownBallotsDecision"] = () => Of(ShownBallotsJson.Default.ShownBallotsDecision),
            ["Volume"] = () => Of(VolumeJson.Default.Volume),
            ["Integrity"] = () => Of(IntegrityViewJson.Default.IntegrityList),
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
            ["Value"] = () => ValueSchema(),
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

    /// <summary>The schema of a path parameter.</summary>
    public static JsonNode OfPath(string name) =>
        name switch
        {
            "serviceId" => Pattern("^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$"),
            "month" => Pattern(@"^\d{4}-(0[1-9]|1[0-2])$"),
            "category" => OneOf(WireName.All<SavingCategory>()),
            _ => Text(),
        };

    /// <summary>The schema of a query parameter of an operation.</summary>
    public static JsonNode OfQuery(string endpoint, string name) =>
        (endpoint, name) switch
        {
            ("GetScores", "interval") => OneOf(WireName.All<Interval>()),
            (_, "interval") => OneOf(WireName.All<Interval>().Where(interval => interval is not "day")),
            (_, "by") => OneOf(Dimensions.All.Select(dimension => dimension.Name)),
            (_, "groupBy") => OneOf("service", "agency", "all"),
            ("GetAudit", "from" or "to") => new JsonObject { ["type"] = "string", ["format"] = "date" },
            (_, "action") => OneOf(WireName.All<AuditAction>()),
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

    private static JsonObject ScoreSchema() =>
        MeasureSchema.Of(
            ScoreMeasures.All,
            new("serviceId", Text()),
            new("agency", Text()),
            new("period", Text()),
            new("by", Object([.. Dimensions.All.Select(dimension => (dimension.Name, Text()))]))
        );

    private static JsonObject ValueSchema() =>
        MeasureSchema.Of(ValueMeasures.All, new("serviceId", Text()), new("agency", Text()), new("period", Text()));
}
