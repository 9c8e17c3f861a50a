using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Surveys.Functions.Twilio;
using Surveys.Storage;

namespace Surveys.Functions;

/// <summary>Composes the serverless host: the platform, Twilio as its carrier, and telemetry.</summary>
internal static class ServerlessHost
{
    /// <summary>Adds everything to the worker. Tests build the same container.</summary>
    public static FunctionsApplicationBuilder AddServerlessHost(this FunctionsApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSurveys(builder.Configuration);
        builder.Services.AddTwilio(builder.Configuration);
        builder.Services.AddHostedService<StorageCreation>();

        // ASP.NET Core logs the address of each request, and the address of a survey is a citizen's personal link.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        AddTelemetry(builder.Services, builder.Configuration);
        return builder;
    }

    /// <summary>The managed identity that the storage uses, for telemetry too; null if none is configured.</summary>
    private static ManagedIdentityCredential? IdentityOf(IConfiguration configuration) =>
        configuration[$"{StorageOptions.Section}:{nameof(StorageOptions.ManagedIdentityClientId)}"]
            is { Length: > 0 } clientId
            ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId))
            : null;

    /// <summary>
    /// Exports to Azure Monitor if its connection string is set, and by OTLP if its endpoint is set: both, one or none.
    /// </summary>
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
}
