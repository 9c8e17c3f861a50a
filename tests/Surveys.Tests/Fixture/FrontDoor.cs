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
using Surveys.Sms;
using Surveys.Sms.Twilio;
using Surveys.Storage;

namespace Surveys.Tests.Fixture;

/// <summary>
/// The whole platform behind its HTTP front door, on tables of its own: the endpoints and handlers that both hosts share, a clock that the test sets, a
/// carrier that remembers. What came through the queues is handled when the test pumps. The tables are an account of Azurite's in CI, and everywhere for a test that
/// looks at the wire; else they are in memory, which takes half the time.
/// </summary>
public sealed class FrontDoor(AzuriteFixture azurite) : IAsyncLifetime
{
    public const string AdminKey = "admin-of-the-tests-0123456789abcdef";
    public const string CarrierToken = "token-of-the-tests";

    /// <summary>Where links lead: the configured address, not the test server's.</summary>
    public static readonly Uri PublicUrl = new("https://surveys.example.kz");

    /// <summary>Monday 23 November 2026, 11:00 in Almaty.</summary>
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 6, 0, 0, TimeSpan.Zero);

    private readonly ConcurrentDictionary<string, HttpClient> _clients = [];
    private MemoryQueues? _queues;
    private WebApplication? _app;

    /// <summary>The clock of everything but the storage.</summary>
    public FakeTimeProvider Time { get; } = new(Start);

    internal FakeCarrier Carrier { get; } = new();

    /// <summary>Adds another carrier. Null: Twilio's webhooks, with <see cref="Carrier"/> as the sender.</summary>
    internal Action<WebApplicationBuilder>? AddCarrier { get; init; }

    /// <summary>Sees every request to the tables; null: nobody looks.</summary>
    internal HttpPipelinePolicy? Wire { get; init; }

    /// <summary>Changes the settings or the container before the host is built.</summary>
    internal Action<WebApplicationBuilder>? Configure { get; init; }

    internal MemoryQueues Queues => _queues!;

    internal LogCollector Log { get; } = new();

    /// <summary>Takes the tables away for a while.</summary>
    internal Outage Outage { get; } = new();

    /// <summary>The container, for looking behind the door.</summary>
    public IServiceProvider Services => _app!.Services;

    /// <summary>A caller without a key: a citizen, or nobody.</summary>
    public HttpClient Anyone => Client("");

    /// <summary>The bootstrap admin.</summary>
    public HttpClient Admin => Client(AdminKey);

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
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

        _queues = new MemoryQueues(Time);
        builder.Services.AddSingleton(
            new SurveyStorage(
                Breadth.IsWhole || Wire is not null
                    ? await OpenAccountAsync()
                    : new MemoryTables { Before = Outage.Meet },
                _queues
            )
        );
        Configure?.Invoke(builder);
        _app = builder.Build();
        _app.MapSurveys();
        await Services.GetRequiredService<SurveyStorage>().CreateAsync(CancellationToken.None);
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app!.DisposeAsync();
        Log.Dispose();
    }

    private async Task<TableServiceClient> OpenAccountAsync()
    {
        var options = new TableClientOptions
        {
            Retry = { Mode = RetryMode.Fixed, Delay = TimeSpan.FromMilliseconds(1) },
        };
        options.AddPolicy(Outage, HttpPipelinePosition.PerRetry);
        if (Wire is not null)
        {
            options.AddPolicy(Wire, HttpPipelinePosition.PerRetry);
        }

        return new TableServiceClient(await azurite.TakeAccountAsync(), options);
    }

    /// <summary>A caller with a key; redirects are not followed.</summary>
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

    /// <summary>A caller of a role, with a key issued for it.</summary>
    public async Task<HttpClient> AsAsync(string role, params string[] services)
    {
        var response = await Admin.PostAsJsonAsync(
            "v1/keys",
            services.Length is 0 ? (object)new { role } : new { role, services }
        );
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return Client((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString()!);
    }

    /// <summary>Registers a service; what is given goes over the defaults: three names, an agency, texts from a two-way number, no cool-down.</summary>
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

    /// <summary>Handles what the queues show now, and what that brings about, until nothing is visible.</summary>
    public async Task PumpAsync()
    {
        bool any;
        do
        {
            any = false;
            foreach (var handler in BackgroundWork.Queues)
            {
                foreach (var body in _queues!.Of(handler.Queue).TakeVisible())
                {
                    any = true;
                    await handler.HandleAsync(Services, body, TestContext.Current.CancellationToken);
                }
            }
        } while (any);
    }

    /// <summary>Lets time pass, and handles what falls due.</summary>
    public async Task PassAsync(TimeSpan span)
    {
        Time.Advance(span);
        await PumpAsync();
    }

    /// <summary>Folds every day that has something to fold, so that the figures are those of the rows.</summary>
    public async Task FoldAsync()
    {
        await PassAsync(RollupScheduler.Delay);
        await Services.GetRequiredService<RollupJob>().RunAllAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Folds, recounts all rows and expects that everything agrees; the number of rows.</summary>
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
