using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Surveys.Scoring;
using Surveys.Storage;

namespace Surveys.Publication;

/// <summary>The stored form of what is published and of the tables that it is made from: JSON, compressed with Brotli.</summary>
internal static partial class PublishedFormat
{
    /// <summary>The stored form of a cell.</summary>
    public static byte[] Encode(PublishedCell cell) => Write(StoredCell.Of(cell), Stored.Default.StoredCell);

    public static PublishedCell DecodeCell(byte[] stored) => Read(stored, Stored.Default.StoredCell).ToCell();

    /// <summary>The stored form of a breakdown.</summary>
    public static byte[] Encode(PublishedBreakdown breakdown) =>
        Write(StoredBreakdown.Of(breakdown), Stored.Default.StoredBreakdown);

    public static PublishedBreakdown DecodeBreakdown(byte[] stored) =>
        Read(stored, Stored.Default.StoredBreakdown).ToBreakdown();

    /// <summary>The stored form of several breakdowns, by the name of the dimension.</summary>
    public static byte[] Encode(IReadOnlyDictionary<string, PublishedBreakdown> parts) =>
        Write(
            parts.ToDictionary(pair => pair.Key, pair => StoredBreakdown.Of(pair.Value)),
            Stored.Default.DictionaryStringStoredBreakdown
        );

    public static Dictionary<string, PublishedBreakdown> DecodeParts(byte[] stored) =>
        Read(stored, Stored.Default.DictionaryStringStoredBreakdown)
            .ToDictionary(pair => pair.Key, pair => pair.Value.ToBreakdown(), StringComparer.Ordinal);

    /// <summary>The stored form of a table of groups.</summary>
    public static byte[] Encode(GroupTable table) =>
        Write(
            new StoredTable(
                table.Dimensions,
                [.. table.Groups.Select(group => new StoredGroup(group.Values, ToDictionary(group.Counts)))]
            ),
            Stored.Default.StoredTable
        );

    public static GroupTable DecodeTable(byte[] stored)
    {
        var read = Read(stored, Stored.Default.StoredTable);
        return new GroupTable(
            read.Dimensions,
            [.. read.Groups.Select(group => new Group(group.Values, ToCounts(group.Counts)))]
        );
    }

    /// <summary>The stored form of the state of a month's measures.</summary>
    public static byte[] Encode(IReadOnlyDictionary<string, MeasureVersion> measures) =>
        Write(
            measures.ToDictionary(
                pair => pair.Key,
                pair => new StoredMeasure(
                    ToDictionary(pair.Value.Published),
                    pair.Value.Candidate is { } candidate ? ToDictionary(candidate) : null
                )
            ),
            Stored.Default.DictionaryStringStoredMeasure
        );

    public static Dictionary<string, MeasureVersion> DecodeMeasures(byte[] stored) =>
        Read(stored, Stored.Default.DictionaryStringStoredMeasure)
            .ToDictionary(
                pair => pair.Key,
                pair => new MeasureVersion(
                    ToCounts(pair.Value.Published),
                    pair.Value.Candidate is { } candidate ? ToCounts(candidate) : null
                ),
                StringComparer.Ordinal
            );

    /// <summary>The stored form of the versions of a year's breakdowns.</summary>
    public static byte[] Encode(IReadOnlyList<YearVersion> versions) =>
        Write<IReadOnlyList<YearVersion>>(versions, Stored.Default.IReadOnlyListYearVersion);

    public static IReadOnlyList<YearVersion> DecodeYear(byte[] stored) =>
        Read(stored, Stored.Default.IReadOnlyListYearVersion);

    /// <summary>Bytes in pieces that each fit into one property of an entity.</summary>
    public static IEnumerable<(string Property, byte[] Piece)> Split(string property, byte[] bytes) =>
        bytes
            .Chunk(TableLimits.PropertyBytes)
            .Select((piece, index) => (string.Create(CultureInfo.InvariantCulture, $"{property}{index}"), piece));

