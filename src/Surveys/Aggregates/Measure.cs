using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace Surveys.Aggregates;

/// <summary>How the dashboards show the value of a measure.</summary>
internal enum MeasureStyle
{
    /// <summary>Not a single number: a page of its own shows it.</summary>
    None,

    /// <summary>A whole number, in groups of three digits.</summary>
    Count,

    /// <summary>A share without an interval, as a percentage.</summary>
    Percentage,

    /// <summary>A share with its interval, as a percentage.</summary>
    Share,

    /// <summary>A number with <see cref="Measure{TSource}.Decimals"/> decimals at most.</summary>
    Number,

    /// <summary>Money in the service's currency.</summary>
    Money,

    /// <summary>Up, down or no change.</summary>
    Change,
}

/// <summary>
/// One figure: its id, how it is computed, its JSON, its CSV columns, its label and the section of docs/method.md that
/// explains it. The API, the tables, the OpenAPI document and the dashboards read the lists of measures, so a new
/// measure is one declaration.
/// </summary>
/// <typeparam name="TSource">What the figure is computed from.</typeparam>
internal abstract class Measure<TSource>(string id)
{
    /// <summary>The name of the JSON property, and the first part of the names of the CSV columns.</summary>
    public string Id { get; } = id;

    /// <summary>
    /// The key of its name in the texts of the dashboards; null for facts such as <c>currency</c> that need no
    /// explanation.
    /// </summary>
    public string? LabelKey { get; protected init; }

    /// <summary>The heading in docs/method.md that explains it; null for the same facts.</summary>
    public string? Section { get; protected init; }

    /// <summary>
    /// The id of the method (<see cref="Scoring.Methods"/>); null where the figure is a plain count, sum or quotient.
    /// </summary>
    public string? Method { get; init; }

    /// <summary>How the dashboards show it.</summary>
    public MeasureStyle Style { get; init; }

    /// <summary>Maximum number of decimals on the dashboards, for <see cref="MeasureStyle.Number"/>.</summary>
    public int Decimals { get; init; } = 1;

    /// <summary>Whether it is null where the group is suppressed.</summary>
    public bool IsFromAnswers { get; init; }

    /// <summary>Leaves the JSON property out where the value is null. Otherwise the property is null.</summary>
    public bool OmitsNull { get; init; }

    /// <summary>The names of its CSV columns, each with the way to read the cell from the value.</summary>
    public abstract IReadOnlyList<(string Name, Func<object?, object?> CellOf)> Columns { get; }

    /// <summary>Computes the value.</summary>
    public abstract object? Compute(TSource source);

    /// <summary>Writes the value without the property's name.</summary>
    public abstract void WriteValue(Utf8JsonWriter writer, object? value);

    /// <summary>The JSON schema of the value.</summary>
    public abstract JsonNode Schema();
}

/// <summary>A measure with the type of its value.</summary>
/// <typeparam name="TSource">What the figure is computed from.</typeparam>
/// <typeparam name="T">The type of the value, nullable where the figure can be missing.</typeparam>
internal sealed class Measure<TSource, T> : Measure<TSource>
{
    private readonly ValueFormat<T> _format;
    private readonly Func<TSource, T> _valueOf;

    /// <summary>A figure with its label and its section of docs/method.md.</summary>
    public Measure(string id, ValueFormat<T> format, Func<TSource, T> valueOf, string label, string section)
        : this(id, format, valueOf) => (LabelKey, Section) = (label, section);

    /// <summary>A fact that needs no explanation.</summary>
    public Measure(string id, ValueFormat<T> format, Func<TSource, T> valueOf)
        : base(id)
    {
        (_format, _valueOf) = (format, valueOf);
        Columns =
        [
            .. format.Columns.Select(column =>
                (id + column.Suffix, (Func<object?, object?>)(value => column.CellOf((T)value!)))
            ),
        ];
    }

    public override IReadOnlyList<(string Name, Func<object?, object?> CellOf)> Columns { get; }

    public override object? Compute(TSource source) => _valueOf(source);

    public override void WriteValue(Utf8JsonWriter writer, object? value) => _format.Write(writer, (T)value!);

    public override JsonNode Schema() => _format.Schema();
}

