namespace Surveys;

/// <summary>
/// The request body (content type, schema) and the answers (status, content type, schema) of an operation.
/// </summary>
internal sealed record OpenApiOperation(
    (string Type, string? Schema)? Takes,
    IReadOnlyList<(int Status, string? Type, string? Schema)> Answers
)
{
    /// <summary>Whether the body is an array of the schema.</summary>
    public bool IsArray { get; init; }

    /// <summary>Whether the body is either the schema or an array of it.</summary>
    public bool IsArrayToo { get; init; }
}

/// <summary>The request bodies and answers of all operations.</summary>
internal static class OpenApiOperations
{
    public const string Json = "application/json";
    public const string Html = "text/html";
    public const string Form = "application/x-www-form-urlencoded";
    public const string ProblemJson = "application/problem+json";

    /// <summary>The operations by the name of their endpoint.</summary>
    public static IReadOnlyDictionary<string, OpenApiOperation> ByName { get; } =
        new Dictionary<string, OpenApiOperation>(StringComparer.Ordinal)
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
            ["GetAudit"] = new(
                null,
                [(200, Json, "AuditPage"), (200, "text/csv", null), (400, ProblemJson, "Problem")]
            ),
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
            ["GetLabels"] = new(null, [(200, Json, "Labels"), (404, ProblemJson, "Problem")]),
            ["PutLabels"] = new(
                (Json, "Labels"),
                [(200, Json, "Labels"), (400, ProblemJson, "Problem"), (404, ProblemJson, "Problem")]
            ),
            ["PutShownBallots"] = new(
                (Json, "ShownBallots"),
                [
                    (200, Json, "ShownBallotsDecision"),
                    (400, ProblemJson, "Problem"),
                    (404, ProblemJson, "Problem"),
                    (409, ProblemJson, "Problem"),
                ]
            ),
            ["PutVolume"] = new(
                (Json, "Volume"),
                [(200, Json, "Volume"), (400, ProblemJson, "Problem"), (404, ProblemJson, "Problem")]
            ),
            ["GetIntegrity"] = new(null, [(200, Json, "Integrity"), (400, ProblemJson, "Problem")]),
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
}