    /// <summary>The bytes that <see cref="Split"/> took apart.</summary>
    public static byte[] Join(TableEntity entity, string property)
    {
        using var bytes = new MemoryStream();
        for (
            var index = 0;
            entity.TryGetValue(string.Create(CultureInfo.InvariantCulture, $"{property}{index}"), out var piece);
            index++
        )
        {
            bytes.Write((byte[])piece);
        }

        return bytes.ToArray();
    }

    private static byte[] Write<T>(T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        using var buffer = new MemoryStream();
        using (var brotli = new BrotliStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(brotli, value, type);
        }

        return buffer.ToArray();
    }

    private static T Read<T>(byte[] stored, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        using var brotli = new BrotliStream(new MemoryStream(stored, writable: false), CompressionMode.Decompress);
        return JsonSerializer.Deserialize(brotli, type)!;
    }

    private static Dictionary<string, long> ToDictionary(Counts counts) =>
        counts.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(pair => pair.Key, pair => pair.Value);

    private static Counts ToCounts(Dictionary<string, long> stored)
    {
        var counts = new Counts(stored.Count);
        foreach (var (counter, value) in stored)
        {
            counts[string.IsInterned(counter) ?? counter] = value;
        }

        return counts;
    }

    private sealed record StoredCell(
        [property: JsonPropertyName("i")] long Interactions,
        [property: JsonPropertyName("a")] long ByAi,
        [property: JsonPropertyName("c")] Dictionary<string, long>? Counts,
        [property: JsonPropertyName("w")] double[]? Weighting,
        [property: JsonPropertyName("l")] bool LeftOut
    )
    {
        public static StoredCell Of(PublishedCell cell) =>
            new(
                cell.Interactions,
                cell.ByAi,
                cell.Counts is { } counts ? ToDictionary(counts) : null,
                cell.Weighting is var (frame, satisfied, variance, spread, capped)
                    ? [frame, satisfied, variance, spread, capped]
                    : null,
                cell.LeftOut
            );

        public PublishedCell ToCell() =>
            new()
            {
                Interactions = Interactions,
                ByAi = ByAi,
                Counts = Counts is null ? null : ToCounts(Counts),
                Weighting = Weighting is [var frame, var satisfied, var variance, var spread, var capped]
                    ? new WeightedSum(frame, satisfied, variance, spread, capped)
                    : null,
                LeftOut = LeftOut,
            };
    }

    private sealed record StoredBreakdown(Dictionary<string, StoredCell> Values, StoredCell? Joint, DateOnly Through)
    {
        public static StoredBreakdown Of(PublishedBreakdown breakdown) =>
            new(
                breakdown.Values.ToDictionary(pair => pair.Key, pair => StoredCell.Of(pair.Value)),
                breakdown.Joint is { } joint ? StoredCell.Of(joint) : null,
                breakdown.Through
            );

        public PublishedBreakdown ToBreakdown() =>
            new(
                Values.ToDictionary(pair => pair.Key, pair => pair.Value.ToCell(), StringComparer.Ordinal),
                Joint?.ToCell(),
                Through
            );
    }

    private sealed record StoredGroup(
        [property: JsonPropertyName("v")] IReadOnlyList<string> Values,
        [property: JsonPropertyName("c")] Dictionary<string, long> Counts
    );

    private sealed record StoredTable(IReadOnlyList<string> Dimensions, IReadOnlyList<StoredGroup> Groups);

    private sealed record StoredMeasure(Dictionary<string, long> Published, Dictionary<string, long>? Candidate);

    [JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
    [JsonSerializable(typeof(StoredCell))]
    [JsonSerializable(typeof(StoredBreakdown))]
    [JsonSerializable(typeof(Dictionary<string, StoredBreakdown>))]
    [JsonSerializable(typeof(StoredTable))]
    [JsonSerializable(typeof(Dictionary<string, StoredMeasure>))]
    [JsonSerializable(typeof(IReadOnlyList<YearVersion>))]
    private sealed partial class Stored : JsonSerializerContext;
}
