using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Surveys.Ledger;
using Surveys.Storage;

namespace Surveys.Savings;

/// <summary>A claim and the ETag of its present state.</summary>
internal sealed record StoredSaving(Saving Saving, ETag ETag);

/// <summary>
/// The table <c>savings</c>. Partition = month, so that the ministry's table of a year is a range of few partitions; rows <c>c_service_category</c> (as it stands) and
/// <c>h_service_category_000001</c> (each step), written in one transaction: what stands and its history can't part.
/// </summary>
internal sealed class SavingsTable(SurveyStorage storage)
{
    /// <summary>The row beside the months' versions on which ETags of values hang; it sorts before every month.</summary>
    public const string VersionRow = "0-savings";

    /// <summary>The claim as it stands; null where there is none.</summary>
    public async Task<StoredSaving?> FindAsync(
        string serviceId,
        DateOnly month,
        SavingCategory category,
        CancellationToken cancellationToken
    )
    {
        var entity = await storage.Savings.GetEntityIfExistsAsync<TableEntity>(
            PartitionOf(month),
            CurrentRow(serviceId, category),
            cancellationToken: cancellationToken
        );
        return entity.HasValue ? new StoredSaving(Read(entity.Value!), entity.Value!.ETag) : null;
    }

    /// <summary>Writes a claim's next step over the state that was seen; throws 409 or 412 where somebody else wrote meanwhile.</summary>
    public async Task<StoredSaving> WriteAsync(Saving saving, ETag? seen, CancellationToken cancellationToken)
    {
        var partition = PartitionOf(saving.Month);
        var step = JsonSerializer.Serialize(saving.Step, SavingJson.Default.SavingStep);
        var current = new TableEntity(partition, CurrentRow(saving.ServiceId, saving.Category))
        {
            ["Step"] = step,
            ["ReportedBy"] = saving.ReportedBy,
        };
        var response = await storage.Savings.SubmitTransactionAsync(
            [
                seen is { } etag
                    ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, current, etag)
                    : new TableTransactionAction(TableTransactionActionType.Add, current),
                new TableTransactionAction(
                    TableTransactionActionType.Add,
                    new TableEntity(partition, HistoryRow(saving)) { ["Step"] = step }
                ),
            ],
            cancellationToken
        );
        await RollupsTable.RenewVersionAsync(storage, VersionRow, CancellationToken.None);
        return new StoredSaving(saving, response.Value[0].Headers.ETag!.Value);
    }

    /// <summary>All steps of one claim, in order.</summary>
    public async Task<IReadOnlyList<SavingStep>> ReadHistoryAsync(Saving saving, CancellationToken cancellationToken)
    {
        var steps = new List<SavingStep>();
        var from = $"h_{saving.ServiceId}_{WireName.Of(saving.Category)}_";
        var until = $"h_{saving.ServiceId}_{WireName.Of(saving.Category)}`";
        await foreach (
            var entity in storage.Savings.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter(
                    $"PartitionKey eq {PartitionOf(saving.Month)} and RowKey ge {from} and RowKey lt {until}"
                ),
                cancellationToken: cancellationToken
            )
        )
        {
            steps.Add(ReadStep(entity));
        }

        return steps;
    }

    /// <summary>One service's claims of some months with their steps, by month and category.</summary>
    public Task<IReadOnlyList<(StoredSaving Stored, IReadOnlyList<SavingStep> History)>> ReadAsync(
        string serviceId,
        DateOnly first,
        DateOnly last,
        CancellationToken cancellationToken
    ) => ReadAsync($"{serviceId}_", $"{serviceId}`", first, last, cancellationToken);

    /// <summary>The claims of every service in some months with their steps, by month and category.</summary>
    public Task<IReadOnlyList<(StoredSaving Stored, IReadOnlyList<SavingStep> History)>> ReadAllWithHistoryAsync(
        DateOnly first,
        DateOnly last,
        CancellationToken cancellationToken
    ) => ReadAsync("", "~", first, last, cancellationToken);

    private async Task<IReadOnlyList<(StoredSaving Stored, IReadOnlyList<SavingStep> History)>> ReadAsync(
        string from,
        string until,
        DateOnly first,
        DateOnly last,
        CancellationToken cancellationToken
    )
    {
        var savings = new List<StoredSaving>();
        var steps = new Dictionary<(string Month, string ServiceId, string Category), List<SavingStep>>();
        var (current, currentEnd, history, historyEnd) = ($"c_{from}", $"c_{until}", $"h_{from}", $"h_{until}");
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey ge {PartitionOf(first)} and PartitionKey le {PartitionOf(last)} and ((RowKey ge {current} and RowKey lt {currentEnd}) or (RowKey ge {history} and RowKey lt {historyEnd}))"
        );
        await foreach (
            var entity in storage.Savings.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
        )
        {
            if (entity.RowKey[0] is 'c')
            {
                savings.Add(new StoredSaving(Read(entity), entity.ETag));
                continue;
            }

            var parts = entity.RowKey.Split('_');
            var key = (entity.PartitionKey, parts[1], parts[2]);
            if (!steps.TryGetValue(key, out var own))
            {
                steps[key] = own = [];
            }

            own.Add(ReadStep(entity));
        }

        return
        [
            .. savings
                .OrderBy(stored => stored.Saving.Month)
                .ThenBy(stored => stored.Saving.Category)
                .Select(stored =>
                    (
                        stored,
                        (IReadOnlyList<SavingStep>)
                            steps.GetValueOrDefault(
                                (
                                    PartitionOf(stored.Saving.Month),
                                    stored.Saving.ServiceId,
                                    WireName.Of(stored.Saving.Category)
                                ),
                                []
                            )
                    )
                ),
        ];
    }

    /// <summary>The claims of every service in some months, as they stand; a stream of pages.</summary>
    public async IAsyncEnumerable<Saving> ReadAllAsync(
        DateOnly first,
        DateOnly last,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey ge {PartitionOf(first)} and PartitionKey le {PartitionOf(last)} and RowKey ge {"c_"} and RowKey lt {"c`"}"
        );
        await foreach (
            var entity in storage.Savings.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
        )
        {
            yield return Read(entity);
        }
    }

    private static string PartitionOf(DateOnly month) => RollupsTable.Month(month);

    private static string CurrentRow(string serviceId, SavingCategory category) =>
        $"c_{serviceId}_{WireName.Of(category)}";

    private static string HistoryRow(Saving saving) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"h_{saving.ServiceId}_{WireName.Of(saving.Category)}_{saving.Step.Version:d6}"
        );

    private static SavingStep ReadStep(TableEntity entity) =>
        JsonSerializer.Deserialize(entity.GetString("Step"), SavingJson.Default.SavingStep)!;

    private static Saving Read(TableEntity entity)
    {
        var parts = entity.RowKey.Split('_');
        return new Saving(
            parts[1],
            DateOnly.ParseExact(entity.PartitionKey + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture),
            WireName.Find<SavingCategory>(parts[2])!.Value,
            ReadStep(entity),
            entity.GetString("ReportedBy")
        );
    }
}
