using System.Globalization;
using Microsoft.Extensions.Options;
using Surveys.ServiceRegister;
using Surveys.Storage;

namespace Surveys.Local.Demonstration;

/// <summary>Decides whether the demonstration runs, runs it, and shows its keys.</summary>
/// <param name="folder">The data folder, which has the state of the demonstration.</param>
/// <param name="services">The container of the host.</param>
/// <param name="address">The address of the host.</param>
/// <param name="adminKey">The admin key.</param>
/// <param name="writeLine">Writes a line of progress.</param>
internal sealed class DemoStart(
    DataFolder folder,
    IServiceProvider services,
    Uri address,
    string adminKey,
    Action<string> writeLine
)
{
    /// <summary>
    /// Runs the demonstration in a storage without services, continues it after an interruption, and only shows its
    /// keys if it is complete. A storage with other services stays as it is.
    /// </summary>
    /// <param name="isOwnStorage">The storage is the host's own Azurite.</param>
    /// <param name="cancellationToken">Cancels the demonstration.</param>
    public async Task RunAsync(bool isOwnStorage, CancellationToken cancellationToken)
    {
        var storage = DemoState.NameOf(
            isOwnStorage ? null : services.GetRequiredService<IOptions<StorageOptions>>().Value.ConnectionString
        );
        var state = DemoState.Read(folder, storage);
        if (
            state is null
            && (await services.GetRequiredService<ServicesTable>().ListAsync(cancellationToken)).Count > 0
        )
        {
            return;
        }

        try
        {
            if (state is not { Complete: true })
            {
                state = await CompleteAsync(state, storage, cancellationToken);
            }

            WriteKeys(state);
        }
        catch (Exception e)
            when (e is DemoException or HttpRequestException or TaskCanceledException
                && !cancellationToken.IsCancellationRequested
            )
        {
            writeLine(
                $"The demonstration failed: {StartException.FirstLineOf(e)} The platform is still running. "
                    + "The next start continues the demonstration."
            );
        }
    }

    private async Task<DemoState> CompleteAsync(DemoState? state, string storage, CancellationToken cancellationToken)
    {
        writeLine(
            "Creating the demonstration: a ministry with six services, twelve past months, and citizens of today. "
                + "You can use the platform meanwhile."
        );
        var time = services.GetRequiredService<TimeProvider>();
        var start = time.GetTimestamp();
        using var client = new DemoClient(address, adminKey, time);
        if (state is null)
        {
            state = await DemoRunner.BeginAsync(client, storage, time, cancellationToken);
            state.Write(folder);
        }

        var demo = new DemoRunner(client, state, writeLine, time);
        await demo.RunAsync(cancellationToken);
        foreach (var skipped in demo.Skipped)
        {
            writeLine($"  Skipped: {skipped}");
        }

        state = state with { Complete = true };
        state.Write(folder);
        writeLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"The demonstration is complete after {time.GetElapsedTime(start).TotalSeconds:F0} s."
            )
        );
        return state;
    }

    private void WriteKeys(DemoState state) =>
        writeLine(
            $"""

            Keys of the demonstration
              ministry: {state.MinistryKey}
                        signs in to {new Uri(address, "ministry")}
              owner:    {state.OwnerKey}
                        signs in to {new Uri(address, $"services/{DemoMinistry.Services[0].Id}")}
              producer: {state.ProducerKey}

            """
        );
}
