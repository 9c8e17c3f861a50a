using System.Globalization;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Surveys.Access;
using Surveys.Http;
using Surveys.Privacy;
using Surveys.Publication;
using Surveys.Sms;
using Surveys.Sms.Twilio;
using Surveys.Storage;

namespace Surveys.Local;

/// <summary>
/// The address at which this machine reaches the host. Citizens can know the platform by another address.
/// </summary>
internal sealed record HostAddress(Uri Uri);

/// <summary>Adds the platform, the simulated phones and the message pumps to a web application.</summary>
/// <param name="builder">The web application.</param>
/// <param name="folder">The data folder, which has the secrets.</param>
/// <param name="urls">The addresses to listen on.</param>
/// <param name="time">The clock.</param>
internal sealed class LocalComposition(
    WebApplicationBuilder builder,
    DataFolder folder,
    IReadOnlyList<string> urls,
    TimeProvider time
)
{
    /// <summary>The default number of texts a second. The simulated carrier has no limit of its own.</summary>
    private const int DefaultSmsPerSecond = 1000;

    /// <summary>The time that requests and messages in progress have at a stop.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(20);

    private readonly HostAddress address = new(ListenAddresses.ReachableAt(urls[0]));

    /// <summary>Builds the application.</summary>
    /// <param name="storage">The connection string of the storage.</param>
    /// <param name="adminKey">The bootstrap admin key; null for the setting or a generated one.</param>
    /// <param name="configure">Changes the composition, for tests; null for none.</param>
    public WebApplication Build(string storage, string? adminKey, Action<WebApplicationBuilder>? configure)
    {
        builder.WebHost.UseUrls([.. urls]);
        AddSettings(storage, adminKey);
        AddLogging();
        AddServices();
        AddTelemetry();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseStatusCodePages(context => DescribeAsync(context.HttpContext));
        app.UseRouting();
        app.MapSurveys();
        return app;
    }

    /// <summary>Adds the settings of the command line, and defaults for settings without a value.</summary>
    private void AddSettings(string storage, string? adminKey)
    {
        var settings = builder.Configuration;
        var publicUrl = $"{SurveysOptions.Section}:{nameof(SurveysOptions.PublicUrl)}";
        var defaults = new Dictionary<string, string?>
        {
            [publicUrl] = address.Uri.GetLeftPart(UriPartial.Authority),
            [$"{AccessOptions.Section}:{nameof(AccessOptions.AdminKey)}"] = folder.Secrets.AdminKey,
            [$"{KeyOptions.Section}:Ring:0:Version"] = "1",
            [$"{KeyOptions.Section}:Ring:0:Secret"] = folder.Secrets.Secret,
            [$"{TwilioWebhookOptions.Section}:{nameof(TwilioWebhookOptions.AuthToken)}"] = folder.Secrets.CarrierToken,
            [$"{PublicationOptions.Section}:{nameof(PublicationOptions.EveryMinutes)}"] = "1",
            [$"{SmsOptions.Section}:{nameof(SmsOptions.TextsPerSecond)}"] = DefaultSmsPerSecond.ToString(
                CultureInfo.InvariantCulture
            ),
        };
        if (string.IsNullOrEmpty(settings[publicUrl]))
        {
            // Links have no scheme here, to keep texts short. Some texts still need two parts, and the warning about
            // their cost does not matter with simulated phones.
            defaults[$"Logging:LogLevel:{typeof(SmsPartsCheck).FullName}"] = nameof(LogLevel.Error);
            defaults[$"{SurveysOptions.Section}:{nameof(SurveysOptions.ShortUrl)}"] = $"{address.Uri.Authority}/s/";
        }

        settings.AddInMemoryCollection(defaults.Where(pair => string.IsNullOrEmpty(settings[pair.Key])).ToDictionary());
        var given = new Dictionary<string, string?>
        {
            [$"{StorageOptions.Section}:{nameof(StorageOptions.ConnectionString)}"] = storage,
        };
        if (adminKey is not null)
        {
            given[$"{AccessOptions.Section}:{nameof(AccessOptions.AdminKey)}"] = adminKey;
        }

        settings.AddInMemoryCollection(given);
    }

    /// <summary>
    /// Errors at the start are not logged: the command line shows them as a <see cref="StartException"/>.
    /// </summary>
    private void AddLogging() =>
        builder
            .Logging.AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical)
            .AddFilter("System.Net.Http", LogLevel.Warning)
            .AddFilter("Azure", LogLevel.Warning);

    private void AddServices()
    {
        var services = builder.Services;
        services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        services.AddSingleton(time);
        services.AddSurveys(builder.Configuration);
        services.AddSimulatedPhones(builder.Configuration);
        services.AddSingleton(address);
        foreach (var endpoint in LocalEndpoints.All)
        {
            services.AddSingleton(endpoint);
        }

        services.AddHostedService<QueuePump>();
        services.AddHostedService<TimerPump>();
    }

    private void AddTelemetry()
    {
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return;
        }

        builder
            .Services.AddOpenTelemetry()
            .WithTracing(tracing => tracing.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation())
            .WithMetrics(metrics => metrics.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation())
            .UseOtlpExporter();
    }

    /// <summary>Adds a problem to the 404 and 405 responses of routing, which have no body.</summary>
    private static Task DescribeAsync(HttpContext context) =>
        context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => Problem
                .NotFound("No operation has this path; /openapi/v1.json lists them all.")
                .ExecuteAsync(context),
            StatusCodes.Status405MethodNotAllowed => Problem
                .MethodNotAllowed(context.Response.Headers.Allow.ToString())
                .ExecuteAsync(context),
            _ => Task.CompletedTask,
        };
}
