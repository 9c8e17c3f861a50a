using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Azure.Storage.Queues;
using Surveys.Calendar;
using Surveys.Ledger;
using Surveys.Storage;

namespace Surveys.Local;

/// <summary>The program's options, and its run from start to stop. What keeps it from starting is told in one clear message, without a trace of the stack.</summary>
internal static class CommandLine
{
    private const int Failed = 1;

    /// <summary>A signal that comes again within this is the same one, by another way: a launcher hands on what the terminal sent to all.</summary>
    private static readonly TimeSpan RepeatedSignalInterval = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var empty = new Option<bool>("--empty") { Description = "Start without the demonstration." };
        var data = new Option<string?>("--data")
        {
            Description = "The folder of data and secrets (default: .surveys/data under the repository's root).",
            HelpName = "DIR",
        };
        var urls = new Option<string?>("--urls")
        {
            Description =
                $"Where to listen (default: {LocalOptions.DefaultUrls}); several are separated by semicolons.",
            HelpName = "URLS",
        };
        var storage = new Option<string?>("--storage")
        {
            Description = "The connection string of a storage account, instead of an Azurite of its own.",
            HelpName = "CONNECTION",
        };
        var adminKey = new Option<string?>("--admin-key")
        {
            Description = "The admin key, any text of 32 characters or more (default: made once and kept).",
            HelpName = "KEY",
        };
        var root = new RootCommand(
            "Citizen satisfaction surveys on one machine: the platform, its storage, simulated phones and a demonstration."
        )
        {
            empty,
            data,
            urls,
            storage,
            adminKey,
        };
        root.SetAction(
            (parsed, cancellationToken) =>
                ServeAsync(
                    new LocalOptions
                    {
                        Empty = parsed.GetValue(empty),
                        Data = parsed.GetValue(data),
                        Urls = parsed.GetValue(urls),
                        Storage = parsed.GetValue(storage),
                        AdminKey = parsed.GetValue(adminKey),
                    },
                    output,
                    error,
                    cancellationToken
                )
        );
        var verify = new Command(
            "verify",
            "Recount every row and compare with the counts, cell by cell; nothing is changed, and nothing may run on the data meanwhile."
        )
        {
            data,
            storage,
        };
        verify.SetAction(
            (parsed, cancellationToken) =>
                VerifyAsync(parsed.GetValue(data), parsed.GetValue(storage), output, error, cancellationToken)
        );
        root.Subcommands.Add(verify);
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            await error.WriteLineAsync($"{string.Join(' ', parsed.Errors.Select(fault => fault.Message))} See --help.");
            return Failed;
        }

        // We stop by ourselves, in order and in our own time.
        return await parsed.InvokeAsync(
            new InvocationConfiguration
            {
                ProcessTerminationTimeout = null,
                EnableDefaultExceptionHandler = false,
                Output = output,
                Error = error,
            }
        );
    }

    private static async Task<int> ServeAsync(
        LocalOptions options,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellationToken
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        long? first = null;
        void Stop(PosixSignalContext context)
        {
            // A second one is not held up: who is in a hurry may leave data to Azurite's last flush.
            first ??= TimeProvider.System.GetTimestamp();
            context.Cancel = TimeProvider.System.GetElapsedTime(first.Value) < RepeatedSignalInterval;
            stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            await using var host = await LocalHost.StartAsync(
                options,
                output.WriteLine,
                TimeProvider.System,
                configure: null,
                stop.Token
            );
            await host.RunAsync(output.WriteLine, stop.Token);
            await output.WriteLineAsync("Stopping ...");
        }
        catch (Exception e) when (e is StartException or ZoneDataException)
        {
            await error.WriteLineAsync(e.Message);
            return Failed;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await output.WriteLineAsync("Stopped before it had started.");
        }

        return 0;
    }

    /// <summary>Recounts the data of a folder or of an account; 1 where counts differ from rows.</summary>
    private static async Task<int> VerifyAsync(
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
                return await VerifyStorageAsync(connection, output, cancellationToken);
            }

            using var folder = DataFolder.OpenExisting(data);
            await using var azurite = await LocalHost.StartStorageAsync(
                folder,
                output.WriteLine,
                TimeProvider.System,
                cancellationToken
            );
            return await VerifyStorageAsync(LocalHost.ConnectionTo(azurite), output, cancellationToken);
        }
        catch (RequestFailedException e)
        {
            // What storage says goes on with the whole answer, line by line.
            await error.WriteLineAsync(
                e.ErrorCode == TableErrorCode.TableNotFound
                    ? "There is nothing to recount: the platform has never run on that storage."
                    : e.Message.Split('\n')[0]
            );
            return Failed;
        }
        catch (Exception e) when (e is StartException or FormatException)
        {
            await error.WriteLineAsync(e.Message);
            return Failed;
        }
    }

    private static async Task<int> VerifyStorageAsync(
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
                $"{report.Rows} rows of {report.Days} service-days recounted: {report.Differences.Count} differences."
            )
        );
        return report.Differences.Count is 0 ? 0 : Failed;
    }
}
