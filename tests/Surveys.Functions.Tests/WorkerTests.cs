using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Surveys.Functions.Tests.Protocol;
using Surveys.Http;
using Surveys.Local;
using Surveys.Sms.Twilio;

namespace Surveys.Functions.Tests;

/// <summary>
/// The worker as it is deployed: a process of its own that speaks the runtime's protocol. Azurite is the storage, and a
/// mock of Twilio is the carrier.
/// </summary>
public sealed partial class WorkerTests : IAsyncLifetime
{
    private const string AdminKey = "admin-of-the-tests-0123456789abcdef";
    private const string Account = "tests";

    private static readonly IReadOnlyList<Endpoint> Served = [.. Endpoints.All, .. TwilioCarrier.Endpoints];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly TwilioServer _twilio = new();
    private Azurite? _azurite;
    private RuntimeHost? _host;

    public async ValueTask InitializeAsync()
    {
        await _twilio.InitializeAsync();
        _azurite = await Azurite.StartAsync(
            AzuritePackages.DefaultFolder(),
            data: null,
            [Account],
            TestContext.Current.SendDiagnosticMessage,
            TimeProvider.System,
            CancellationToken.None
        );
        _host = await RuntimeHost.StartAsync(
            new Dictionary<string, string>
            {
                ["Surveys__PublicUrl"] = "https://surveys.example.kz",
                ["Surveys__ShortUrl"] = "gov.kz/s/",
                ["Surveys__Storage__ConnectionString"] = _azurite.ConnectionString(Account),
                ["Surveys__Access__AdminKey"] = AdminKey,
                ["Surveys__Keys__Ring__0__Version"] = "1",
                ["Surveys__Keys__Ring__0__Secret"] = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
                ["Surveys__Sms__AuthToken"] = "token-of-the-tests-0123456789abcdef",
                ["Surveys__Twilio__AccountSid"] = TwilioServer.AccountSid,
                ["Surveys__Twilio__Gateway"] = _twilio.Address.ToString(),
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        if (_azurite is not null)
        {
            await _azurite.DisposeAsync();
        }

        await _twilio.DisposeAsync();
    }

    [Fact]
    public async Task The_worker_serves_every_endpoint_sends_through_the_queue_and_rolls_up_by_timer()
    {
        Assert.Equal(
            Served
                .Select(endpoint => endpoint.Name)
                .Concat(["SendText", "RollUpDay"])
                .Concat(BackgroundWork.Timers.Select(timer => timer.Name))
                .Order(StringComparer.Ordinal),
            _host!.Functions.Keys.Order(StringComparer.Ordinal)
        );
        foreach (var endpoint in Served)
        {
            await AssertAnswersAsync(endpoint);
        }

        var completedAt = TimeProvider.System.GetUtcNow().AddMinutes(-1).ToOffset(TimeSpan.FromHours(5));
        var producer = await ReportAsync(completedAt);
        Assert.Equal("scheduled", await StateAsync());

        var body = await SendDueAsync();
        Assert.Contains("gov.kz/s/", body, StringComparison.Ordinal);
        Assert.Equal("sent", await StateAsync());

        var page = $"s/{CodeForm().Match(body).Groups[1].Value}";
        await AnswerAsync(page);
        await AssertRollupAsync(completedAt);

        // The log holds no link, no number and no key.
        var log = string.Join(Environment.NewLine, _host.Log);
        Assert.DoesNotContain(page, log, StringComparison.Ordinal);
        Assert.DoesNotContain("77010000001", log, StringComparison.Ordinal);
        Assert.DoesNotContain(producer, log, StringComparison.Ordinal);
    }

    /// <summary>
    /// Registers a service whose messages are sent at once and at any hour, because the clock is the real one here, and
    /// reports an interaction. The producer's key.
    /// </summary>
    private async Task<string> ReportAsync(DateTimeOffset completedAt)
    {
        await AskAsync(
            "PutService",
            HttpMethod.Put,
            "v1/services/tax",
            AdminKey,
            new
            {
                name = new { kk = "Салық", en = "Taxes" },
                agency = "Tax agency",
                delayMinutes = 0,
                cooldownDays = 0,
                sendingWindow = (object?)null,
                sms = new
                {
                    from = "+77001112233",
                    partPrice = 12.5,
                    twoWay = true,
                },
            }
        );
        var issued = await AskAsync(
            "IssueKey",
            HttpMethod.Post,
            "v1/keys",
            AdminKey,
            new { role = "producer", services = new[] { "tax" } }
        );
        var producer = issued.GetProperty("key").GetString()!;
        await AskAsync(
            "ReportInteractions",
            HttpMethod.Post,
            "v1/interactions",
            producer,
            new
            {
                serviceId = "tax",
                interactionId = "one",
                completedAt,
                assistance = "ai",
                channel = "web",
                phone = "+77010000001",
                smsConsent = true,
            }
        );
        return producer;
    }

    /// <summary>
    /// Does what the runtime's queue trigger does: takes a message and invokes the function with its text. The body of
    /// the text message that Twilio got.
    /// </summary>
    private async Task<string> SendDueAsync()
    {
        var queue = new QueueClient(
            _azurite!.ConnectionString(Account),
            "send",
            new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 }
        );
        var message = (await queue.ReceiveMessageAsync(cancellationToken: Cancel)).Value;
        Assert.NotNull(message);
        await _host!.InvokeAsync("SendText", new Data { String = message.MessageText }, Cancel);
        var post = Assert.Single(_twilio.Posts);
        Assert.Equal("+77010000001", post["To"]);
        return post["Body"];
    }

    /// <summary>Answers the survey on its page.</summary>
    private async Task AnswerAsync(string page)
    {
        using var form = new HttpRequestMessage(HttpMethod.Post, page)
        {
            Content = new FormUrlEncodedContent([new("satisfaction", "5")]),
        };
        var response = await _host!.SendAsync("SubmitSurvey", form, Cancel);
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
    }

    /// <summary>
    /// The timer computes the rollups, and the queue function computes them again, with the same result. The
    /// publication runs, and publishes nothing of a single answer.
    /// </summary>
    private async Task AssertRollupAsync(DateTimeOffset completedAt)
    {
        const string timer = """{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}""";
        await _host!.InvokeAsync("Sweep", new Data { Json = timer }, Cancel);
        var month = completedAt.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        var tally = await ReadTallyAsync(month);

        var day = completedAt.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var message = $$"""{"version":1,"day":"tax_{{day}}"}""";
        await _host.InvokeAsync("RollUpDay", new Data { String = message }, Cancel);
        Assert.Equal(tally, await ReadTallyAsync(month));

        await _host.InvokeAsync("Publish", new Data { Json = timer }, Cancel);
        Assert.True((await TableOf("published").GetEntityIfExistsAsync<TableEntity>("state", "run")).HasValue);
        var path = $"v1/services/tax/scores?from={month}&to={month}";
        var scores = await AskAsync("GetScores", HttpMethod.Get, path, AdminKey, null);
        Assert.DoesNotContain(Numbers(scores), number => number.Name is not "target" && number.Value is 1);
    }

    private async Task<byte[]> ReadTallyAsync(string month)
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {month} and RowKey ge {"m_tax"} and RowKey lt {"m_tax`"}"
        );
        var rows = new List<TableEntity>();
        await foreach (var row in TableOf("scores").QueryAsync<TableEntity>(filter, cancellationToken: Cancel))
        {
            rows.Add(row);
        }

