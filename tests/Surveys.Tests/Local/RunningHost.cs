using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Surveys.Local;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Local;

/// <summary>The one-machine host as it is shipped, on a free port, with a data folder of its own; on whichever storage it is given.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    public const string AdminKey = "admin-of-the-tests-0123456789abcdef";

    /// <summary>A condition that takes longer is not going to hold.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly LocalHost _host;
    private readonly HttpClient _http;

    private RunningHost(LocalHost host, LogCollector log)
    {
        _host = host;
        Log = log;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address };
    }

    public LogCollector Log { get; }

    public IServiceProvider Services => _host.Services;

    public static async Task<RunningHost> StartAsync(string data, string storage, TimeProvider? time = null)
    {
        var log = new LogCollector();
        var options = new LocalOptions
        {
            Empty = true,
            Data = data,
            Storage = storage,
            Urls = "http://127.0.0.1:0",
            AdminKey = AdminKey,
        };
        var host = await LocalHost.StartAsync(
            options,
            TestContext.Current.SendDiagnosticMessage,
            time ?? TimeProvider.System,
            builder => builder.Logging.ClearProviders().AddProvider(log),
            TestContext.Current.CancellationToken
        );
        return new RunningHost(host, log);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
        Log.Dispose();
    }

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        object? body = null,
        string? key = null
    )
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = body is null ? null : JsonContent.Create(body),
        };
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<JsonElement> JsonAsync(HttpMethod method, string path, object? body = null, string? key = null)
    {
        using var response = await SendAsync(method, path, body, key);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Registers a service that texts at any time, from a number that can be answered; a key that reports for it.</summary>
    public async Task<string> RegisterAsync(string serviceId)
    {
        await JsonAsync(
            HttpMethod.Put,
            $"v1/services/{serviceId}",
            new
            {
                name = new
                {
                    kk = "Салық",
                    ru = "Налоги",
                    en = "Taxes",
                },
                agency = "Tax agency",
                delayMinutes = 0,
                cooldownDays = 0,
                sendingWindow = (object?)null,
                sms = new { from = "+77001112233", twoWay = true },
            },
            AdminKey
        );
        return (
            await JsonAsync(
                HttpMethod.Post,
                "v1/keys",
                new { role = "producer", services = new[] { serviceId } },
                AdminKey
            )
        )
            .GetProperty("key")
            .GetString()!;
    }

    public Task<JsonElement> ReportAsync(string producer, string serviceId, string interactionId, string phone) =>
        JsonAsync(
            HttpMethod.Post,
            "v1/interactions",
            new
            {
                serviceId,
                interactionId,
                completedAt = TimeProvider
                    .System.GetUtcNow()
                    .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                assistance = "ai",
                channel = "web",
                language = "en",
                phone,
                smsConsent = true,
            },
            producer
        );

    /// <summary>The texts of a phone.</summary>
    public async Task<IReadOnlyList<JsonElement>> TextsAsync(string phone) =>
        [
            .. (await JsonAsync(HttpMethod.Get, $"dev/messages?phone={Uri.EscapeDataString(phone)}"))
                .GetProperty("items")
                .EnumerateArray(),
        ];

    /// <summary>The texts of a phone, as soon as there are so many.</summary>
    public async Task<IReadOnlyList<JsonElement>> AwaitTextsAsync(string phone, int count)
    {
        IReadOnlyList<JsonElement> texts = [];
        await AwaitAsync(async () => (texts = await TextsAsync(phone)).Count >= count, $"{count} texts at {phone}");
        return texts;
    }

    public async Task<JsonElement> InvitationAsync(string serviceId, string interactionId) =>
        (
            await JsonAsync(HttpMethod.Get, $"v1/services/{serviceId}/interactions/{interactionId}", key: AdminKey)
        ).GetProperty("invitation");

    /// <summary>Waits until something holds.</summary>
    public static async Task AwaitAsync(Func<Task<bool>> condition, string what, TimeSpan? patience = null)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < (patience ?? Patience), $"Not in time: {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
