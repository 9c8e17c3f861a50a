using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Azure;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Surveys.Access;
using Surveys.Http;
using Surveys.Local.Demonstration;
using Surveys.Privacy;
using Surveys.ServiceRegister;
using Surveys.Sms;
using Surveys.Sms.Twilio;
using Surveys.Storage;

namespace Surveys.Local;

/// <summary>Where this host itself can be reached from this machine, which need not be the address that citizens know.</summary>
internal sealed record HostAddress(Uri Uri);

/// <summary>
/// The whole platform on one machine: Kestrel, the pumps of queues and timers, an Azurite of its own, simulated phones instead of a carrier. It stops in the
/// order in which nothing is lost: requests, pumps, phones, Azurite.
/// </summary>
internal sealed class LocalHost : IAsyncDisposable
{
    private const string Account = "surveys";

    /// <summary>Texts a second where nothing is set: the simulated carrier has no rate of its own.</summary>
    private const int SmsPerSecond = 1000;

    private readonly DataFolder _folder;
    private readonly Azurite? _azurite;
    private readonly WebApplication _app;
    private readonly bool _empty;

    private LocalHost(DataFolder folder, Azurite? azurite, WebApplication app, bool empty) =>
        (_folder, _azurite, _app, _empty) = (folder, azurite, app, empty);

    /// <summary>Where it can be reached.</summary>
    public Uri Address => Services.GetRequiredService<HostAddress>().Uri;

    /// <summary>The bootstrap admin key in force.</summary>
    public string AdminKey => Services.GetRequiredService<IOptions<AccessOptions>>().Value.AdminKey!;

