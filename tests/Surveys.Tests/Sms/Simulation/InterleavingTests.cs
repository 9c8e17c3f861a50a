using System.Globalization;

namespace Surveys.Tests.Sms.Simulation;

/// <summary>
/// Sending at most once (docs/decisions/0007-send-at-most-once.md) under random interleavings: no second message for
/// one interaction, none to somebody who opted out, none outside the sending window or within the cool-down, no answer
/// lost, and counts that agree with the rows. It runs 2,000 seeds in CI and 500 elsewhere.
/// <c>SURVEYS_INTERLEAVINGS=n</c> sets the number. <c>SURVEYS_INTERLEAVING_SEED=n</c> runs one seed that failed.
/// </summary>
public sealed class InterleavingTests
{
    private static readonly int Count = Setting("SURVEYS_INTERLEAVINGS") ?? (Breadth.IsWhole ? 2_000 : 500);

    private static readonly int? OnlySeed = Setting("SURVEYS_INTERLEAVING_SEED");

    [Fact]
    public async Task The_promises_hold_in_every_order_of_events()
    {
        var seeds = OnlySeed is { } only ? [only] : Enumerable.Range(1, Count);
        await Parallel.ForEachAsync(
            seeds,
            TestContext.Current.CancellationToken,
            async (seed, _) => await Task.Run(() => RunAsync(seed), CancellationToken.None)
        );
    }

    private static async Task RunAsync(int seed)
    {
        await using var simulation = new SmsSimulation(seed);
        try
        {
            await simulation.RunAsync();
        }
#pragma warning disable CA1031 // The message needs the seed and the log, whatever failed.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Assert.Fail($"SURVEYS_INTERLEAVING_SEED={seed} fails again: {e.Message}\n{simulation.Log}\n{e}");
        }
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