/// <summary>
/// The values of a list of measures for one row. They are computed at once, so that the row does not hold what they
/// were computed from.
/// </summary>
internal sealed class MeasureValues<TSource>(ImmutableArray<Measure<TSource>> measures, TSource source)
{
    private readonly object?[] _values = [.. measures.Select(measure => measure.Compute(source))];

    /// <summary>The value of a measure of the list.</summary>
    public T Of<T>(Measure<TSource, T> measure) => (T)this[measure]!;

    /// <summary>The value of a measure of the list.</summary>
    public object? this[Measure<TSource> measure] => _values[measures.IndexOf(measure)];

    /// <summary>The CSV cells, in the order of the columns of the list.</summary>
    public IEnumerable<object?> Cells() =>
        measures.SelectMany((measure, i) => measure.Columns.Select(column => column.CellOf(_values[i])));

    /// <summary>Writes the values as properties of the JSON object that is open.</summary>
    public void WriteProperties(Utf8JsonWriter writer)
    {
        for (var i = 0; i < _values.Length; i++)
        {
            if (_values[i] is null && measures[i].OmitsNull)
            {
                continue;
            }

            writer.WritePropertyName(measures[i].Id);
            measures[i].WriteValue(writer, _values[i]);
        }
    }
}

/// <summary>How a value is written as JSON and as CSV cells.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
internal sealed class ValueFormat<T>
{
    /// <summary>A value that the serialiser knows, in one column.</summary>
    public ValueFormat(JsonTypeInfo<T> json)
        : this(json, ("", value => value)) { }

    /// <summary>A value that the serialiser knows, in several columns.</summary>
    public ValueFormat(JsonTypeInfo<T> json, params (string Suffix, Func<T, object?> CellOf)[] columns)
    {
        Columns = columns;
        Write = (writer, value) => JsonSerializer.Serialize(writer, value, json);
        Schema = () => MeasureSchema.Of(json);
    }

    private ValueFormat(ImmutableArray<Measure<T>> parts)
    {
        Columns =
        [
            .. parts.SelectMany(part =>
                part.Columns.Select(column =>
                    (
                        $".{column.Name}",
                        (Func<T, object?>)(value => value is null ? null : column.CellOf(part.Compute(value)))
                    )
                )
            ),
        ];
        Write = (writer, value) =>
        {
            if (value is null)
            {
                writer.WriteNullValue();
                return;
            }

            writer.WriteStartObject();
            new MeasureValues<T>(parts, value).WriteProperties(writer);
            writer.WriteEndObject();
        };
        Schema = () => MeasureSchema.Of(parts);
    }

    /// <summary>The parts of the columns' names after the measure's id, each with the way to read the cell.</summary>
    public IReadOnlyList<(string Suffix, Func<T, object?> CellOf)> Columns { get; }

    /// <summary>Writes the value as JSON.</summary>
    public Action<Utf8JsonWriter, T> Write { get; }

    /// <summary>The JSON schema of the value.</summary>
    public Func<JsonNode> Schema { get; init; }

    /// <summary>A value that is an object of measures itself, or null.</summary>
    public static ValueFormat<T> Group(ImmutableArray<Measure<T>> parts) => new(parts);
}

/// <summary>The JSON schemas of measures.</summary>
internal static class MeasureSchema
{
    private static readonly JsonSchemaExporterOptions Options = new() { TreatNullObliviousAsNonNullable = true };

    /// <summary>The schema of a value that the serialiser knows.</summary>
    public static JsonNode Of(JsonTypeInfo type) => type.GetJsonSchemaAsNode(Options);

    /// <summary>
    /// An object with one property for each measure. A measure names the section of docs/method.md that explains it.
    /// </summary>
    public static JsonObject Of<TSource>(
        IEnumerable<Measure<TSource>> measures,
        params IEnumerable<KeyValuePair<string, JsonNode?>> before
    )
    {
        var properties = new JsonObject(before);
        foreach (var measure in measures)
        {
            var schema = measure.Schema();
            if (measure.Section is { } section && schema is JsonObject described)
            {
                described["description"] = $"See \"{section}\" in docs/method.md.";
            }

            properties[measure.Id] = schema;
        }

        return new JsonObject { ["type"] = "object", ["properties"] = properties };
    }
}
