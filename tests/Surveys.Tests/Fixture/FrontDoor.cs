using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Surveys.Ledger;
using Surveys.Publication;
using Surveys.Sms;
using Surveys.Sms.Twilio;
using Surveys.Storage;

namespace Surveys.Tests.Fixture;

/// <summary>
/// The whole platform behind its HTTP endpoints: what both hosts share, with a clock that the test sets and a carrier
/// that remembers its messages. <see cref="StartAsync"/> starts anew with empty storage and the clock at
/// <see cref="Start"/>. Queue messages wait until the test calls <see cref="PumpAsync"/>. Tables are in memory, which
/// takes half the time. They are an account of Azurite in CI, and everywhere for a test that sees the requests to the
/// tables (<see cref="Wire"/>).
/// </summary>
public sealed class FrontDoor(AzuriteFixture azurite) : IAsyncDisposable
{
    public const string AdminKey = "admin-of-the-tests-0123456789abcdef";
    public const string CarrierToken = "token-of-the-tests-0123456789abcdef";

    /// <summary>The configured address in links, which is not the test server's.</summary>
    public static readonly Uri PublicUrl = new("https://surveys.example.kz");

    /// <summary>Monday 23 November 2026, 11:00 in Almaty.</summary>
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 6, 0, 0, TimeSpan.Zero);

    private readonly ConcurrentDictionary<string, HttpClient> _clients = [];
    private string? _connection;
    private WebApplication? _app;

    /// <summary>The clock of everything but the storage.</summary>
    public FakeTimeProvider Time { get; private set; } = new(Start);

    internal FakeCarrier Carrier { get; private set; } = new();

    /// <summary>Adds another carrier. Null: Twilio's webhooks, with <see cref="Carrier"/> as the sender.</summary>
    internal Action<WebApplicationBuilder>? AddCarrier { get; init; }

    /// <summary>Sees every request to the tables; null: the tables may be in memory.</summary>
    internal HttpPipelinePolicy? Wire { get; init; }

    /// <summary>Changes the settings or the container before the host is built.</summary>
    internal Action<WebApplicationBuilder>? Configure { get; init; }

    internal MemoryQueues Queues { get; private set; } = new(TimeProvider.System);

    internal LogCollector Log { get; private set; } = new();

    /// <summary>Makes calls to the tables fail.</summary>
    internal Outage Outage { get; private set; } = new();

    /// <summary>The container of the host.</summary>
    public IServiceProvider Services => _app!.Services;

    /// <summary>A caller without a key, such as a citizen.</summary>
    public HttpClient Anyone => Client("");

    /// <summary>The bootstrap admin.</summary>
    public HttpClient Admin => Client(AdminKey);

    /// <summary>Starts the platform with empty storage, after stopping the one that runs.</summary>
    public async ValueTask StartAsync()
    {
        await DisposeAsync();
        (Time, Carrier, Log, Outage) = (new(Start), new(), new(), new());
        Queues = new MemoryQueues(Time);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().AddProvider(Log).SetMinimumLevel(LogLevel.Information);
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Surveys:PublicUrl"] = PublicUrl.ToString(),
                ["Surveys:ShortUrl"] = "gov.kz/s/",
                ["Surveys:Access:AdminKey"] = AdminKey,
                ["Surveys:Keys:Ring:0:Version"] = "1",
                ["Surveys:Keys:Ring:0:Secret"] = Convert.ToBase64String(
                    Encoding.ASCII.GetBytes("the tests' secret of 32 bytes ok")
                ),
                ["Surveys:Sms:AuthToken"] = CarrierToken,
                ["Surveys:Sms:TextsPerSecond"] = "10000",
                ["Surveys:Access:RequestsPerSecond"] = "100000",
            }
        );
        builder.Services.AddRouting();
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSurveys(builder.Configuration);
        if (AddCarrier is null)
        {
            builder.Services.AddTwilioWebhooks(builder.Configuration);
            builder.Services.AddSingleton<ISmsSender>(Carrier);
        }
        else
        {
            AddCarrier(builder);
        }

        builder.Services.AddSingleton(new SurveyStorage(await OpenTablesAsync(), Queues));
        Configure?.Invoke(builder);
        _app = builder.Build();
        _app.MapSurveys();
        await Services.GetRequiredService<SurveyStorage>().CreateAsync(CancellationToken.None);
        await _app.StartAsync();
    }

    /// <summary>Stops the platform. Fails for an unexpected warning or error in its log.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            _clients.Clear();
            await app.DisposeAsync();
            Log.Dispose();
        }
    }

    private async Task<TableServiceClient> OpenTablesAsync()
    {
        if (!Breadth.IsWhole && Wire is null)
        {
            return new MemoryTables { Before = Outage.Meet };
        }

        var options = new TableClientOptions
        {
            Retry = { Mode = RetryMode.Fixed, Delay = TimeSpan.FromMilliseconds(1) },
        };
        options.AddPolicy(Outage, HttpPipelinePosition.PerRetry);
        if (Wire is not null)
        {
            options.AddPolicy(Wire, HttpPipelinePosition.PerRetry);
        }

        _connection ??= await azurite.TakeAccountAsync();
        var account = new TableServiceClient(_connection, options);
        await foreach (var table in account.QueryAsync())
        {
            await account.DeleteTableAsync(table.Name);
        }

        return account;
    }

    /// <summary>A caller with a key. It does not follow redirects.</summary>
    public HttpClient Client(string key) =>
        _clients.GetOrAdd(
            key,
            each =>
            {
                var client = _app!.GetTestClient();
                client.BaseAddress = new Uri("http://localhost/");
                if (each.Length > 0)
                {
                    client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", each);
                }

                return client;
            }
        );

    /// <summary>A caller with a new key of a role.</summary>
    public async Task<HttpClient> AsAsync(string role, params string[] services)
    {
        var response = await Admin.PostAsJsonAsync(
            "v1/keys",
            services.Length is 0 ? (object)new { role } : new { role, services }
        );
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return Client((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString()!);
    }

    /// <summary>
    /// Registers a service. Default: three names, an agency, a two-way number as the sender, no cool-down.
    /// <paramref name="settings"/> replaces defaults.
    /// </summary>
    public async Task RegisterAsync(string serviceId, object? settings = null)
    {
        var body = JsonSerializer
            .SerializeToNode(
                new
                {
                    name = new
                    {
                        kk = "Салық",
                        ru = "Налоги",
                        en = "Taxes",
                    },
                    agency = "Tax agency",
                    cooldownDays = 0,
                    sms = new
                    {
                        from = "+77001112233",
                        partPrice = 12.5,
                        twoWay = true,
                    },
                }
            )!
            .AsObject();
        foreach (var (name, value) in JsonSerializer.SerializeToNode(settings ?? new { })!.AsObject().ToList())
        {
            body[name] = value?.DeepClone();
        }

        var response = await Admin.PutAsJsonAsync($"v1/services/{serviceId}", body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Handles the visible queue messages and those that follow from them, until none is visible.</summary>
    public async Task PumpAsync()
    {
        bool any;
        do
        {
            any = false;
            foreach (var handler in BackgroundWork.Queues)
            {
                foreach (var body in Queues.Of(handler.Queue).TakeVisible())
                {
                    any = true;
                    await handler.HandleAsync(Services, body, TestContext.Current.CancellationToken);
                }
            }
        } while (any);
    }

    /// <summary>Advances the clock and handles what becomes due.</summary>
    public async Task PassAsync(TimeSpan span)
    {
        Time.Advance(span);
        await PumpAsync();
    }

    /// <summary>Updates all rollups, so that they agree with the rows.</summary>
    public async Task FoldAsync()
    {
        await PassAsync(RollupScheduler.Delay);
        await Services.GetRequiredService<RollupJob>().RunAllAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Computes the rollups and publishes them, as the job does at its fixed moments.</summary>
    public async Task PublishAsync()
    {
        await FoldAsync();
        await Services
            .GetRequiredService<PublicationJob>()
            .RunAsync(Time.GetUtcNow(), TestContext.Current.CancellationToken);
    }

    /// <summary>Updates all rollups and asserts that they agree with the rows. Returns the number of rows.</summary>
    public async Task<long> RecountAsync()
    {
        await FoldAsync();
        var report = await Services
            .GetRequiredService<LedgerVerifier>()
            .VerifyAsync(TestContext.Current.CancellationToken);
        Assert.Empty(report.Differences);
        return report.Rows;
    }
}
