using System.Runtime.InteropServices;
using Surveys.Calendar;

namespace Surveys.Local;

/// <summary>Runs the host until SIGINT or SIGTERM.</summary>
internal static class ServeCommand
{
    /// <summary>
    /// Signals within this time after the first one are the same stop: a launcher such as <c>dotnet run</c> forwards
    /// the signal that the terminal sends to all its processes.
    /// </summary>
    private static readonly TimeSpan RepeatedSignalInterval = TimeSpan.FromSeconds(3);

    /// <summary>Starts the host, serves, and stops it.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
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
            // The first signal stops the host cleanly. A later one ends the process at once, and the data of the last
            // seconds can be lost.
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
            return CommandLine.Failed;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await output.WriteLineAsync("Stopped during the start.");
        }

        return 0;
    }
}