        return Assert.Single(rows).GetBinary("Tally");
    }

    private TableClient TableOf(string name) => new(_azurite!.ConnectionString(Account), name);

    /// <summary>Asserts that an endpoint answers a caller without a key: by a problem, or by its content.</summary>
    private async Task AssertAnswersAsync(Endpoint endpoint)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(endpoint.Method),
            ParameterForm().Replace(endpoint.Route, "nothing")
        );
        if (endpoint.Method is "POST" or "PUT")
        {
            request.Content = JsonContent.Create(new { });
        }

        var response = await _host!.SendAsync(endpoint.Name, request, Cancel);
        var body = await response.Content.ReadAsStringAsync(Cancel);
        var answer = $"{endpoint.Name}: {response.StatusCode} {body}";
        if (endpoint.AllowedRoles is Roles.Anyone)
        {
            Assert.True((int)response.StatusCode < 500 && body.Length > 0, answer);
            return;
        }

        Assert.True(response.StatusCode is HttpStatusCode.Unauthorized, answer);
        Assert.Equal(
            endpoint.ProblemPage is null ? "application/problem+json" : "text/html",
            response.Content.Headers.ContentType?.MediaType
        );
    }

    private async Task<string?> StateAsync() =>
        (await AskAsync("GetInteraction", HttpMethod.Get, "v1/services/tax/interactions/one", AdminKey, null))
            .GetProperty("invitation")
            .GetProperty("state")
            .GetString();

    private async Task<JsonElement> AskAsync(string function, HttpMethod method, string path, string key, object? body)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = body is null ? null : JsonContent.Create(body),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var response = await _host!.SendAsync(function, request, Cancel);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(
            response.IsSuccessStatusCode,
            $"{function}: {response.StatusCode} {text} {string.Join(Environment.NewLine, _host.Log.TakeLast(20))}"
        );
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>All numbers of a document at any depth, with the names of their fields.</summary>
    private static IEnumerable<(string Name, double Value)> Numbers(JsonElement element, string name = "") =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().SelectMany(field => Numbers(field.Value, field.Name)),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Numbers(item, name)),
            JsonValueKind.Number => [(name, element.GetDouble())],
            _ => [],
        };

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex ParameterForm();

    [GeneratedRegex("/s/([0-9A-Za-z]{10})")]
    private static partial Regex CodeForm();
}
