using System.Collections.Immutable;
using Surveys.Scoring;

namespace Surveys.Ledger;

/// <summary>
/// The dimensions of figures. To add one, declare it here and list it in <see cref="All"/>, and add its label (and
/// those of fixed values) to the texts of the dashboards. It counts from then on; a rebuild of the rollups adds its
/// history.
/// </summary>
internal static class Dimensions
{
    /// <summary>Who served: AI alone, AI and then a person, a person alone.</summary>
    public static readonly Dimension<Interaction> Assistance = new(
        "assistance",
        row => WireName.Of(row.Report.Assistance)
    )
    {
        StratumPart = stratum => stratum.Assistance,
        FixedValues = WireName.All<Assistance>(),
    };

    /// <summary>Where the interaction took place.</summary>
    public static readonly Dimension<Interaction> Channel = new("channel", row => WireName.Of(row.Report.Channel))
    {
        StratumPart = stratum => stratum.Channel,
        FixedValues = WireName.All<Channel>(),
    };

    /// <summary>The citizen's language.</summary>
    public static readonly Dimension<Interaction> Language = new("language", row => row.Report.Language)
    {
        StratumPart = stratum => stratum.Language,
        OpenValues = DimensionValues.Languages,
    };

    /// <summary>How the interaction ended, as the service reported it.</summary>
    public static readonly Dimension<Interaction> Outcome = new("outcome", row => NameOf(row.Report.Outcome))
    {
        FixedValues = WireName.All<Outcome>(),
    };

    /// <summary>How the answer came: by text message or on the page.</summary>
    public static readonly Dimension<Interaction> ResponseChannel = new(
        "responseChannel",
        row => NameOf(AnswerOf(row)?.Channel)
    )
    {
        FixedValues = WireName.All<ResponseChannel>(),
        IsKnownFromAnswer = true,
    };

    /// <summary>
    /// Which link brought the answer: the texted one, a reply by text message, or the one that the service showed.
    /// </summary>
    public static readonly Dimension<Interaction> Link = new("link", row => NameOf(AnswerOf(row)?.Link))
    {
        FixedValues = WireName.All<AnswerLink>(),
        IsKnownFromAnswer = true,
    };

    /// <summary>
    /// ISO 3166-2 region. A row beyond the maximum number of values keeps the cell that it was counted in.
    /// </summary>
    public static readonly Dimension<Interaction> Region = new(
        "region",
        row => row.Report.RegionCell ?? row.Report.Region
    );

    /// <summary>The AI model and version that served, bounded like <see cref="Region"/>.</summary>
    public static readonly Dimension<Interaction> Model = new("model", row => row.Report.ModelCell ?? row.Report.Model);

    /// <summary>All dimensions, in the order of the API's document and of the pages.</summary>
    public static readonly ImmutableArray<Dimension<Interaction>> All =
    [
        Assistance,
        Channel,
        Language,
        Outcome,
        ResponseChannel,
        Link,
        Region,
        Model,
    ];

    /// <summary>The dimension of a name in the API; null where there is none.</summary>
    public static Dimension? Find(string? name) => All.FirstOrDefault(dimension => dimension.Name == name);

    private static string? NameOf<T>(T? value)
        where T : struct, Enum => value is { } known ? WireName.Of(known) : null;

    /// <summary>
    /// The answer that says how the response came: the answer to satisfaction, or else the first of all.
    /// </summary>
    private static Answer? AnswerOf(Interaction row) =>
        row.Survey.Satisfaction ?? row.Survey.Answers.Values.MinBy(answer => answer.FirstAt);
}
