using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Surveys.Ledger;
using Surveys.ServiceRegister;
using Surveys.Storage;

namespace Surveys.Integrity;

/// <summary>
/// What the grades are computed from, in the table <c>published</c>: a partition for each month, a row for each service.
/// A row is written when a version of the month is published, so that nobody sees an answer come.
/// </summary>
internal sealed class IntegrityTable(SurveyStorage storage, LedgerRows rows)
{
    private static string PartitionOf(string month) => $"integrity-{month}";

    /// <summary>Counts the rows of a service's month anew. A repeat gives the same counts.</summary>
    public async Task RecordAsync(Service service, DateOnly month, CancellationToken cancellationToken)
    {
        var tally = new IntegrityTally(service.ServiceId);
        await foreach (var row in rows.ReadMonthAsync(service.ServiceId, month, cancellationToken))
        {
            tally.Add(row);
        }

        var counts = tally.ToCounts() with { HasSender = service.HadSender(month) };
        await storage.Published.UpsertEntityAsync(
            new TableEntity(PartitionOf(RollupsTable.Month(month)), service.ServiceId)
            {
                ["Counts"] = JsonSerializer.Serialize(counts, IntegrityJson.Default.IntegrityCounts),
            },
            TableUpdateMode.Replace,
            cancellationToken
        );
    }

    /// <summary>The counts of a month, of every service.</summary>
    /// <param name="month">Such as 2026-11.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyList<IntegrityCounts>> ReadAsync(string month, CancellationToken cancellationToken)
    {
        var partition = PartitionOf(month);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition}");
        var services = new List<IntegrityCounts>();
        await foreach (
            var entity in storage.Published.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
        )
        {
            services.Add(
                JsonSerializer.Deserialize(entity.GetString("Counts"), IntegrityJson.Default.IntegrityCounts)!
            );
        }

        return services;
    }
}

[JsonSerializable(typeof(IntegrityCounts))]
internal sealed partial class IntegrityJson : JsonSerializerContext;
