using System.Globalization;
using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Surveys.Calendar;
using Surveys.Ledger;
using Surveys.Scoring;
using Surveys.Storage;

namespace Surveys.Publication;

/// <summary>
/// The table <c>published</c>: the only source of figures that leave the platform. Partition = period (2026-11, 2026-Q4, 2026), so that a period
/// of all services is one range; rows <c>m_service</c> (the whole), <c>b_service_dimension</c> and <c>d_service</c> (days). The
/// partition <c>versions</c> is that of <see cref="FigureVersions"/>.
/// </summary>
internal sealed class PublishedTable(SurveyStorage storage)
{
    private const string StatePartition = "state";
    private const string RunRow = "run";

    /// <summary>The row of the name of a dimension for the days of a month, which are stored like a breakdown.</summary>
    public const string Days = "day";

    private static string WholeRow(string serviceId) => $"m_{serviceId}";

    private static string BreakdownRow(string serviceId, string dimension) => $"b_{serviceId}_{dimension}";

    /// <summary>Writes what is published of a service's period in one transaction: the whole, then each breakdown.</summary>
    public async Task WriteAsync(
        string period,
        PublishedMonth whole,
        IReadOnlyDictionary<string, PublishedBreakdown> breakdowns,
        CancellationToken cancellationToken
    )
    {
        var entity = new TableEntity(period, WholeRow(whole.ServiceId))
        {
            ["Version"] = whole.Version,
            ["AsOf"] = whole.AsOf,
            ["Status"] = WireName.Of(whole.Status),
            ["Provenance"] = WireName.Of(whole.Provenance),
            ["HasCorrections"] = whole.HasCorrections,
            ["Cell"] = PublishedFormat.Encode(whole.Cell),
        };
        if (PartsOf(whole, breakdowns) is { } parts)
        {
            foreach (var (property, piece) in PublishedFormat.Split("Parts", PublishedFormat.Encode(parts)))
            {
                entity[property] = piece;
            }
        }

        var actions = new List<TableTransactionAction> { new(TableTransactionActionType.UpsertReplace, entity) };
        foreach (var (dimension, breakdown) in breakdowns)
        {
            var row = new TableEntity(period, BreakdownRow(whole.ServiceId, dimension));
            foreach (var (property, piece) in PublishedFormat.Split("Cells", PublishedFormat.Encode(breakdown)))
            {
                row[property] = piece;
            }

            actions.Add(new TableTransactionAction(TableTransactionActionType.UpsertReplace, row));
        }

        await storage.Published.SubmitTransactionAsync(actions, cancellationToken);
    }

    /// <summary>One service's published period; null where nothing is published of it.</summary>
    public async Task<PublishedMonth?> FindAsync(string period, string serviceId, CancellationToken cancellationToken)
    {
        var entity = await storage.Published.GetEntityIfExistsAsync<TableEntity>(
            period,
            WholeRow(serviceId),
            cancellationToken: cancellationToken
        );
        return entity.HasValue ? Read(entity.Value!) : null;
    }

    /// <summary>One service's published period with its breakdowns, by the name of the dimension: one range of one partition.</summary>
    public async Task<(
        PublishedMonth? Whole,
        IReadOnlyDictionary<string, PublishedBreakdown> Breakdowns
    )> ReadServiceAsync(string period, string serviceId, CancellationToken cancellationToken)
    {
        PublishedMonth? whole = null;
        var breakdowns = new Dictionary<string, PublishedBreakdown>(StringComparer.Ordinal);
        var (row, first, last) = (WholeRow(serviceId), $"b_{serviceId}_", $"b_{serviceId}`");
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {period} and (RowKey eq {row} or (RowKey ge {first} and RowKey lt {last}))"
        );
        await foreach (
            var entity in storage.Published.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
        )
        {
            if (entity.RowKey == row)
            {
                whole = Read(entity);
            }
            else
            {
                breakdowns[entity.RowKey.Split('_')[2]] = ReadBreakdown(entity);
            }
        }

