using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Surveys.Ledger;
using Surveys.Storage;

namespace Surveys.Savings;

/// <summary>A claim and the ETag of its current version.</summary>
internal sealed record StoredSaving(Saving Saving, ETag ETag);

/// <summary>
/// The table <c>savings</c>. The partition is the month, so that a year of all services is a range of few partitions.
/// The rows are <c>c_service_category</c> (the current version) and <c>h_service_category_000001</c> (each version).
/// One transaction writes both.
/// </summary>
internal sealed class SavingsTable(SurveyStorage storage)
{
    /// <summary>
    /// The version row of the savings, on which the ETags of value for money depend. It sorts before every month.
    /// </summary>
    public const string VersionRow = "0-savings";

    /// <summary>The current version of a claim; null where there is none.</summary>
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

    /// <summary>
    /// Writes the next version of a claim over the version that was read. Fails with 409 or 412 if another writer was
    /// faster.
    /// </summary>
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
        await FigureVersions.RenewAsync(storage, VersionRow, CancellationToken.None);
        return new StoredSaving(saving, response.Value[0].Headers.ETag!.Value);
    }

    /// <summary>All versions of one claim, in order.</summary>
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

    /// <summary>One service's claims of several months with their versions, by month and category.</summary>
    public Task<IReadOnlyList<(StoredSaving Stored, IReadOnlyList<SavingStep> History)>> ReadAsync(
        string serviceId,
        DateOnly first,
        DateOnly last,
        CancellationToken cancellationToken
    ) => ReadAsync($"{serviceId}_", $"{serviceId}`", first, last, cancellationToken);

    /// <summary>The claims of every service in several months with their versions, by month and category.</summary>
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
        var rows = TableClient.CreateQueryFilter(
            $"((RowKey ge {current} and RowKey lt {currentEnd}) or (RowKey ge {history} and RowKey lt {historyEnd}))"
        );
        await foreach (
            var entity in storage.Savings.QueryAsync<TableEntity>(
                $"{FilterOf(first, last)} and {rows}",
                cancellationToken: cancellationToken
            )
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

    /// <summary>The current claims of every service in several months, as a stream.</summary>
    public async IAsyncEnumerable<Saving> ReadAllAsync(
        DateOnly first,
        DateOnly last,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var rows = TableClient.CreateQueryFilter($"RowKey ge {"c_"} and RowKey lt {"c`"}");
        await foreach (
            var entity in storage.Savings.QueryAsync<TableEntity>(
                $"{FilterOf(first, last)} and {rows}",
                cancellationToken: cancellationToken
            )
        )
        {
            yield return Read(entity);
        }
    }

    private static string FilterOf(DateOnly first, DateOnly last) =>
        TableClient.CreateQueryFilter($"PartitionKey ge {PartitionOf(first)} and PartitionKey le {PartitionOf(last)}");

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
