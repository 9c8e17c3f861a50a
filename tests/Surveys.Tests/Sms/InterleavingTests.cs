using System.Globalization;

namespace Surveys.Tests.Sms;

/// <summary>
/// The promises of DESIGN.md, "Sending", under random interleavings: never two texts for one interaction, never a text to who opted out, nor outside the window,
/// nor within the cool-down, no answer lost, and the recount agrees. 2,000 in CI, 500 elsewhere; SURVEYS_INTERLEAVINGS=100000 for as many, SURVEYS_INTERLEAVING_SEED=n
/// for the one that failed: <c>SURVEYS_INTERLEAVINGS=100000 artifacts/bin/Surveys.Tests/debug/Surveys.Tests -class Surveys.Tests.Sms.InterleavingTests</c>.
/// </summary>
public sealed class InterleavingTests
{
    private static readonly int Count = Setting("SURVEYS_INTERLEAVINGS") ?? (Breadth.IsWhole ? 2_000 : 500);

    private static readonly int? OnlySeed = Setting("SURVEYS_INTERLEAVING_SEED");

    [Fact]
    public async Task Whatever_happens_in_whatever_order_the_promises_are_kept()
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
        await using var world = new World(seed);
        try
        {
            await world.RunAsync();
        }
#pragma warning disable CA1031 // Whatever went wrong is told with its seed and its story.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Assert.Fail($"SURVEYS_INTERLEAVING_SEED={seed} fails again: {e.Message}\n{world.Story}\n{e}");
        }
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