    /// <summary>The container, for tests.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Brings what is needed, and starts to serve.</summary>
    /// <param name="options">How it was asked to start.</param>
    /// <param name="tell">Takes lines of progress.</param>
    /// <param name="time">The clock of everything but the storage.</param>
    /// <param name="configure">Changes the composition, for tests.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="StartException">It can't start; the message says what helps.</exception>
    public static async Task<LocalHost> StartAsync(
        LocalOptions options,
        Action<string> tell,
        TimeProvider time,
        Action<WebApplicationBuilder>? configure,
        CancellationToken cancellationToken
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        var urls = ParseUrls(options.Urls ?? builder.Configuration["Urls"] ?? LocalOptions.DefaultUrls);
        if (
            (options.AdminKey ?? builder.Configuration[$"{AccessOptions.Section}:{nameof(AccessOptions.AdminKey)}"]) is
            { Length: < AccessOptions.MinAdminKeyLength }
        )
        {
            throw new StartException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The admin key is too short: it needs {AccessOptions.MinAdminKeyLength} characters or more."
                )
            );
        }

        var folder = DataFolder.Open(options.Data);
        Azurite? azurite = null;
        WebApplication? app = null;
        try
        {
            var storage =
                options.Storage
                ?? builder.Configuration[$"{StorageOptions.Section}:{nameof(StorageOptions.ConnectionString)}"];
            if (string.IsNullOrWhiteSpace(storage))
            {
                azurite = await StartStorageAsync(folder, tell, time, cancellationToken);
                storage = ConnectionTo(azurite);
            }

            app = Compose(builder, folder, urls, storage, options.AdminKey, time, configure);
            await CreateStorageAsync(app, cancellationToken);
            await ServeAsync(app, urls, cancellationToken);
            return new LocalHost(folder, azurite, app, options.Empty);
        }
        catch
        {
            if (app is not null)
            {
                await app.DisposeAsync();
            }

            if (azurite is not null)
            {
                await azurite.DisposeAsync();
            }

            folder.Dispose();
            throw;
        }
    }

    /// <summary>Starts the storage whose data lie in a folder.</summary>
    public static Task<Azurite> StartStorageAsync(
        DataFolder folder,
        Action<string> tell,
        TimeProvider time,
        CancellationToken cancellationToken
    ) =>
        Azurite.StartAsync(
            AzuritePackages.DefaultFolder(),
            folder.PathOf("azurite"),
            [Account],
            tell,
            time,
            cancellationToken
        );

    /// <summary>The connection string of that storage.</summary>
    public static string ConnectionTo(Azurite azurite) => azurite.ConnectionString(Account);

    /// <summary>Says what to open, runs the demonstration where it is due, and serves until it is told to stop.</summary>
    public async Task RunAsync(Action<string> tell, CancellationToken cancellationToken)
    {
        tell(
            $"""

            The platform is running. Open
              {Address}            what is where
              {new Uri(Address, "dev/phones")}  the simulated phones
            Data:      {_folder.Path}
            Admin key: {AdminKey}
            Ctrl-C stops it.

            """
        );
        try
        {
            if (!_empty)
            {
                await RunDemoAsync(tell, cancellationToken);
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { }
    }

    /// <summary>Runs the demonstration once, in a storage that nobody has registered anything in; a run that was cut is finished.</summary>
    internal async Task RunDemoAsync(Action<string> tell, CancellationToken cancellationToken)
    {
        var time = Services.GetRequiredService<TimeProvider>();
        var storage = DemoState.NameOf(
            _azurite is null ? Services.GetRequiredService<IOptions<StorageOptions>>().Value.ConnectionString : null
        );
        var state = DemoState.Read(_folder, storage);
        if (
            state is null
            && (await Services.GetRequiredService<ServicesTable>().ListAsync(cancellationToken)).Count > 0
        )
        {
            // Somebody's own services are here: a demonstration would be in the way.
            return;
        }

        try
        {
            if (state is not { Complete: true })
            {
                tell(
                    "The demonstration begins: a ministry of six services, twelve past months, and citizens of today. The platform serves meanwhile."
                );
                var began = time.GetTimestamp();
                if (state is null)
                {
                    state = await Demo.BeginAsync(Address, AdminKey, storage, time, cancellationToken);
                    state.Write(_folder);
                }

                using var demo = new Demo(Address, AdminKey, state, tell, time);
                await demo.RunAsync(cancellationToken);
                foreach (var missing in demo.LeftOut)
                {
                    tell($"  Left out: {missing}");
                }

                state = state with { Complete = true };
                state.Write(_folder);
                tell(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The demonstration is complete, after {time.GetElapsedTime(began).TotalSeconds:F0} s."
                    )
                );
            }

            tell(
                $"""

                Keys of the demonstration
                  ministry: {state.MinistryKey}
                            signs in to {new Uri(Address, "ministry")}
                  owner:    {state.OwnerKey}
                            signs in to {new Uri(Address, $"services/{DemoMinistry.Services[0].Id}")}
                  producer: {state.ProducerKey}

                """
            );
        }
        catch (Exception e)
            when (e is DemoException or HttpRequestException or TaskCanceledException
                && !cancellationToken.IsCancellationRequested
            )
        {
            tell($"The demonstration stopped; the platform goes on, and the next start tries again. {FirstLine(e)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_azurite is not null)
        {
            await _azurite.DisposeAsync();
        }

        _folder.Dispose();
    }

    private static WebApplication Compose(
        WebApplicationBuilder builder,
        DataFolder folder,
        IReadOnlyList<string> urls,
        string storage,
        string? adminKey,
        TimeProvider time,
        Action<WebApplicationBuilder>? configure
    )
    {
        var address = new HostAddress(ReachableAddress(urls[0]));
        builder.WebHost.UseUrls([.. urls]);
        AddDefaultSettings(builder.Configuration, folder, address, storage, adminKey);
        builder
            .Logging.AddFilter("Microsoft", LogLevel.Warning)
            // What keeps it from starting is told by StartException, in one line.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical)
            .AddFilter("System.Net.Http", LogLevel.Warning)
            .AddFilter("Azure", LogLevel.Warning);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.Services.AddSingleton(time);
        builder.Services.AddSurveys(builder.Configuration);
        builder.Services.AddTwilioWebhooks(builder.Configuration);
        builder.Services.AddSingleton(address);
        foreach (var endpoint in LocalEndpoints.All)
        {
            builder.Services.AddSingleton(endpoint);
        }

        builder.Services.AddSingleton<PhonesTable>();
        builder.Services.AddSingleton<SimulatedPhones>();
        builder.Services.AddSingleton<ISmsSender>(provider => provider.GetRequiredService<SimulatedPhones>());
        builder.Services.AddHostedService(provider => provider.GetRequiredService<SimulatedPhones>());
        builder.Services.AddHostedService<QueuePump>();
        builder.Services.AddHostedService<TimerPump>();
        AddTelemetry(builder);
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseStatusCodePages(context => DescribeAsync(context.HttpContext));
        app.UseRouting();
        app.MapSurveys();

        return app;
    }

    /// <summary>Settings that are not given are made: secrets from the data folder, addresses from where it listens.</summary>
    private static void AddDefaultSettings(
        ConfigurationManager settings,
        DataFolder folder,
        HostAddress address,
        string storage,
        string? adminKey
    )
    {
        var authority = address.Uri.GetLeftPart(UriPartial.Authority);
        var made = new Dictionary<string, string?>
        {
            [$"{SurveysOptions.Section}:{nameof(SurveysOptions.PublicUrl)}"] = authority,
            [$"{AccessOptions.Section}:{nameof(AccessOptions.AdminKey)}"] = folder.Secrets.AdminKey,
            [$"{KeyOptions.Section}:Ring:0:Version"] = "1",
            [$"{KeyOptions.Section}:Ring:0:Secret"] = folder.Secrets.Secret,
            [$"{TwilioWebhookOptions.Section}:{nameof(TwilioWebhookOptions.AuthToken)}"] = folder.Secrets.CarrierToken,
            [$"{SmsOptions.Section}:{nameof(SmsOptions.TextsPerSecond)}"] = SmsPerSecond.ToString(
                CultureInfo.InvariantCulture
            ),
        };
        if (string.IsNullOrEmpty(settings[$"{SurveysOptions.Section}:{nameof(SurveysOptions.PublicUrl)}"]))
        {
            // Without the scheme, to be as short as may be; that it still makes some texts dear is no news here, where texts cost nothing.
            made[$"Logging:LogLevel:{typeof(SmsPartsCheck).FullName}"] = nameof(LogLevel.Error);
            made[$"{SurveysOptions.Section}:{nameof(SurveysOptions.ShortUrl)}"] = $"{address.Uri.Authority}/s/";
        }

        settings.AddInMemoryCollection(made.Where(pair => string.IsNullOrEmpty(settings[pair.Key])).ToDictionary());
        settings.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                [$"{StorageOptions.Section}:{nameof(StorageOptions.ConnectionString)}"] = storage,
            }
        );
        if (adminKey is not null)
        {
            settings.AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    [$"{AccessOptions.Section}:{nameof(AccessOptions.AdminKey)}"] = adminKey,
                }
            );
        }
    }

    private static void AddTelemetry(WebApplicationBuilder builder)
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

    private static async Task CreateStorageAsync(WebApplication app, CancellationToken cancellationToken)
    {
        try
        {
            await app.Services.GetRequiredService<SurveyStorage>().CreateAsync(cancellationToken);
            await app.Services.GetRequiredService<PhonesTable>().CreateAsync(cancellationToken);
        }
        catch (Exception e)
            when (e
                    is RequestFailedException
                        or AggregateException
                        or FormatException
                        or ArgumentException
                        or InvalidOperationException
            )
        {
            throw new StartException($"The storage can't be used: {FirstLine(e)} Check --storage.", e);
        }
    }

    private static async Task ServeAsync(
        WebApplication app,
        IReadOnlyList<string> urls,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (OptionsValidationException e)
        {
            throw new StartException($"A setting can't be used: {string.Join(' ', e.Failures)}", e);
        }
        catch (InvalidOperationException e)
        {
            throw new StartException($"A setting can't be used: {FirstLine(e)}", e);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new StartException(
                $"It can't listen on {string.Join(", ", urls)}: {FirstLine(e)} Choose another address by --urls.",
                e
            );
        }
    }

    /// <summary>The addresses, checked; port 0 becomes a free one, since the platform must know where citizens find it before it listens.</summary>
    private static List<string> ParseUrls(string urls)
    {
        var listed = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (listed.Length is 0 || listed.FirstOrDefault(url => !IsHttp(url)) is not null)
        {
            throw new StartException(
                $"'{urls}' is no address to listen on; take one such as {LocalOptions.DefaultUrls}."
            );
        }

        return
        [
            .. listed.Select(url =>
            {
                var address = BindingAddress.Parse(url);
                return address.Port is 0 ? $"http://{address.Host}:{FreePort()}" : url;
            }),
        ];
    }

    private static bool IsHttp(string url)
    {
        try
        {
            return BindingAddress.Parse(url)
                is { Scheme: "http", PathBase.Length: 0, Port: >= 0 and <= IPEndPoint.MaxPort };
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Uri ReachableAddress(string url)
    {
        var address = BindingAddress.Parse(url);
        var host = address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "127.0.0.1" : address.Host;
        return new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{host}:{address.Port}/"));
    }

    private static string FirstLine(Exception e)
    {
        var cause = e is AggregateException { InnerExceptions: [var first, ..] } ? first : e;
        return cause.Message.Split('\n')[0].TrimEnd('\r', ' ', '.') + ".";
    }

    /// <summary>Routing leaves its refusals empty.</summary>
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
