using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Surveys.Scoring;

namespace Surveys.Aggregates;

/// <summary>A share with its interval, as the API shows it.</summary>
/// <param name="Value">The share, 0 to 1.</param>
/// <param name="Low">The lower bound of the 95 % interval.</param>
/// <param name="High">The upper bound of the 95 % interval.</param>
/// <param name="N">Number of answers; for a weighted share Kish's effective number.</param>
internal sealed record Share(double Value, double Low, double High, double N)
{
    public static Share? Of(Proportion? share) =>
        share is null ? null : new(share.Value, share.Low, share.High, share.N);
}

/// <summary>A difference of two shares with its interval, as the API shows it.</summary>
internal sealed record Gap(double Value, double Low, double High)
{
    public static Gap? Of(Difference? difference) =>
        difference is { } known ? new(known.Value, known.Low, known.High) : null;
}

/// <summary>The answers to one question.</summary>
/// <param name="Question">The question.</param>
/// <param name="Distribution">Number of answers by choice, in the order of the choices.</param>
[JsonConverter(typeof(QuestionFiguresConverter))]
internal sealed record QuestionFigures(Question Question, IReadOnlyList<long> Distribution)
{
    /// <summary>Number of answers.</summary>
    public long N => Distribution.Sum();

    /// <summary>The mean of 1 to 5; null where the question has no scale.</summary>
    public double? Mean => Question.Kind is QuestionKind.Scale ? Satisfaction.Mean(Distribution) : null;
}

/// <summary>The formats of the values that measures have.</summary>
internal static class ValueFormats
{
    public static readonly ValueFormat<string?> Text = new(MeasureJson.Default.String!);
    public static readonly ValueFormat<bool> Flag = new(MeasureJson.Default.Boolean);
    public static readonly ValueFormat<long?> Count = new(MeasureJson.Default.NullableInt64);
    public static readonly ValueFormat<double?> Number = new(MeasureJson.Default.NullableDouble);
    public static readonly ValueFormat<decimal?> Money = new(MeasureJson.Default.NullableDecimal);

    public static readonly ValueFormat<FewOrCount?> FewOrCount = new(
        MeasureJson.Default.NullableFewOrCount,
        ("", count => count?.ToString())
    )
    {
        Schema = () => new JsonObject { ["type"] = new JsonArray("integer", "string", "null") },
    };

    public static readonly ValueFormat<Unreachable?> Unreachable = new(
        MeasureJson.Default.Unreachable!,
        (".count", value => value?.Count),
        (".share", value => value?.Share),
        (".low", value => value?.Low),
        (".high", value => value?.High)
    );

    public static readonly ValueFormat<ShownBallots?> ShownBallots = new(
        MeasureJson.Default.ShownBallots!,
        (".csat", value => value?.Csat),
        (".n", value => value?.N),
        (".share", value => value?.Share),
        (".difference", value => value?.Difference)
    );

    /// <summary>Numbers by name, in one column.</summary>
    public static readonly ValueFormat<IReadOnlyDictionary<string, long>?> Counts = new(
        MeasureJson.Default.IReadOnlyDictionaryStringInt64!,
        ("", counts => counts is null ? null : string.Join(' ', counts.Select(pair => $"{pair.Key}={pair.Value}")))
    );

    public static readonly ValueFormat<Share?> Share = new(
        MeasureJson.Default.Share!,
        (".value", share => share?.Value),
        (".low", share => share?.Low),
        (".high", share => share?.High),
        (".n", share => share?.N)
    );

    public static readonly ValueFormat<Gap?> Gap = new(
        MeasureJson.Default.Gap!,
        (".value", gap => gap?.Value),
        (".low", gap => gap?.Low),
        (".high", gap => gap?.High)
    );

    public static readonly ValueFormat<LanguageGap?> LanguageGap = new(
        MeasureJson.Default.LanguageGap!,
        (".value", gap => gap?.Value),
        (".low", gap => gap?.Low),
        (".high", gap => gap?.High),
        (".highest", gap => gap?.Highest),
        (".lowest", gap => gap?.Lowest)
    );

    /// <summary>The number of answers by choice.</summary>
    public static ValueFormat<IReadOnlyList<long>?> Distribution(Question question) =>
        new(
            MeasureJson.Default.IReadOnlyListInt64!,
            [
                .. question.Choices.Select(
                    (choice, place) =>
                        ($".{choice}", (Func<IReadOnlyList<long>?, object?>)(distribution => distribution?[place]))
                ),
            ]
        );

    /// <summary>
    /// The figures of one question: <c>{distribution, mean, n}</c> of a scale, <c>{yes, partly, no, n}</c> of choices.
    /// </summary>
    public static ValueFormat<QuestionFigures?> Question(Question question)
    {
        var isScale = question.Kind is QuestionKind.Scale;
        var prefix = isScale ? ".distribution." : ".";
        return new(
            MeasureJson.Default.QuestionFigures!,
            [
                .. question.Choices.Select(
                    (choice, place) =>
                        (prefix + choice, (Func<QuestionFigures?, object?>)(figures => figures?.Distribution[place]))
                ),
                .. isScale
                    ? [(".mean", (Func<QuestionFigures?, object?>)(figures => figures?.Mean))]
                    : ImmutableArray<(string, Func<QuestionFigures?, object?>)>.Empty,
                (".n", figures => figures?.N),
            ]
        );
    }
}

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
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(long?))]
[JsonSerializable(typeof(double?))]
[JsonSerializable(typeof(decimal?))]
[JsonSerializable(typeof(Share))]
[JsonSerializable(typeof(Gap))]
[JsonSerializable(typeof(LanguageGap))]
[JsonSerializable(typeof(IReadOnlyList<long>))]
[JsonSerializable(typeof(QuestionFigures))]
[JsonSerializable(typeof(FewOrCount?))]
[JsonSerializable(typeof(Unreachable))]
[JsonSerializable(typeof(ShownBallots))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, long>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class MeasureJson : JsonSerializerContext;
