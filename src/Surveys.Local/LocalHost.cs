using System.Globalization;
using System.Net.Sockets;
using Azure;
using Microsoft.Extensions.Options;
using Surveys.Access;
using Surveys.Calendar;
using Surveys.Local.Demonstration;
using Surveys.Storage;

namespace Surveys.Local;

/// <summary>
/// The platform on one machine: Kestrel, pumps for queues and timers, its own Azurite, and simulated phones instead of
/// a carrier. At a stop it ends requests first, then the pumps and phones, then Azurite, so that nothing is lost.
/// </summary>
internal sealed class LocalHost : IAsyncDisposable
{
    private const string Account = "surveys";

    private readonly DataFolder _folder;
    private readonly Azurite? _azurite;
    private readonly WebApplication _app;
    private readonly bool _empty;

    private LocalHost(DataFolder folder, Azurite? azurite, WebApplication app, bool empty) =>
        (_folder, _azurite, _app, _empty) = (folder, azurite, app, empty);

    /// <summary>The address at which this machine reaches the host.</summary>
    public Uri Address => Services.GetRequiredService<HostAddress>().Uri;

    /// <summary>The bootstrap admin key.</summary>
    public string AdminKey => Services.GetRequiredService<IOptions<AccessOptions>>().Value.AdminKey!;

    /// <summary>The container, for tests.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts the storage if necessary, and then the host.</summary>
    /// <param name="options">The options of the command line.</param>
    /// <param name="writeLine">Writes a line of progress.</param>
    /// <param name="time">The clock.</param>
    /// <param name="configure">Changes the composition, for tests; null for none.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="StartException">The host cannot start. The message says what to do.</exception>
    public static async Task<LocalHost> StartAsync(
        LocalOptions options,
        Action<string> writeLine,
        TimeProvider time,
        Action<WebApplicationBuilder>? configure,
        CancellationToken cancellationToken
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        var urls = ListenAddresses.Parse(options.Urls ?? builder.Configuration["Urls"] ?? LocalOptions.DefaultUrls);
        CheckAdminKey(options, builder.Configuration);
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
                azurite = await StartStorageAsync(folder, writeLine, time, cancellationToken);
                storage = ConnectionTo(azurite);
            }

            app = new LocalComposition(builder, folder, urls, time).Build(storage, options.AdminKey, configure);
            await CreateStorageAsync(app, cancellationToken);
            await ListenAsync(app, urls, cancellationToken);
            return new LocalHost(folder, azurite, app, options.Empty);
        }
        catch
        {
            await DisposeAsync(app, azurite, folder);
            throw;
        }
    }

    /// <summary>Starts Azurite with the data of a folder.</summary>
    public static Task<Azurite> StartStorageAsync(
        DataFolder folder,
        Action<string> writeLine,
        TimeProvider time,
        CancellationToken cancellationToken
    ) =>
        Azurite.StartAsync(
            AzuritePackages.DefaultFolder(),
            folder.PathOf("azurite"),
            [Account],
            writeLine,
            time,
            cancellationToken
        );

    /// <summary>The connection string of the storage that <see cref="StartStorageAsync"/> started.</summary>
    public static string ConnectionTo(Azurite azurite) => azurite.ConnectionString(Account);

    /// <summary>
    /// Writes the addresses, runs the demonstration if it is not complete, and serves until it is cancelled.
    /// </summary>
    public async Task RunAsync(Action<string> writeLine, CancellationToken cancellationToken)
    {
        writeLine(
            $"""

            The platform is running. Open
              {Address}            the overview
              {new Uri(Address, "dev/phones")}  the simulated phones
            Data:      {_folder.Path}
            Admin key: {AdminKey}
            Press Ctrl-C to stop.

            """
        );
        try
        {
            if (!_empty)
            {
                await RunDemoAsync(writeLine, cancellationToken);
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { }
    }

    /// <summary>Runs the demonstration if the storage is empty or the demonstration was interrupted.</summary>
    internal Task RunDemoAsync(Action<string> writeLine, CancellationToken cancellationToken) =>
        new DemoStart(_folder, Services, Address, AdminKey, writeLine).RunAsync(
            isOwnStorage: _azurite is not null,
            cancellationToken
        );

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await DisposeAsync(_app, _azurite, _folder);
    }

    private static async Task DisposeAsync(WebApplication? app, Azurite? azurite, DataFolder folder)
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
    }

    private static void CheckAdminKey(LocalOptions options, ConfigurationManager settings)
    {
        var key = options.AdminKey ?? settings[$"{AccessOptions.Section}:{nameof(AccessOptions.AdminKey)}"];
        if (key is { Length: < AccessOptions.MinAdminKeyLength })
        {
            throw new StartException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The admin key is too short. It must have at least {AccessOptions.MinAdminKeyLength} characters."
                )
            );
        }
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
            throw new StartException(
                $"The storage is not available: {StartException.FirstLineOf(e)} Check --storage.",
                e
            );
        }
    }

    private static async Task ListenAsync(
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
            throw new StartException($"A setting is not valid: {string.Join(' ', e.Failures)}", e);
        }
        catch (InvalidOperationException e) when (e is not ZoneDataException)
        {
            throw new StartException($"A setting is not valid: {StartException.FirstLineOf(e)}", e);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new StartException(
                $"Cannot listen on {string.Join(", ", urls)}: {StartException.FirstLineOf(e)} "
                    + "Choose another address with --urls.",
                e
            );
        }
    }
}
