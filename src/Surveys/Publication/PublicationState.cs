using System.Collections.Immutable;
using Azure.Data.Tables;
using Surveys.Ledger;
using Surveys.Storage;

namespace Surveys.Publication;

/// <summary>Where the publication of a service's month stands. Internal: it holds candidates and the tables of settled months.</summary>
internal sealed record PublicationState
{
    public int Version { get; init; }

    public PublicationStatus Status { get; init; }

    /// <summary>The rollup that the last run saw; an unchanged one of a settled month needs no further look.</summary>
    public DateTimeOffset? SeenRollup { get; init; }

    /// <summary>The published and waiting counters of each measure.</summary>
    public IReadOnlyDictionary<string, MeasureVersion> Measures { get; init; } =
        ImmutableDictionary<string, MeasureVersion>.Empty;

    /// <summary>The groups of a settled month, from which coarser periods are made; null before it is settled.</summary>
    public GroupTable? Table { get; init; }

    public bool HasCorrections { get; init; }
}

/// <summary>What a version of a year's breakdown shows, by dimension: later versions are checked against it.</summary>
/// <param name="Through">The last month that it includes.</param>
/// <param name="Shown">The values that are shown, by the dimension's name.</param>
internal sealed record YearVersion(DateOnly Through, IReadOnlyDictionary<string, IReadOnlyList<string>> Shown);

/// <summary>
/// The states of publication, in the table <c>scores</c> beside the rollups: rows <c>p_service</c> of a month and <c>y_service</c> of a year.
/// Readers of published figures never open this table.
/// </summary>
internal sealed class PublicationStates(SurveyStorage storage)
{
    private static string Row(string serviceId) => $"p_{serviceId}";

    private static string YearRow(string serviceId) => $"y_{serviceId}";

    /// <summary>The states of all services of a month, by service.</summary>
    public async Task<Dictionary<string, PublicationState>> ReadMonthAsync(
        DateOnly month,
        CancellationToken cancellationToken
    )
    {
        var states = new Dictionary<string, PublicationState>(StringComparer.Ordinal);
        var (partition, from, until) = (RollupsTable.Month(month), "p_", "p`");
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {partition} and RowKey ge {from} and RowKey lt {until}"
        );
        await foreach (
            var entity in storage.Scores.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
        )
        {
            states[entity.RowKey.Split('_')[1]] = Read(entity);
        }

        return states;
    }

    public async Task<PublicationState?> FindAsync(
        DateOnly month,
        string serviceId,
        CancellationToken cancellationToken
    )
    {
        var entity = await storage.Scores.GetEntityIfExistsAsync<TableEntity>(
            RollupsTable.Month(month),
            Row(serviceId),
            cancellationToken: cancellationToken
        );
        return entity.HasValue ? Read(entity.Value!) : null;
    }

    public Task WriteAsync(
        DateOnly month,
        string serviceId,
        PublicationState state,
        CancellationToken cancellationToken
    )
    {
        var entity = new TableEntity(RollupsTable.Month(month), Row(serviceId))
        {
            ["Version"] = state.Version,
            ["Status"] = WireName.Of(state.Status),
            ["SeenRollup"] = state.SeenRollup,
            ["HasCorrections"] = state.HasCorrections,
        };
        Write(entity, "Measures", PublishedFormat.Encode(state.Measures));
        if (state.Table is { } table)
        {
            Write(entity, "Table", PublishedFormat.Encode(table));
        }

        return storage.Scores.UpsertEntityAsync(entity, TableUpdateMode.Replace, cancellationToken);
    }

    /// <summary>The versions of a year's breakdowns, oldest first.</summary>
    public async Task<IReadOnlyList<YearVersion>> ReadYearAsync(
        int year,
        string serviceId,
        CancellationToken cancellationToken
    )
    {
        var entity = await storage.Scores.GetEntityIfExistsAsync<TableEntity>(
            NameOf(year),
            YearRow(serviceId),
            cancellationToken: cancellationToken
        );
        return entity.HasValue ? PublishedFormat.DecodeYear(PublishedFormat.Join(entity.Value!, "Versions")) : [];
    }

    public Task WriteYearAsync(
        int year,
        string serviceId,
        IReadOnlyList<YearVersion> versions,
        CancellationToken cancellationToken
    )
    {
        var entity = new TableEntity(NameOf(year), YearRow(serviceId));
        Write(entity, "Versions", PublishedFormat.Encode(versions));
        return storage.Scores.UpsertEntityAsync(entity, TableUpdateMode.Replace, cancellationToken);
    }

    private static string NameOf(int year) => year.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static void Write(TableEntity entity, string property, byte[] bytes)
    {
        foreach (var (name, piece) in PublishedFormat.Split(property, bytes))
        {
            entity[name] = piece;
        }
    }

    private static PublicationState Read(TableEntity entity) =>
        new()
        {
            Version = entity.GetInt32("Version")!.Value,
            Status = WireName.Find<PublicationStatus>(entity.GetString("Status"))!.Value,
            SeenRollup = entity.GetDateTimeOffset("SeenRollup"),
            HasCorrections = entity.GetBoolean("HasCorrections") ?? false,
            Measures = PublishedFormat.DecodeMeasures(PublishedFormat.Join(entity, "Measures")),
            Table = entity.ContainsKey("Table0")
                ? PublishedFormat.DecodeTable(PublishedFormat.Join(entity, "Table"))
                : null,
        };
}
