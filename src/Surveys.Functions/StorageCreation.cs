using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Surveys.Storage;

namespace Surveys.Functions;

/// <summary>
/// Makes tables and queues before the first function runs, on one's own machine only. In Azure they come with the infrastructure, and a cold start does not
/// wait for twelve requests.
/// </summary>
internal sealed class StorageCreation(IServiceProvider services, IOptions<StorageOptions> options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        options.Value.ConnectionString is { Length: > 0 }
            ? services.GetRequiredService<SurveyStorage>().CreateAsync(cancellationToken)
            : Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
