using System.Net;
using System.Net.Sockets;
using Surveys.Local;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Local;

public sealed class CommandLineTests(StorageFixture storage, AzuriteFixture azurite)
    : IClassFixture<StorageFixture>,
        IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("surveys-");

    public void Dispose() => _data.Delete(recursive: true);

    [Theory]
    [InlineData("'--bogus'", "--bogus")]
    [InlineData("'--urls'", "--urls")]
    [InlineData("32 characters", "--admin-key", "short")]
    [InlineData("'ftp://127.0.0.1'", "--urls", "ftp://127.0.0.1")]
    [InlineData("'https://127.0.0.1:1'", "--urls", "https://127.0.0.1:1")]
    [InlineData("'http://127.0.0.1:99999'", "--urls", "http://127.0.0.1:99999")]
    [InlineData("--storage", "--storage", "nonsense")]
    public async Task A_bad_option_is_told_in_one_line(string told, params string[] args) =>
        await ExpectRefusalAsync(
            told,
            args.Contains("--data") || args is [_] ? args : [.. args, "--data", _data.FullName]
        );

    [Fact]
    public async Task A_data_folder_that_is_none_is_told_in_one_line()
    {
        var file = Path.Combine(_data.FullName, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        await ExpectRefusalAsync(file, ["--data", file]);
    }

    [Fact]
    public async Task A_data_folder_that_another_host_has_is_told_in_one_line()
    {
        await using var host = await RunningHost.StartAsync(_data.FullName, storage.ConnectionString);
        await ExpectRefusalAsync("Another host uses", ["--data", _data.FullName]);
    }

    [Fact]
    public async Task A_recount_where_nothing_is_stored_is_told_in_one_line()
    {
        var folder = Path.Combine(_data.FullName, "never");
        await ExpectRefusalAsync(folder, ["verify", "--data", folder]);
        Assert.False(Directory.Exists(folder));
        await ExpectRefusalAsync("never run", ["verify", "--storage", await azurite.TakeAccountAsync()]);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_in_one_line()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = FormattableString.Invariant($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        await ExpectRefusalAsync(url, ["--urls", url, "--data", _data.FullName, "--storage", storage.ConnectionString]);
    }

    private static async Task ExpectRefusalAsync(string told, string[] args)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        Assert.Equal(1, await CommandLine.RunAsync(args, output, error));
        var line = Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(told, line, StringComparison.Ordinal);
    }
}
