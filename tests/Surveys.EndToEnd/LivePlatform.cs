using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Surveys.Invitations;
using Surveys.Sms;
using Surveys.Sms.Twilio;
using Surveys.Storage;
using Surveys.Tests.Fixture;

namespace Surveys.EndToEnd;

/// <summary>The platform on Kestrel and Azurite, for a browser to visit.</summary>
public sealed class LivePlatform(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string AdminKey = "admin-of-the-tests-0123456789abcdef";

    private WebApplication? _app;
    private HttpClient? _admin;
    private HttpClient? _producer;

    /// <summary>Where it listens.</summary>
    public string Address =>
        _app!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Surveys:Storage:ConnectionString"] = await azurite.TakeAccountAsync(),
                ["Surveys:Access:AdminKey"] = AdminKey,
                ["Surveys:Keys:Ring:0:Version"] = "1",
                ["Surveys:Keys:Ring:0:Secret"] = Convert.ToBase64String(
                    Encoding.ASCII.GetBytes("the tests' secret of 32 bytes ok")
                ),
            }
        );
        builder.Services.AddSurveys(builder.Configuration);
        builder.Services.AddTwilioWebhooks(builder.Configuration);
        builder.Services.AddSingleton<ISmsSender>(new FakeCarrier());
        _app = builder.Build();
        _app.MapSurveys();
        await _app.Services.GetRequiredService<SurveyStorage>().CreateAsync(CancellationToken.None);
        await _app.StartAsync();
        _admin = Client(AdminKey);
        await SendAsync(
            _admin,
            HttpMethod.Put,
            "v1/services/licence",
            new
            {
                name = new
                {
                    kk = "Жүргізуші куәлігін ауыстыру",
                    ru = "Замена водительского удостоверения",
                    en = "Renewing a driving licence",
                },
                agency = "Қазақстан Республикасының Жасанды интеллект министрлігі",
            }
        );
        var key = await SendAsync(
            _admin,
            HttpMethod.Post,
            "v1/keys",
            new { role = "producer", services = new[] { "licence" } }
        );
        _producer = Client(key.GetProperty("key").GetString()!);
    }

    /// <summary>Reports an interaction; the path of the link that the service may show.</summary>
    public async Task<string> ReportAsync(string interactionId, string language)
    {
        var answer = await SendAsync(
            _producer!,
            HttpMethod.Post,
            "v1/interactions",
            new
            {
                serviceId = "licence",
                interactionId,
                completedAt = TimeProvider.System.GetUtcNow(),
                assistance = "ai",
                channel = "web",
                language,
            }
        );
        return new Uri(
            answer.GetProperty("items")[0].GetProperty("invitation").GetProperty("surveyUrl").GetString()!
        ).AbsolutePath;
    }

    /// <summary>What the row of a link holds: question and choice, the comment by its words.</summary>
    internal async Task<SortedDictionary<string, string>> AnswersAsync(string path)
    {
        var link = await _app!
            .Services.GetRequiredService<SurveyLinks>()
            .OpenAsync(path[(path.LastIndexOf('/') + 1)..], CancellationToken.None);
        var row = (
            await _app
                .Services.GetRequiredService<Ledger.InteractionLedger>()
                .FindAsync(link!.Value.Key, CancellationToken.None)
        )!;
        return new(
            row.Survey.Answers.ToDictionary(
                answer => answer.Key,
                answer => answer.Key is "comment" ? row.Survey.Comment! : answer.Value.Choice
            )
        );
    }

    /// <summary>Asks the API, as the admin where no key is given.</summary>
    public async Task<JsonElement> AskAsync(HttpMethod method, string path, object body, string? key = null)
    {
        using var other = key is null ? null : Client(key);
        return await SendAsync(other ?? _admin!, method, path, body);
    }

    /// <summary>Folds all days, so that figures are those of the rows.</summary>
    public Task FoldAsync() =>
        _app!.Services.GetRequiredService<Ledger.RollupJob>().RunAllAsync(CancellationToken.None);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _admin?.Dispose();
        _producer?.Dispose();
        await _app!.DisposeAsync();
    }

    private HttpClient Client(string key) =>
        new()
        {
            BaseAddress = new Uri(Address),
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
        };

    private static async Task<JsonElement> SendAsync(HttpClient client, HttpMethod method, string path, object body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        using var response = await client.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
