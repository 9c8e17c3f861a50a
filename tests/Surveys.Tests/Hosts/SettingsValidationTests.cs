using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Surveys.Sms.Twilio;

namespace Surveys.Tests.Hosts;

/// <summary>A setting that cannot be used stops the start, and the message names it without its value.</summary>
public sealed class SettingsValidationTests
{
    private const string Unresolved = "@Microsoft.KeyVault(SecretUri=https://vault.example/secrets/admin-key)";

    private static readonly string Secret = Convert.ToBase64String(new byte[32]);

    [Theory]
    [InlineData("Surveys:Access:AdminKey", Unresolved)]
    [InlineData("Surveys:Access:AdminKey", "  " + Unresolved)]
    [InlineData("Surveys:Access:AdminKey", "31-characters-are-one-too-few-.")]
    [InlineData("Surveys:Sms:AuthToken", Unresolved)]
    [InlineData("Surveys:Sms:AuthToken", "short")]
    [InlineData("Surveys:Sms:PreviousAuthToken", Unresolved)]
    [InlineData("Surveys:Sms:PreviousAuthToken", "short")]
    [InlineData("Surveys:Keys:Ring:1:Secret", Unresolved)]
    [InlineData("Surveys:Keys:Ring:1:Secret", "AA==")]
    [InlineData("Surveys:Keys:Ring:1:Secret", "not base64, but more than forty-four characters long")]
    [InlineData("Surveys:Keys:Ring:1:Version", "300")]
    [InlineData("Surveys:Keys:Ring:1:Version", "-1")]
    [InlineData("Surveys:Keys:Ring:1:Version", "1")]
    [InlineData("Surveys:Access:JwtAudience", "")]
    public void An_unusable_setting_stops_the_start_and_is_named(string setting, string value)
    {
        var error = Assert.Throws<OptionsValidationException>(() => Start((setting, value)));

        Assert.Contains(error.Failures, failure => failure.Contains(setting, StringComparison.Ordinal));
        Assert.DoesNotContain(
            error.Failures,
            failure => value.Length > 3 && failure.Contains(value, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Good_settings_start_and_secrets_that_are_not_used_may_be_empty()
    {
        Start();
        Start(("Surveys:Access:AdminKey", ""), ("Surveys:Sms:PreviousAuthToken", ""));
    }

    [Fact]
    public void An_empty_ring_stops_the_start()
    {
        var services = new ServiceCollection();
        services.AddSurveys(new ConfigurationBuilder().Build());
        using var provider = services.BuildServiceProvider();

        Assert.Contains(
            "Ring",
            Assert
                .Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate)
                .Message,
            StringComparison.Ordinal
        );
    }

    private static void Start(params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Surveys:Keys:Ring:0:Version"] = "1",
            ["Surveys:Keys:Ring:0:Secret"] = Secret,
            ["Surveys:Keys:Ring:1:Version"] = "2",
            ["Surveys:Keys:Ring:1:Secret"] = Secret,
            ["Surveys:Access:AdminKey"] = "an-admin-key-of-the-tests-0123456789",
            ["Surveys:Access:JwtIssuer"] = "https://issuer.example",
            ["Surveys:Access:JwtAudience"] = "surveys",
            ["Surveys:Sms:AuthToken"] = "a-token-of-the-tests-0123456789-abcdef",
        };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        var services = new ServiceCollection();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(all).Build();
        services.AddSurveys(configuration);
        services.AddTwilioWebhooks(configuration);
        using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<IStartupValidator>().Validate();
    }
}
