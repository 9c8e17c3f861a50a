using System.Security.Cryptography;
using Azure.Data.Tables;

namespace Surveys.Storage;

/// <summary>
/// The versions that the ETags of figures depend on, in the table <c>published</c>: a row for each month (2026-11), and rows that begin with 0
/// for what concerns all months, such as the register of services. They change with published versions and settings alone, never with an answer.
/// </summary>
internal static class FigureVersions
{
    private const string Partition = "versions";

    /// <summary>
    /// Changes a version, after what it stands for was written: a reader in between gets the new figures under the old version, and the next
    /// request corrects that.
    /// </summary>
    public static Task RenewAsync(SurveyStorage storage, string row, CancellationToken cancellationToken) =>
        storage.Published.UpsertEntityAsync(
            new TableEntity(Partition, row)
            {
                ["Version"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)),
            },
            TableUpdateMode.Replace,
            cancellationToken
        );

    /// <summary>The versions of the months from first to last and of what concerns all of them, as one text. One read.</summary>
    public static async Task<string> ReadAsync(
        SurveyStorage storage,
        string firstMonth,
        string lastMonth,
        CancellationToken cancellationToken
    )
    {
        var versions = new List<string>();
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {Partition} and (RowKey lt {"1"} or (RowKey ge {firstMonth} and RowKey le {lastMonth}))"
        );
        await foreach (
            var entity in storage.Published.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
        )
        {
            versions.Add($"{entity.RowKey}:{entity.GetString("Version")}");
        }

        return string.Join(' ', versions);
    }
}
