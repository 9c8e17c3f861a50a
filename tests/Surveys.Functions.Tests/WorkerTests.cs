using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Azure.Storage.Queues;
using Surveys.Functions.Tests.Protocol;
using Surveys.Http;
using Surveys.Local;
using Surveys.Sms.Twilio;

namespace Surveys.Functions.Tests;

/// <summary>
/// The worker as it ships: its own process, spoken to by the runtime's protocol, on Azurite and before a mock of Twilio. Each endpoint answers, a text goes
/// through the queue, the timer folds.
/// </summary>
public sealed partial class WorkerTests : IAsyncLifetime
{
    private const string AdminKey = "admin-of-the-tests-0123456789abcdef";
    private const string Account = "tests";

    private static readonly IReadOnlyList<Endpoint> Served = [.. Endpoints.All, .. TwilioCarrier.Endpoints];

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
    public async Task The_worker_serves_every_endpoint_sends_through_the_queue_and_folds_by_timer()
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
            await AnswersAsync(endpoint);
        }

        // A service whose texts go out at once, at any hour; the clock is the real one here.
        await PutAsync(
            "PutService",
            "v1/services/tax",
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
        var completed = TimeProvider.System.GetUtcNow().AddMinutes(-1).ToOffset(TimeSpan.FromHours(5));
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
                completedAt = completed,
                assistance = "ai",
                channel = "web",
                phone = "+77010000001",
                smsConsent = true,
            }
        );
        Assert.Equal("scheduled", await StateAsync());

        // What the runtime's queue trigger would do: take a message, hand its text to the function.
        var send = new QueueClient(
            _azurite!.ConnectionString(Account),
            "send",
            new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 }
        );
        var message = (await send.ReceiveMessageAsync(cancellationToken: TestContext.Current.CancellationToken)).Value;
        Assert.NotNull(message);
        await _host.InvokeAsync(
            "SendText",
            new Data { String = message.MessageText },
            TestContext.Current.CancellationToken
        );
        var text = Assert.Single(_twilio.Posts);
        Assert.Equal("+77010000001", text["To"]);
        Assert.Contains("gov.kz/s/", text["Body"], StringComparison.Ordinal);
        Assert.Equal("sent", await StateAsync());

        // The citizen answers on the page, by the link in the text.
        var page = $"s/{CodeForm().Match(text["Body"]).Groups[1].Value}";
        using (
            var form = new HttpRequestMessage(HttpMethod.Post, page)
            {
                Content = new FormUrlEncodedContent([new("satisfaction", "5")]),
            }
        )
        {
            Assert.Equal(
                HttpStatusCode.SeeOther,
                (await _host.SendAsync("SubmitSurvey", form, TestContext.Current.CancellationToken)).StatusCode
            );
        }

        await _host.InvokeAsync(
            "Sweep",
            new Data { Json = """{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}""" },
            TestContext.Current.CancellationToken
        );
        var figures = string.Create(
            CultureInfo.InvariantCulture,
            $"v1/services/tax/scores?from={completed:yyyy-MM}&to={completed:yyyy-MM}"
        );
        var scores = await AskAsync("GetScores", HttpMethod.Get, figures, AdminKey, null);
        Assert.Contains(Numbers(scores), number => number is ("interactions", 1));

        // And by the queue: a fold of a fold changes nothing.
        await _host.InvokeAsync(
            "RollUpDay",
            new Data { String = $$"""{"version":1,"day":"tax_{{completed:yyyyMMdd}}"}""" },
            TestContext.Current.CancellationToken
        );
        Assert.Equal(
            scores.ToString(),
            (await AskAsync("GetScores", HttpMethod.Get, figures, AdminKey, null)).ToString()
        );

        // Whoever reads the log learns no link, no number, no key.
        var log = string.Join(Environment.NewLine, _host.Log);
        Assert.DoesNotContain(page, log, StringComparison.Ordinal);
        Assert.DoesNotContain("77010000001", log, StringComparison.Ordinal);
        Assert.DoesNotContain(producer, log, StringComparison.Ordinal);
    }

    /// <summary>Whoever is nobody is answered by the endpoint itself: refused with a problem, or served.</summary>
    private async Task AnswersAsync(Endpoint endpoint)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(endpoint.Method),
            PlaceForm().Replace(endpoint.Route, "nothing")
        );
        if (endpoint.Method is "POST" or "PUT")
        {
            request.Content = JsonContent.Create(new { });
        }

        var response = await _host!.SendAsync(endpoint.Name, request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if (endpoint.AllowedRoles is not Roles.Anyone)
        {
            Assert.True(
                response.StatusCode is HttpStatusCode.Unauthorized,
                $"{endpoint.Name}: {response.StatusCode} {body}"
            );
            Assert.Equal(
                endpoint.ProblemPage is null ? "application/problem+json" : "text/html",
                response.Content.Headers.ContentType?.MediaType
            );
        }
        else
        {
            Assert.True(
                (int)response.StatusCode < 500 && body.Length > 0,
                $"{endpoint.Name}: {response.StatusCode} {body}"
            );
        }
    }

    private async Task<string?> StateAsync() =>
        (await AskAsync("GetInteraction", HttpMethod.Get, "v1/services/tax/interactions/one", AdminKey, null))
            .GetProperty("invitation")
            .GetProperty("state")
            .GetString();

    private Task<JsonElement> PutAsync(string function, string path, object body) =>
        AskAsync(function, HttpMethod.Put, path, AdminKey, body);

    private async Task<JsonElement> AskAsync(string function, HttpMethod method, string path, string key, object? body)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = body is null ? null : JsonContent.Create(body),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var response = await _host!.SendAsync(function, request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(
            response.IsSuccessStatusCode,
            $"{function}: {response.StatusCode} {text} {string.Join(Environment.NewLine, _host.Log.TakeLast(20))}"
        );
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>All numbers of a document with the names of their fields, however deep.</summary>
    private static IEnumerable<(string Name, double Value)> Numbers(JsonElement element, string name = "") =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().SelectMany(field => Numbers(field.Value, field.Name)),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Numbers(item, name)),
            JsonValueKind.Number => [(name, element.GetDouble())],
            _ => [],
        };

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex PlaceForm();

    [GeneratedRegex("/s/([0-9A-Za-z]{10})")]
    private static partial Regex CodeForm();
}
