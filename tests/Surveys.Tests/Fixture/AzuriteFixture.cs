using System.Globalization;
using Surveys.Local;

[assembly: AssemblyFixture(typeof(Surveys.Tests.Fixture.AzuriteFixture))]

namespace Surveys.Tests.Fixture;

/// <summary>
/// One Azurite in memory for all tests. It starts when the first test needs it. Each test class has an account of its
/// own.
/// </summary>
public sealed class AzuriteFixture : IAsyncDisposable
{
    private const int Accounts = 64;

    private readonly Lazy<Task<Azurite>> _azurite;
    private int _handedOut;

    public AzuriteFixture()
    {
        _azurite = new(() =>
            Azurite.StartAsync(
                AzuritePackages.DefaultFolder(),
                data: null,
                [.. Enumerable.Range(1, Accounts).Select(Name)],
                TestContext.Current.SendDiagnosticMessage,
                TimeProvider.System,
                CancellationToken.None
            )
        );
    }

    /// <summary>The connection string of an unused account.</summary>
    public async Task<string> TakeAccountAsync()
    {
        var number = Interlocked.Increment(ref _handedOut);
        Assert.True(number <= Accounts, "More test classes use storage than there are accounts.");
        return (await _azurite.Value).ConnectionString(Name(number));
    }

    public async ValueTask DisposeAsync()
    {
        if (_azurite.IsValueCreated && _azurite.Value.IsCompletedSuccessfully)
        {
            await _azurite.Value.Result.DisposeAsync();
        }
    }

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"tests{number}");
}
