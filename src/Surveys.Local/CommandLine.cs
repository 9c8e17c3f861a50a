using System.CommandLine;
using System.Runtime.InteropServices;
using Surveys.Calendar;

namespace Surveys.Local;

/// <summary>The program's options, and its run from start to stop. What keeps it from starting is told in one clear message, without a trace of the stack.</summary>
internal static class CommandLine
{
    private const int Failed = 1;

    public static async Task<int> RunAsync(string[] args)
    {
        var empty = new Option<bool>("--empty") { Description = "Start without the demonstration." };
        var data = new Option<string?>("--data") { Description = "The folder of data and secrets (default: .surveys/data under the repository's root).", HelpName = "DIR" };
        var urls = new Option<string?>("--urls") { Description = $"Where to listen (default: {LocalOptions.DefaultUrls}); several are separated by semicolons.", HelpName = "URLS" };
        var storage = new Option<string?>("--storage") { Description = "The connection string of a storage account, instead of an Azurite of its own.", HelpName = "CONNECTION" };
        var adminKey = new Option<string?>("--admin-key") { Description = "The admin key, any text of 32 characters or more (default: made once and kept).", HelpName = "KEY" };
        var root = new RootCommand("Citizen satisfaction surveys on one machine: the platform, its storage, simulated phones and a demonstration.") { empty, data, urls, storage, adminKey };
        root.SetAction((parsed, _) => ServeAsync(new LocalOptions
        {
            Empty = parsed.GetValue(empty),
            Data = parsed.GetValue(data),
            Urls = parsed.GetValue(urls),
            Storage = parsed.GetValue(storage),
            AdminKey = parsed.GetValue(adminKey),
        }));
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync($"{string.Join(' ', parsed.Errors.Select(error => error.Message))} See --help.");
            return Failed;
        }

        // We stop by ourselves, in order and in our own time.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
    }

    private static async Task<int> ServeAsync(LocalOptions options)
    {
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext context)
        {
            // The second signal is not held up: who is in a hurry may leave data to Azurite's last flush.
            context.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            ZoneData.Verify();
            await using var host = await LocalHost.StartAsync(options, Console.WriteLine, TimeProvider.System, configure: null, stop.Token);
            await host.RunAsync(Console.WriteLine, stop.Token);
            Console.WriteLine("Stopping ...");
        }
        catch (Exception e) when (e is StartException || (e is InvalidOperationException && e.TargetSite?.DeclaringType == typeof(ZoneData)))
        {
            await Console.Error.WriteLineAsync(e.Message);
            return Failed;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Console.WriteLine("Stopped before it had started.");
        }

        return 0;
    }
}
