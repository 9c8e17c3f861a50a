using System.Collections.Immutable;
using System.Text.Json;
using Azure.Data.Tables;
using Surveys.Scoring;
using Surveys.Storage;

namespace Surveys.Publication;

/// <summary>
/// The labels of a service that are published by name. A label that is not registered counts as <see cref="Tally.Other"/>: otherwise a service
/// could give each citizen a label of their own and read their answers.
/// </summary>
/// <param name="Models">AI models and versions.</param>
/// <param name="Regions">ISO 3166-2 regions.</param>
internal sealed record Labels(ImmutableSortedSet<string> Models, ImmutableSortedSet<string> Regions)
{
    /// <summary>No label is registered.</summary>
    public static Labels None { get; } = new(Empty, Empty);

    private static ImmutableSortedSet<string> Empty => ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Whether a dimension's values are labels that services choose.</summary>
    public static bool IsLabel(string dimension) => dimension is "model" or "region";

    /// <summary>The value under which a row counts.</summary>
    public string Apply(string dimension, string value) =>
        !IsLabel(dimension) || value is Tally.None || (dimension is "model" ? Models : Regions).Contains(value)
            ? value
            : Tally.Other;
}

/// <summary>The registered labels, in the table <c>services</c>: one row a service.</summary>
internal sealed class LabelsTable(SurveyStorage storage)
{
    private const string Partition = "labels";

    /// <summary>The labels of a service.</summary>
    public async Task<Labels> ReadAsync(string serviceId, CancellationToken cancellationToken)
    {
        var entity = await storage.Services.GetEntityIfExistsAsync<TableEntity>(
            Partition,
            serviceId,
            cancellationToken: cancellationToken
        );
        return entity.HasValue
            ? new Labels(Read(entity.Value!, "Models"), Read(entity.Value!, "Regions"))
            : Labels.None;
    }

    /// <summary>Replaces the labels of a service. They hold for months that are settled later.</summary>
    public Task WriteAsync(string serviceId, Labels labels, CancellationToken cancellationToken) =>
        storage.Services.UpsertEntityAsync(
            new TableEntity(Partition, serviceId)
            {
                ["Models"] = JsonSerializer.Serialize<IEnumerable<string>>(labels.Models),
                ["Regions"] = JsonSerializer.Serialize<IEnumerable<string>>(labels.Regions),
            },
            TableUpdateMode.Replace,
            cancellationToken
        );

    private static ImmutableSortedSet<string> Read(TableEntity entity, string column) =>
        JsonSerializer.Deserialize<string[]>(entity.GetString(column))!.ToImmutableSortedSet(StringComparer.Ordinal);
}
