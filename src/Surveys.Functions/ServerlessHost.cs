using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Surveys.Sms;
using Surveys.Storage;

namespace Surveys.Functions;

/// <summary>Composes the serverless host: the platform, Twilio as its carrier, and where telemetry goes.</summary>
internal static class ServerlessHost
{
    /// <summary>Adds everything to the worker; a test builds the same container.</summary>
    public static FunctionsApplicationBuilder AddServerlessHost(this FunctionsApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSurveys(builder.Configuration);
        builder.Services.AddTwilio(builder.Configuration);
        builder.Services.AddHostedService<StorageCreation>();

        // The web framework logs each request's address, and a survey's address is a citizen's link.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        AddTelemetry(builder.Services, builder.Configuration);
        return builder;
    }

    /// <summary>Adds Twilio as the carrier of texts.</summary>
    public static IServiceCollection AddTwilio(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<TwilioOptions>()
            .Bind(configuration.GetSection(TwilioOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();

        // Addresses of look-ups hold a citizen's number, so the factory's own loggers are off; and nothing on the way may repeat a request: no redirects, no
        // resilience handler. What may be tried again is decided in one place, the platform's CarrierGate.
        services
            .AddHttpClient(TwilioSmsSender.HttpClientName, http => http.Timeout = TwilioSmsSender.RequestTime)
            .RemoveAllLoggers()
            .AddHttpMessageHandler(provider => new ToGateway(
                provider.GetRequiredService<IOptions<TwilioOptions>>().Value.Gateway
            ))
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                    ActivityHeadersPropagator = null,
                }
            );
        services.AddSingleton<ISmsSender, TwilioSmsSender>();
        return services;
    }

    /// <summary>The platform's identity in Azure, the same for telemetry as for storage; null where there is none.</summary>
    private static ManagedIdentityCredential? IdentityOf(IConfiguration configuration) =>
        configuration[$"{StorageOptions.Section}:{nameof(StorageOptions.ManagedIdentityClientId)}"]
            is { Length: > 0 } clientId
            ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId))
            : null;

    /// <summary>Azure Monitor where its connection string is set, OTLP where its endpoint is set; both, or none.</summary>
    private static void AddTelemetry(IServiceCollection services, IConfiguration configuration)
    {
        var telemetry = services
            .AddOpenTelemetry()
            .UseFunctionsWorkerDefaults()
            .WithTracing(tracing => tracing.AddHttpClientInstrumentation())
            .WithMetrics(metrics => metrics.AddHttpClientInstrumentation());
        if (configuration["APPLICATIONINSIGHTS_CONNECTION_STRING"] is { Length: > 0 })
        {
            telemetry.UseAzureMonitorExporter(options => options.Credential = IdentityOf(configuration));
        }

        if (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
        {
            telemetry.UseOtlpExporter();
        }
    }

    /// <summary>Leads what is meant for Twilio to a gateway, where there is one.</summary>
    private sealed class ToGateway(Uri? gateway) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            if (gateway is not null)
            {
                request.RequestUri = new Uri(gateway, request.RequestUri!.PathAndQuery);
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
