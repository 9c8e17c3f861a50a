using System.Text.Json.Serialization;
using Surveys.Scoring;

namespace Surveys.Publication;

/// <summary>How the answers behind published figures came.</summary>
internal enum Provenance
{
    /// <summary>From the citizens' phones, and from imports.</summary>
    [JsonStringEnumMemberName("verified")]
    Verified,

    /// <summary>From links that the service showed: it has no sender of text messages.</summary>
    [JsonStringEnumMemberName("shown")]
    Shown,
}

/// <summary>Whether published figures may still grow.</summary>
internal enum PublicationStatus
{
    /// <summary>Surveys of the period can still be answered.</summary>
    [JsonStringEnumMemberName("provisional")]
    Provisional,

    /// <summary>The period has ended and no survey of it can be answered any more.</summary>
    [JsonStringEnumMemberName("settled")]
    Settled,
}

/// <summary>The published figures of one cell: a period as a whole, or one value of a dimension in it.</summary>
internal sealed record PublishedCell
{
    /// <summary>Interactions, which the service reported itself. They are known of a hidden cell too.</summary>
    public long Interactions { get; init; }

    /// <summary>Those in which AI took part; known like the interactions.</summary>
    public long ByAi { get; init; }

    /// <summary>Every other published counter; null where the cell is hidden. A hidden cell and an empty one look alike.</summary>
    public Counts? Counts { get; init; }

    /// <summary>The weighted score; null where it is not published.</summary>
    public WeightedSum? Weighting { get; init; }

    /// <summary>Whether answers of hidden parts are left out of <see cref="Counts"/>.</summary>
    public bool LeftOut { get; init; }

    /// <summary>Whether nothing but the interactions is published.</summary>
    public bool IsHidden => Counts is null;

    /// <summary>A cell of which only the interactions are published.</summary>
    /// <param name="counts">All that the cell holds.</param>
    public static PublishedCell Hidden(Counts counts) =>
        new() { Interactions = counts.Interactions, ByAi = counts[Counters.ByAi] };
}

/// <summary>One service's published month as a whole.</summary>
/// <param name="ServiceId">The service.</param>
/// <param name="Version">1 for the first version of the month, then one more with each.</param>
/// <param name="AsOf">When the publication job ran that published it.</param>
/// <param name="Status">Whether it may still grow.</param>
/// <param name="Provenance">How its answers came.</param>
/// <param name="Cell">Its figures.</param>
/// <param name="HasCorrections">Whether 1 to 9 answers were withdrawn after it was settled; they are never applied.</param>
/// <param name="Parts">
/// The answers to satisfaction by assistance, language and outcome, so that comparisons of many services need no further reads; null before the
/// period is settled.
/// </param>
internal sealed record PublishedMonth(
    string ServiceId,
    int Version,
    DateTimeOffset AsOf,
    PublicationStatus Status,
    Provenance Provenance,
    PublishedCell Cell,
    bool HasCorrections,
    IReadOnlyDictionary<string, PublishedBreakdown>? Parts = null
);

/// <summary>A breakdown of a settled period by one dimension.</summary>
/// <param name="Values">The cell of each value that occurs.</param>
/// <param name="Joint">The hidden values together; null where none is hidden.</param>
/// <param name="Through">The last month that it includes.</param>
internal sealed record PublishedBreakdown(
    IReadOnlyDictionary<string, PublishedCell> Values,
    PublishedCell? Joint,
    DateOnly Through
);
