using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Surveys.Aggregates;
using Surveys.Calendar;
using Surveys.Integrity;
using Surveys.Scoring;
using Surveys.ServiceRegister;

namespace Surveys.Savings;

/// <summary>One service's satisfaction and savings in one period.</summary>
[JsonConverter(typeof(ValueForMoneyConverter))]
internal sealed record ValueForMoney
{
    public required string ServiceId { get; init; }

    public required string Agency { get; init; }

    public required string Period { get; init; }

    /// <summary>The figures.</summary>
    public required MeasureValues<ValueSource> Values { get; init; }

    public string Currency => Values.Of(ValueMeasures.Currency)!;

    public MoneyFigures? Savings => Values.Of(ValueMeasures.Savings);

    public Share? Csat => Values.Of(ValueMeasures.Csat);

    public decimal Target => Values.Of(ValueMeasures.Target)!.Value;

    public Gap? AiEffect => Values.Of(ValueMeasures.AiEffect);

    public LanguageGap? LanguageGap => Values.Of(ValueMeasures.LanguageGap);

    public Share? SilentFailure => Values.Of(ValueMeasures.SilentFailure);

    public Gap? SuccessOnlyBias => Values.Of(ValueMeasures.SuccessOnlyBias);

    public decimal? SavingPerInteraction => Values.Of(ValueMeasures.SavingPerInteraction);

    public double? SatisfiedInteractions => Values.Of(ValueMeasures.SatisfiedInteractions);

    public double? SavingPerSatisfiedInteraction => Values.Of(ValueMeasures.SavingPerSatisfiedInteraction);

    public IntegrityGrade? Integrity => Values.Of(ValueMeasures.Integrity);

    /// <summary>Whether the figures are of ballots that the service showed and the ministry does not accept.</summary>
    public required bool IsOfShownBallots { get; init; }

    public Verdict Verdict => Values.Of(ValueMeasures.Verdict);

    public Verdict VerdictVerified => Values.Of(ValueMeasures.VerdictVerified);

    /// <summary>Computes a service's row.</summary>
    /// <param name="service">The service.</param>
    /// <param name="period">A month or longer.</param>
    /// <param name="figures">The service's published figures.</param>
    /// <param name="savings">The service's current claims in the months of the period.</param>
    /// <param name="grade">The worst integrity grade of its months; null where none is graded.</param>
    public static ValueForMoney Of(
        Service service,
        Period period,
        ServiceFigures figures,
        IReadOnlyCollection<Saving> savings,
        IntegrityGrade? grade
    ) => Of(service, period, new ValueSource(service, period, figures, savings, grade));

    private static ValueForMoney Of(Service service, Period period, ValueSource source) =>
        new()
        {
            ServiceId = service.ServiceId,
            Agency = service.Agency,
            Period = period.ToString(),
            IsOfShownBallots = source.IsOfShownBallots,
            Values = new(ValueMeasures.All, source),
        };
}

/// <summary>The rows of all services that the caller may see.</summary>
internal sealed record ValuesForMoney(IReadOnlyList<ValueForMoney> Items);

/// <summary>
/// Rows of value for money as a CSV table. A column has the name of the figure's JSON path, with dots.
/// </summary>
internal static class ValueTable
{
    private static readonly (string Name, Func<ValueForMoney, object?> CellOf)[] Keys =
    [
        ("serviceId", row => row.ServiceId),
        ("agency", row => row.Agency),
        ("period", row => row.Period),
    ];

    /// <summary>The names of the columns.</summary>
    public static readonly ImmutableArray<string> Header =
    [
        .. Keys.Select(key => key.Name),
        .. ValueMeasures.All.SelectMany(measure => measure.Columns).Select(column => column.Name),
    ];

    /// <summary>The cells of one row, in the order of the header.</summary>
    public static IEnumerable<object?> CellsOf(ValueForMoney row) =>
        Keys.Select(key => key.CellOf(row)).Concat(row.Values.Cells());
}

/// <summary>Writes what identifies the row, then its figures.</summary>
internal sealed class ValueForMoneyConverter : JsonConverter<ValueForMoney>
{
    public override ValueForMoney Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Value for money is only written.");

    public override void Write(Utf8JsonWriter writer, ValueForMoney value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("serviceId", value.ServiceId);
        writer.WriteString("agency", value.Agency);
        writer.WriteString("period", value.Period);
        value.Values.WriteProperties(writer);
        writer.WriteEndObject();
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ValuesForMoney))]
[JsonSerializable(typeof(Verdict))]
[JsonSerializable(typeof(IntegrityGrade?))]
internal sealed partial class ValueJson : JsonSerializerContext;
