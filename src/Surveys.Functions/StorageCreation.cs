using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Surveys.Storage;

namespace Surveys.Functions;

/// <summary>
/// Creates the tables and queues before the first function runs, if storage is configured by a connection string (on a
/// developer's machine). In Azure the infrastructure creates them, so a cold start does not wait for twelve requests.
/// </summary>
internal sealed class StorageCreation(IServiceProvider services, IOptions<StorageOptions> options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        options.Value.ConnectionString is { Length: > 0 }
            ? services.GetRequiredService<SurveyStorage>().CreateAsync(cancellationToken)
            : Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
