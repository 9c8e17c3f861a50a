using Surveys.Sms;
using Surveys.Sms.Twilio;

namespace Surveys.Local;

/// <summary>Registers the simulated phones as the carrier of the local host. They use Twilio's webhooks.</summary>
internal static class PhonesSetup
{
    /// <summary>Adds the carrier, its webhooks and its sender.</summary>
    public static void AddSimulatedPhones(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddTwilioWebhooks(configuration);
        services.AddSingleton<PhonesTable>();
        services.AddSingleton<WebhookClient>();
        services.AddSingleton<SimulatedPhones>();
        services.AddHostedService(provider => provider.GetRequiredService<SimulatedPhones>());
        services.AddSingleton<ISmsSender, SimulatedSender>();
    }
}
