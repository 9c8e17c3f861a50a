using System.Text.Json;
using System.Text.Json.Serialization;
using Surveys.Calendar;
using Surveys.Scoring;

namespace Surveys.Aggregates;

/// <summary>A share with its interval, as the contract shows it.</summary>
/// <param name="Value">The share, 0 to 1.</param>
/// <param name="Low">The 95 % interval's lower bound.</param>
/// <param name="High">Its upper bound.</param>
/// <param name="N">Answers; for a weighted share Kish's effective number.</param>
internal sealed record Share(double Value, double Low, double High, double N)
{
    public static Share? Of(Proportion? share) =>
        share is null ? null : new(share.Value, share.Low, share.High, share.N);
}

/// <summary>The answers to one question.</summary>
/// <param name="Question">Which.</param>
/// <param name="Distribution">By choice, in the order of the choices.</param>
[JsonConverter(typeof(QuestionFiguresConverter))]
internal sealed record QuestionFigures(Question Question, IReadOnlyList<long> Distribution)
{
    public long N => Distribution.Sum();

    /// <summary>The mean of 1 to 5; null where the question is no scale.</summary>
    public double? Mean => Question.Kind is QuestionKind.Scale ? Satisfaction.Mean(Distribution) : null;
}

/// <summary>Names of the methods behind a score: docs/method.md.</summary>
internal sealed record ScoreMethods(
    string Csat,
    string CsatWeighted,
    string Index,
    string Mean,
    string Change,
    string Suppression
)
{
    public static readonly ScoreMethods Current = new(
        Methods.Csat,
        Methods.CsatWeighted,
        Methods.Index,
        Methods.Mean,
        Methods.Change,
        Methods.SmallGroups
    );
}

/// <summary>One group's figures of one period: a row of scores or aggregates.</summary>
internal sealed record Score
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ServiceId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Agency { get; init; }

    public required string Period { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? By { get; init; }

    public required bool Suppressed { get; init; }

    /// <summary>Answers of hidden cells below this one are not in it.</summary>
    public bool LeftOut { get; init; }

    public long? Interactions { get; init; }

    public long? Invited { get; init; }

    public long? Undelivered { get; init; }

    public long? Withdrawn { get; init; }

    public long? Delivered { get; init; }

    public long? Responses { get; init; }

    public double? ResponseRate { get; init; }

    public double? AiShare { get; init; }

    public Share? Csat { get; init; }

    public Share? CsatWeighted { get; init; }

    public double? Mean { get; init; }

    public double? Index { get; init; }

    public IReadOnlyList<long>? Distribution { get; init; }

    /// <summary>By question; one with fewer than 10 answers is null.</summary>
    public IReadOnlyDictionary<string, QuestionFigures?>? Questions { get; init; }

    public ScoreMethods Methods { get; init; } = ScoreMethods.Current;

    public string? Change { get; init; }

    /// <summary>The figures of a cell, as they may be published.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="before">The same group's cell of the period before; null where it had none.</param>
    /// <param name="period">The period.</param>
    /// <param name="by">The dimension and the value; null for the whole.</param>
    public static Score Of(
        SuppressedFigures cell,
        SuppressedFigures? before,
        Period period,
        (Dimension Dimension, string Value)? by
    )
    {
        // What a dimension of answers counts is known only through the answers: then nothing stays of a hidden cell.
        var isOfAnswers = by is { Dimension: Dimension.ResponseChannel or Dimension.Link };
        var frame = isOfAnswers ? cell.Satisfaction.Published?.Counts : cell.Satisfaction.Totals.Counts;
        var score = new Score
        {
            Period = period.ToString(),
            By = by is var (dimension, value) ? new Dictionary<string, string> { [NameOf(dimension)] = value } : null,
            Suppressed = cell.Satisfaction.IsHidden,
            LeftOut = cell.Satisfaction.LeftOut,
            Interactions = frame?.Interactions,
            Invited = frame?[Counters.Invited],
            Undelivered = frame?[Counters.Undelivered],
            Withdrawn = frame?[Counters.Withdrawn],
            Delivered = frame?[Counters.Delivered],
            AiShare = frame is { Interactions: > 0 } ? (double)frame[Counters.ByAi] / frame.Interactions : null,
        };
        return cell.Satisfaction.Published is { } shown ? score.WithAnswers(cell, shown, before) : score;
    }

    /// <summary>A dimension as queries and answers name it, such as <c>responseChannel</c>.</summary>
    public static string NameOf(Dimension dimension) => JsonNamingPolicy.CamelCase.ConvertName(dimension.ToString());

    private Score WithAnswers(SuppressedFigures cell, Cell shown, SuppressedFigures? before)
    {
        var distribution = shown.Counts.Distribution(StandardQuestions.Satisfaction);
        var reached = shown.Counts[Counters.Invited] - shown.Counts[Counters.Undelivered];
        return this with
        {
            Responses = shown.Counts.Responses,
            ResponseRate = reached > 0 ? (double)shown.Counts.Responses / reached : null,
            Csat = Share.Of(Satisfaction.Csat(shown.Counts)),
            CsatWeighted = shown.Strata is { } strata ? Share.Of(Satisfaction.Weighted(strata)) : null,
            Mean = Satisfaction.Mean(distribution),
            Index = Satisfaction.Index(distribution),
            Distribution = distribution,
            Questions = SuppressedFigures
                .Questions.Select((question, place) => (question, cell.Question(place).Published))
                .ToDictionary(
                    each => each.question.Id,
                    each =>
                        each.Published is { } answers && SmallGroupSuppression.IsShown(answers.Counts, each.question)
                            ? new QuestionFigures(each.question, answers.Counts.Distribution(each.question))
                            : null
                ),
            Change =
                before?.Satisfaction.Published is { } earlier
                && Comparisons.ChangeOf(earlier.Counts, shown.Counts) is { } change
                    ? JsonNamingPolicy.CamelCase.ConvertName(change.ToString())
                    : null,
        };
    }
}

/// <summary>A service's scores over time.</summary>
internal sealed record ServiceScores(string ServiceId, decimal Target, IReadOnlyList<Score> Items);

/// <summary>Scores of every service, or of agencies, or of all; one page.</summary>
internal sealed record Scores(IReadOnlyList<Score> Items);

/// <summary>Writes a scale as <c>{distribution, mean, n}</c> and choices as <c>{yes, partly, no, n}</c>.</summary>
internal sealed class QuestionFiguresConverter : JsonConverter<QuestionFigures>
{
    public override QuestionFigures Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) => throw new NotSupportedException("Figures are only written.");

    public override void Write(Utf8JsonWriter writer, QuestionFigures value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        if (value.Mean is { } mean)
        {
            writer.WriteStartArray("distribution");
            foreach (var count in value.Distribution)
            {
                writer.WriteNumberValue(count);
            }

            writer.WriteEndArray();
            writer.WriteNumber("mean", mean);
        }
        else
        {
            foreach (var (choice, count) in value.Question.Choices.Zip(value.Distribution))
            {
                writer.WriteNumber(choice, count);
            }
        }

        writer.WriteNumber("n", value.N);
        writer.WriteEndObject();
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ServiceScores))]
[JsonSerializable(typeof(Scores))]
[JsonSerializable(typeof(Comments))]
internal sealed partial class AggregateJson : JsonSerializerContext;
