using System.Text.Json;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Surveys.Countries;
using Surveys.Functions.Twilio;
using Surveys.Sms;

namespace Surveys.Functions.Tests;

/// <summary>The composition of the serverless host and its <c>host.json</c>.</summary>
public sealed class CompositionTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=http://127.0.0.1:9/", null)]
    [InlineData(null, "http://127.0.0.1:9")]
    public void The_container_of_the_host_can_create_all_its_services(string? applicationInsights, string? collector)
    {
        var builder = FunctionsApplication.CreateBuilder([]);
        builder.ConfigureFunctionsWebApplication();
        builder.Configuration.AddInMemoryCollection([
            new("APPLICATIONINSIGHTS_CONNECTION_STRING", applicationInsights),
            new("OTEL_EXPORTER_OTLP_ENDPOINT", collector),
            new("Surveys:Storage:ManagedIdentityClientId", "00000000-0000-0000-0000-000000000000"),
            new("Surveys:Storage:ConnectionString", "UseDevelopmentStorage=true"),
            new("Surveys:Keys:Ring:0:Version", "1"),
            new("Surveys:Keys:Ring:0:Secret", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="),
            new("Surveys:Twilio:AccountSid", TwilioServer.AccountSid),
        ]);
        builder.AddServerlessHost();
        using var services = builder.Services.BuildServiceProvider(
            new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }
        );
        Assert.IsType<TwilioSmsSender>(services.GetRequiredService<ISmsSender>());
        Assert.NotNull(services.GetRequiredService<SmsDispatcher>());
        Assert.Contains(builder.Services, service => service.ImplementationType == typeof(CountryCheck));
    }

    [Fact]
    public void The_host_has_the_paths_of_the_local_host_and_keeps_messages_that_fail_five_times()
    {
        using var host = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "host.json")));
        var extensions = host.RootElement.GetProperty("extensions");
        Assert.Equal("", extensions.GetProperty("http").GetProperty("routePrefix").GetString());
        Assert.Equal(5, extensions.GetProperty("queues").GetProperty("maxDequeueCount").GetInt32());
        Assert.Equal("00:00:30", extensions.GetProperty("queues").GetProperty("visibilityTimeout").GetString());
        Assert.Equal("base64", extensions.GetProperty("queues").GetProperty("messageEncoding").GetString());
    }
}
