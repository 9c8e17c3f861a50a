using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Surveys.Local;
using Surveys.Storage;

namespace Surveys.Tests.Fixture;

/// <summary>
/// An account for one test class, with its tables and queues. If Azurite cannot start, the tests are skipped with the
/// reason; CI fails for a skipped test.
/// </summary>
public sealed class StorageFixture(AzuriteFixture azurite) : IAsyncLifetime
{
    private string? _connection;
    private string? _reason;

    /// <summary>The account's connection string.</summary>
    public string ConnectionString
    {
        get
        {
            Assert.SkipUnless(_connection is not null, _reason ?? "");
            return _connection!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        try
        {
            _connection = await azurite.TakeAccountAsync();
        }
        catch (StartException e)
        {
            _reason = e.Message;
            return;
        }

        await Open().CreateAsync(CancellationToken.None);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Opens the account like a separate host: nothing is shared with other calls.</summary>
    /// <param name="perCall">A policy that sees every request to the tables.</param>
    internal SurveyStorage Open(Azure.Core.Pipeline.HttpPipelinePolicy? perCall = null)
    {
        var options = new TableClientOptions();
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        options.Retry.Mode = RetryMode.Fixed;
        if (perCall is not null)
        {
            options.AddPolicy(perCall, HttpPipelinePosition.PerRetry);
        }

        return new SurveyStorage(
            new TableServiceClient(ConnectionString, options),
            new QueueServiceClient(
                ConnectionString,
                new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 }
            )
        );
    }
}
