using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Surveys.ServiceRegister;
using Surveys.Sms;
using Surveys.Sms.Twilio;
using Surveys.Storage;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Sms;

/// <summary>Hosts of the platform over storage in memory, without HTTP.</summary>
internal static class MemoryHost
{
    /// <summary>Opens a host. Hosts share only storage, clock and carrier.</summary>
    public static ServiceProvider Open(
        MemoryTables tables,
        MemoryQueues queues,
        TimeProvider time,
        ISmsSender carrier,
        params int[] keys
    )
    {
        var settings = new Dictionary<string, string?>
        {
            ["Surveys:PublicUrl"] = "https://surveys.example.kz",
            ["Surveys:ShortUrl"] = "gov.kz/s/",
            ["Surveys:Sms:TextsPerSecond"] = "10000",
        };
        foreach (var (version, index) in keys.Select((version, index) => (version, index)))
        {
            settings[$"Surveys:Keys:Ring:{index}:Version"] = version.ToString(CultureInfo.InvariantCulture);
            settings[$"Surveys:Keys:Ring:{index}:Secret"] = Convert.ToBase64String(
                Encoding.ASCII.GetBytes($"the tests' secret of 32 bytes, {version}")
            );
        }

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new ServiceCollection()
            .AddLogging()
            .AddSurveys(configuration)
            .AddTwilioWebhooks(configuration)
            .AddSingleton(time)
            .AddSingleton(carrier)
            .AddSingleton(new SurveyStorage(tables, queues))
            .BuildServiceProvider();
    }

    /// <summary>Registers a service that sends messages at once and at any time of day.</summary>
    public static Task RegisterAsync(IServiceProvider host, string serviceId, int cooldownDays) =>
        host.GetRequiredService<ServicesTable>()
            .WriteAsync(
                new Service
                {
                    ServiceId = serviceId,
                    Name = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("kk", "Салық"),
                    Agency = "Tax",
                    Currency = Kazakhstan.Country.Currency,
                    TimeZone = Kazakhstan.Country.DefaultZone,
                    CooldownDays = cooldownDays,
                    SendingWindow = null,
                    DelayMinutes = 0,
                    Sms = new SmsSettings("+77001112233", 12.5m, TwoWay: true),
                },
                null,
                CancellationToken.None
            );
}
