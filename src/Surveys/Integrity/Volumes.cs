using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Surveys.Http;
using Surveys.Storage;

namespace Surveys.Integrity;

/// <summary>The number of interactions of a service's month by a source that the service does not control.</summary>
/// <param name="Count">Number of interactions, 0 to 1,000,000,000.</param>
/// <param name="Source">Where the number comes from; for people.</param>
internal sealed record Volume(long Count, string Source)
{
    private const int MaxCount = 1_000_000_000;
    private const int MaxSource = 500;

    /// <summary>Reads a volume; validation errors are collected in the fields.</summary>
    public static Volume Read(JsonFields fields)
    {
        if (!fields.Has("count"))
        {
            fields.AddError("count", "Is required.");
        }

        var volume = new Volume(
            fields.Whole("count", 0, MaxCount) ?? 0,
            fields.Text("source", required: true, shortest: 1, longest: MaxSource) ?? ""
        );
        fields.Close();
        return volume;
    }
}

/// <summary>The independent volumes, in the table <c>published</c>: a partition for each month, a row for each service.</summary>
internal sealed class VolumesTable(SurveyStorage storage)
{
    private static string PartitionOf(string month) => $"volumes-{month}";

    /// <summary>The volumes of a month, by service.</summary>
    /// <param name="month">Such as 2026-11.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<Dictionary<string, Volume>> ReadAsync(string month, CancellationToken cancellationToken)
    {
        var partition = PartitionOf(month);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition}");
        var volumes = new Dictionary<string, Volume>(StringComparer.Ordinal);
        await foreach (
            var entity in storage.Published.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
        )
        {
            volumes[entity.RowKey] = new Volume(entity.GetInt64("Count")!.Value, entity.GetString("Source"));
        }

        return volumes;
    }

    /// <summary>Writes or replaces the volume of a service's month. Verdicts depend on it, so their ETags change.</summary>
    public async Task WriteAsync(string serviceId, string month, Volume volume, CancellationToken cancellationToken)
    {
        await storage.Published.UpsertEntityAsync(
            new TableEntity(PartitionOf(month), serviceId) { ["Count"] = volume.Count, ["Source"] = volume.Source },
            TableUpdateMode.Replace,
            cancellationToken
        );
        await FigureVersions.RenewAsync(storage, month, CancellationToken.None);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Volume))]
internal sealed partial class VolumeJson : JsonSerializerContext;
