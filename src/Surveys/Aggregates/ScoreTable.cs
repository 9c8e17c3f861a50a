using Surveys.Scoring;

namespace Surveys.Aggregates;

/// <summary>Scores as rows of a table, a column for each figure, named by dots as it lies in the JSON.</summary>
internal static class ScoreTable
{
    /// <summary>The header, for scores broken down by a dimension or not.</summary>
    public static IEnumerable<string> Header(Dimension? by) =>
        [
            "serviceId",
            "agency",
            "period",
            .. by is { } dimension ? (string[])[$"by.{Score.NameOf(dimension)}"] : [],
            "suppressed",
            "leftOut",
            "interactions",
            "invited",
            "undelivered",
            "withdrawn",
            "delivered",
            "responses",
            "responseRate",
            "aiShare",
            .. ShareColumns("csat"),
            .. ShareColumns("csatWeighted"),
            "mean",
            "index",
            .. StandardQuestions.Satisfaction.Choices.Select(choice => $"distribution.{choice}"),
            .. SuppressedFigures.Questions.SelectMany(Columns),
            "methods.csat",
            "methods.csatWeighted",
            "methods.index",
            "methods.mean",
            "methods.change",
            "methods.suppression",
            "change",
        ];

    /// <summary>The cells of one score, in the order of the header.</summary>
    public static IEnumerable<object?> Row(Score score, Dimension? by) =>
        [
            score.ServiceId,
            score.Agency,
            score.Period,
            .. by is { } dimension ? (object?[])[score.By?.GetValueOrDefault(Score.NameOf(dimension))] : [],
            score.Suppressed,
            score.LeftOut,
            score.Interactions,
            score.Invited,
            score.Undelivered,
            score.Withdrawn,
            score.Delivered,
            score.Responses,
            score.ResponseRate,
            score.AiShare,
            .. ShareCells(score.Csat),
            .. ShareCells(score.CsatWeighted),
            score.Mean,
            score.Index,
            .. StandardQuestions.Satisfaction.Choices.Select((_, place) => (object?)score.Distribution?[place]),
            .. SuppressedFigures.Questions.SelectMany(question =>
                Cells(question, score.Questions?.GetValueOrDefault(question.Id))
            ),
            score.Methods.Csat,
            score.Methods.CsatWeighted,
            score.Methods.Index,
            score.Methods.Mean,
            score.Methods.Change,
            score.Methods.Suppression,
            score.Change,
        ];

    /// <summary>The columns of a share.</summary>
    public static IEnumerable<string> ShareColumns(string name) =>
        [$"{name}.value", $"{name}.low", $"{name}.high", $"{name}.n"];

    /// <summary>The cells of a share.</summary>
    public static IEnumerable<object?> ShareCells(Share? share) => [share?.Value, share?.Low, share?.High, share?.N];

    private static IEnumerable<string> Columns(Question question) =>
        question.Kind is QuestionKind.Scale
            ?
            [
                .. question.Choices.Select(choice => $"questions.{question.Id}.distribution.{choice}"),
                $"questions.{question.Id}.mean",
                $"questions.{question.Id}.n",
            ]
            : [.. question.Choices.Select(choice => $"questions.{question.Id}.{choice}"), $"questions.{question.Id}.n"];

    private static IEnumerable<object?> Cells(Question question, QuestionFigures? figures)
    {
        var choices = question.Choices.Select((_, place) => (object?)figures?.Distribution[place]);
        return question.Kind is QuestionKind.Scale ? [.. choices, figures?.Mean, figures?.N] : [.. choices, figures?.N];
    }
}
