using Microsoft.Extensions.Hosting;
using Surveys.Calendar;

namespace Surveys.Countries;

/// <summary>Stops the start of either host where the machine's time-zone data is missing or too old.</summary>
internal sealed class CountryZoneCheck(CountryCatalog countries) : IHostedService
{
    /// <exception cref="ZoneDataException">A zone is missing, or its history is not known.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        countries.VerifyZones();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
