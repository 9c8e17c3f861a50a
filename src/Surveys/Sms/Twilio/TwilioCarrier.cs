using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Surveys.ServiceRegister;

namespace Surveys.Sms.Twilio;

/// <summary>
/// Twilio as the platform's carrier: its description and its webhooks. The sender needs Twilio's SDK, so the serverless
/// host has it. The simulated phones of the local host speak the same webhooks.
/// </summary>
internal static partial class TwilioCarrier
{
    /// <summary>The longest validity that Twilio accepts (36,000 s, otherwise error 90007).</summary>
    public static readonly TimeSpan MaxValidity = TimeSpan.FromHours(10);

    /// <summary>What the platform knows about Twilio.</summary>
    public static Carrier Description { get; } =
        new()
        {
            StatusPath = TwilioEndpoints.StatusPath,
            SenderPool = MessagingServiceSid,
            SenderPoolName = "a messaging-service SID",
            StartKeywords = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "START", "UNSTOP"),
        };

    /// <summary>Twilio's webhooks.</summary>
    public static IReadOnlyList<Endpoint> Endpoints { get; } =
    [TwilioEndpoints.ReceiveText, TwilioEndpoints.ReceiveStatus];

    [GeneratedRegex(@"\AMG[0-9a-fA-F]{32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex MessagingServiceSid { get; }

    /// <summary>Registers Twilio as the carrier. The host adds the <see cref="ISmsSender"/>.</summary>
    public static IServiceCollection AddTwilioWebhooks(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<TwilioWebhookOptions>()
            .Bind(configuration.GetSection(TwilioWebhookOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton(Description);
        foreach (var endpoint in Endpoints)
        {
            services.AddSingleton(endpoint);
        }

        return services;
    }
}
