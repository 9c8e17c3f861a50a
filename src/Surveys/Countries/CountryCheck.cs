using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Surveys.Calendar;

namespace Surveys.Countries;

/// <summary>
/// Checks the countries at the start of either host: it stops the start where the machine's time-zone data is missing or
/// too old, and warns where the known holidays of a country end soon.
/// </summary>
internal sealed partial class CountryCheck(CountryCatalog countries, TimeProvider time, ILogger<CountryCheck> logger)
    : IHostedService
{
    /// <summary>Days before the end of the known holidays at which the warnings begin.</summary>
    private const int WarningDays = 60;

    /// <exception cref="ZoneDataException">A zone is missing, or its history is not known.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        countries.VerifyZones();
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        foreach (var country in countries.All.Where(each => each.Holidays.CompleteUntil < today.AddDays(WarningDays)))
        {
            Log.HolidaysEnd(logger, country.Name, country.Holidays.CompleteUntil, country.Code);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "The holidays of {Country} are known until {Date} only. Update its country file, {Code}.json"
        )]
        public static partial void HolidaysEnd(ILogger logger, string country, DateOnly date, string code);
    }
}
