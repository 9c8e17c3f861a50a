using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Surveys.Calendar;
using Surveys.Scoring;

namespace Surveys.Aggregates;

/// <summary>The figures of one group in one period: a row of scores or aggregates.</summary>
[JsonConverter(typeof(ScoreConverter))]
internal sealed record Score
{
    /// <summary>The service; null where the row is a sum of services.</summary>
    public string? ServiceId { get; init; }

    /// <summary>The agency; null where the row is a sum of all agencies.</summary>
    public string? Agency { get; init; }

    /// <summary>The period, such as <c>2026-11</c>.</summary>
    public required string Period { get; init; }

    /// <summary>The dimension and the value of which the group is made; null for all interactions.</summary>
    public (Dimension Dimension, string Value)? By { get; init; }

    /// <summary>The figures.</summary>
    public required MeasureValues<ScoreSource> Values { get; init; }

    public bool Suppressed => Values.Of(ScoreMeasures.Suppressed);

    public bool LeftOut => Values.Of(ScoreMeasures.LeftOut);

    public long? Interactions => Values.Of(ScoreMeasures.Interactions);

    public long? Invited => Values.Of(ScoreMeasures.Invited);

    public long? Undelivered => Values.Of(ScoreMeasures.Undelivered);

    public FewOrCount? Withdrawn => Values.Of(ScoreMeasures.Withdrawn);

    public long? Delivered => Values.Of(ScoreMeasures.Delivered);

    public long? Responses => Values.Of(ScoreMeasures.Responses);

    public double? ResponseRate => Values.Of(ScoreMeasures.ResponseRate);

    public double? AiShare => Values.Of(ScoreMeasures.AiShare);

    public Share? Csat => Values.Of(ScoreMeasures.Csat);

    public Share? CsatWeighted => Values.Of(ScoreMeasures.CsatWeighted);

    public IReadOnlyList<long>? Distribution => Values.Of(ScoreMeasures.Distribution);

    public IReadOnlyDictionary<string, QuestionFigures?>? Questions => Values.Of(ScoreMeasures.Questions);

    public string? Change => Values.Of(ScoreMeasures.Change);

    /// <summary>The figures of a published cell.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="before">The same group's cell of the period before; null where there is none.</param>
    /// <param name="period">The period.</param>
    /// <param name="by">The dimension and the value of which the group is made; null for all interactions.</param>
    /// <param name="measures">The figures to compute.</param>
    public static Score Of(
        SuppressedFigures cell,
        SuppressedFigures? before,
        Period period,
        (Dimension Dimension, string Value)? by,
        ImmutableArray<Measure<ScoreSource>> measures
    ) =>
        new()
        {
            Period = period.ToString(),
            By = by,
            Values = new(measures, new ScoreSource(cell, before, by?.Dimension)),
        };

    /// <summary>All figures of a published cell.</summary>
    public static Score Of(
        SuppressedFigures cell,
        SuppressedFigures? before,
        Period period,
        (Dimension Dimension, string Value)? by
    ) => Of(cell, before, period, by, ScoreMeasures.All);
}

/// <summary>A service's scores over time.</summary>
internal sealed record ServiceScores(string ServiceId, decimal Target, IReadOnlyList<Score> Items);

/// <summary>One page of the scores of every service, of agencies, or of all services together.</summary>
internal sealed record Scores(IReadOnlyList<Score> Items);

/// <summary>Writes what identifies the row, then its figures.</summary>
internal sealed class ScoreConverter : JsonConverter<Score>
{
    public override Score Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Scores are only written.");

    public override void Write(Utf8JsonWriter writer, Score value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        if (value.ServiceId is { } serviceId)
        {
            writer.WriteString("serviceId", serviceId);
        }

        if (value.Agency is { } agency)
        {
            writer.WriteString("agency", agency);
        }

        writer.WriteString("period", value.Period);
        if (value.By is var (dimension, of))
        {
            writer.WriteStartObject("by");
            writer.WriteString(dimension.Name, of);
            writer.WriteEndObject();
        }

        value.Values.WriteProperties(writer);
        writer.WriteEndObject();
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ServiceScores))]
[JsonSerializable(typeof(Scores))]
[JsonSerializable(typeof(Comments))]
internal sealed partial class AggregateJson : JsonSerializerContext;
