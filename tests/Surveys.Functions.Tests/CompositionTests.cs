using System.Text.Json;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Surveys.Functions.Twilio;
using Surveys.Sms;

namespace Surveys.Functions.Tests;

public sealed class CompositionTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=http://127.0.0.1:9/", null)]
    [InlineData(null, "http://127.0.0.1:9")]
    public void The_hosts_container_can_make_all_that_it_holds(string? applicationInsights, string? collector)
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
    }

    [Fact]
    public void The_host_serves_the_same_paths_as_the_local_one_and_keeps_what_fails_five_times()
    {
        using var host = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "host.json")));
        var extensions = host.RootElement.GetProperty("extensions");
        Assert.Equal("", extensions.GetProperty("http").GetProperty("routePrefix").GetString());
        Assert.Equal(5, extensions.GetProperty("queues").GetProperty("maxDequeueCount").GetInt32());
        Assert.Equal("00:00:30", extensions.GetProperty("queues").GetProperty("visibilityTimeout").GetString());
        Assert.Equal("base64", extensions.GetProperty("queues").GetProperty("messageEncoding").GetString());
    }
}