        return (whole, breakdowns);
    }

    /// <summary>The published period of the services from the first id to the last, in ordinal order: one range of one partition.</summary>
    public async IAsyncEnumerable<PublishedMonth> ReadAsync(
        string period,
        string firstService,
        string lastService,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {period} and RowKey ge {WholeRow(firstService)} and RowKey le {WholeRow(lastService)}"
        );
        await foreach (
            var entity in storage.Published.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
        )
        {
            yield return Read(entity);
        }
    }

    /// <summary>One service's published breakdown of a period; null where none is published.</summary>
    public async Task<PublishedBreakdown?> FindBreakdownAsync(
        string period,
        string serviceId,
        string dimension,
        CancellationToken cancellationToken
    )
    {
        var entity = await storage.Published.GetEntityIfExistsAsync<TableEntity>(
            period,
            BreakdownRow(serviceId, dimension),
            cancellationToken: cancellationToken
        );
        return entity.HasValue ? ReadBreakdown(entity.Value!) : null;
    }

    /// <summary>The breakdowns by one dimension of the services from the first id to the last.</summary>
    public async IAsyncEnumerable<(string ServiceId, PublishedBreakdown Breakdown)> ReadBreakdownsAsync(
        string period,
        string firstService,
        string lastService,
        string dimension,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var (first, last) = ($"b_{firstService}_", $"b_{lastService}`");
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {period} and RowKey ge {first} and RowKey lt {last}"
        );
        await foreach (
            var entity in storage.Published.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
        )
        {
            var parts = entity.RowKey.Split('_');
            if (parts[2] == dimension)
            {
                yield return (parts[1], ReadBreakdown(entity));
            }
        }
    }

    /// <summary>When the publication job last ran to its end; null: never.</summary>
    public async Task<DateTimeOffset?> FindLastRunAsync(CancellationToken cancellationToken)
    {
        var entity = await storage.Published.GetEntityIfExistsAsync<TableEntity>(
            StatePartition,
            RunRow,
            cancellationToken: cancellationToken
        );
        return entity.HasValue ? entity.Value!.GetDateTimeOffset("AsOf") : null;
    }

    public Task WriteLastRunAsync(DateTimeOffset asOf, CancellationToken cancellationToken) =>
        storage.Published.UpsertEntityAsync(
            new TableEntity(StatePartition, RunRow) { ["AsOf"] = asOf },
            TableUpdateMode.Replace,
            cancellationToken
        );

    /// <summary>The partition of a period: 2026-11, 2026-Q4 or 2026.</summary>
    public static string NameOf(Period period) => period.ToString();

    /// <summary>The partition of a month.</summary>
    public static string NameOf(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static PublishedMonth Read(TableEntity entity) =>
        new(
            entity.RowKey.Split('_')[1],
            entity.GetInt32("Version")!.Value,
            entity.GetDateTimeOffset("AsOf")!.Value,
            WireName.Find<PublicationStatus>(entity.GetString("Status"))!.Value,
            WireName.Find<Provenance>(entity.GetString("Provenance"))!.Value,
            PublishedFormat.DecodeCell(entity.GetBinary("Cell")),
            entity.GetBoolean("HasCorrections") ?? false,
            entity.ContainsKey("Parts0") ? PublishedFormat.DecodeParts(PublishedFormat.Join(entity, "Parts")) : null
        );

    /// <summary>The dimensions whose values are compared, with the answers to satisfaction alone.</summary>
    private static IReadOnlyDictionary<string, PublishedBreakdown>? PartsOf(
        PublishedMonth whole,
        IReadOnlyDictionary<string, PublishedBreakdown> breakdowns
    ) =>
        breakdowns.Count is 0
            ? whole.Parts
            : ((Dimension[])[Dimensions.Assistance, Dimensions.Language, Dimensions.Outcome])
                .Where(dimension => breakdowns.ContainsKey(dimension.Name))
                .ToDictionary(dimension => dimension.Name, dimension => OnlySatisfaction(breakdowns[dimension.Name]));

    private static PublishedBreakdown OnlySatisfaction(PublishedBreakdown breakdown)
    {
        static PublishedCell Only(PublishedCell cell)
        {
            if (cell.Counts is not { } counts)
            {
                return cell;
            }

            var only = new Counts();
            foreach (var counter in StandardQuestions.Satisfaction.CounterNames)
            {
                only[counter] = counts[counter];
            }

            return cell with
            {
                Counts = only,
            };
        }

        return breakdown with
        {
            Values = breakdown.Values.ToDictionary(pair => pair.Key, pair => Only(pair.Value), StringComparer.Ordinal),
            Joint = breakdown.Joint is { } joint ? Only(joint) : null,
        };
    }

    private static PublishedBreakdown ReadBreakdown(TableEntity entity) =>
        PublishedFormat.DecodeBreakdown(PublishedFormat.Join(entity, "Cells"));
}
