using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Surveys.Functions.Twilio;
using Surveys.Privacy;
using Surveys.Sms;
using Surveys.Sms.Twilio;

namespace Surveys.Functions.Tests;

/// <summary>Makes Twilio senders as the host composes them, and what the tests send with them.</summary>
internal static class TwilioSenders
{
    public const string AuthToken = "token-of-the-tests-0123456789abcdef";

    public const string Code = "7Kq2Xm9aBc";

    public static readonly PhoneNumber Citizen = PhoneNumber.OfE164("+77010000001");

    /// <summary>The sender of the host's own composition, which sends its requests to another address.</summary>
    public static ISmsSender Create(Uri address, params IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([
                new("Surveys:Twilio:AccountSid", TwilioServer.AccountSid),
                new("Surveys:Twilio:Gateway", address.ToString()),
                .. settings,
            ])
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton(TimeProvider.System);
        services.AddTwilio(configuration);
        services.Configure<TwilioWebhookOptions>(options => options.AuthToken = AuthToken);
        return services
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true })
            .GetRequiredService<ISmsSender>();
    }
}
