using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Azure.Storage.Queues;
using Surveys.Audit;
using Surveys.Ledger;
using Surveys.Storage;

namespace Surveys.Local;

/// <summary>Counts all rows again, compares the results with the stored counts, and checks the audit log.</summary>
internal static class VerifyCommand
{
    /// <summary>Verifies the data of a folder or of a storage account.</summary>
    /// <param name="data">The data folder; null for the default.</param>
    /// <param name="connection">The connection string of a storage account; null to use the data folder.</param>
    /// <param name="output">Receives the differences and a summary.</param>
    /// <param name="error">Receives the error message.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>0 if all counts are right and the audit log is intact, else 1.</returns>
    public static async Task<int> RunAsync(
        string? data,
        string? connection,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (connection is not null)
            {
                return await VerifyAsync(connection, output, cancellationToken);
            }

            using var folder = DataFolder.OpenExisting(data);
            await using var azurite = await LocalHost.StartStorageAsync(
                folder,
                output.WriteLine,
                TimeProvider.System,
                cancellationToken
            );
            return await VerifyAsync(LocalHost.ConnectionTo(azurite), output, cancellationToken);
        }
        catch (RequestFailedException e)
        {
            await error.WriteLineAsync(
                e.ErrorCode == TableErrorCode.TableNotFound
                    ? "The storage has no data: the platform has never run on it."
                    : StartException.FirstLineOf(e)
            );
            return CommandLine.Failed;
        }
        catch (Exception e) when (e is StartException or FormatException)
        {
            await error.WriteLineAsync(e.Message);
            return CommandLine.Failed;
        }
    }

    private static async Task<int> VerifyAsync(
        string connection,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        var storage = new SurveyStorage(new TableServiceClient(connection), new QueueServiceClient(connection));
        var report = await new LedgerVerifier(storage).VerifyAsync(cancellationToken);
        foreach (var difference in report.Differences)
        {
            await output.WriteLineAsync(difference);
        }

        await output.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Verified {report.Rows} rows of {report.Days} service-days: {report.Differences.Count} differences."
            )
        );
        var audit = await new AuditVerifier(storage, TimeProvider.System).VerifyAsync(cancellationToken);
        foreach (var found in audit.Breaks)
        {
            await output.WriteLineAsync(found);
        }

        await output.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Verified {audit.Entries} entries of {audit.Days} days of the audit log: {audit.Breaks.Count} breaks."
            )
        );
        return report.Differences.Count + audit.Breaks.Count is 0 ? 0 : CommandLine.Failed;
    }
}
