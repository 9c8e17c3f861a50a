using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using Surveys.Sms.Twilio;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Hosts;

/// <summary>
/// What one interaction costs in requests to storage, from report to score: a text that is delivered and answered once on the page, without retries, folding
/// aside. The operating guide computes the price of a million from the same table, which is compared here row by row.
/// </summary>
public sealed class StorageOperationsTests(AzuriteFixture azurite) : IAsyncLifetime
{
    /// <summary>
    /// The budget. The aim was 12; docs/operating.md says which requests could go and what each stands for. It may be lowered, and is not raised without
    /// a word there.
    /// </summary>
    private const int Budget = 22;

    /// <summary>A message is put, taken and deleted.</summary>
    private const int RequestsAMessage = 3;

    /// <summary>Tables whose rows are a citizen's; the others are asked once for all citizens of a while (services, keys, work).</summary>
    private static readonly string[] CitizensTables = ["ledger", "contacts", "links"];

    private readonly RequestCounter _counter = new();
    private FrontDoor? _door;

    public async ValueTask InitializeAsync()
    {
        _door = new FrontDoor(azurite) { Wire = _counter };
        await _door.StartAsync();
    }

    public ValueTask DisposeAsync() => _door!.DisposeAsync();

    [Fact]
    public async Task A_text_answered_once_on_the_page_costs_what_the_operating_guide_says()
    {
        var door = _door!;
        await door.RegisterAsync("tax");
        var producer = await door.AsAsync("producer", "tax");

        // An earlier interaction of the day makes what is made once for all: the stripe, the day's row in the index.
        await ReportAsync("first", "+77010000001");
        door.Time.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal(1, await SendAsync());

        var counted = new List<(string Step, int Reads, int Writes, int Queue)>();
        await CountAsync("report", () => ReportAsync("second", "+77010000002"));
        await CountAsync(
            "send",
            async () =>
            {
                door.Time.Advance(TimeSpan.FromMinutes(16));
                Assert.Equal(1, await SendAsync());
            }
        );
        var (sid, sms) = door.Carrier.Sent.Single(sent => sent.Text.To.E164 == "+77010000002");
        await CountAsync("delivery report", () => PostStatusAsync(sms.StatusCallback, sid));
        var page = $"s/{sms.Body[(sms.Body.IndexOf("/s/", StringComparison.Ordinal) + 3)..][..10]}";
        await CountAsync(
            "open the page",
            async () =>
                Assert.Equal(
                    HttpStatusCode.OK,
                    (await door.Anyone.GetAsync(page, TestContext.Current.CancellationToken)).StatusCode
                )
        );
        await CountAsync(
            "send the answer",
            async () =>
            {
                using var form = new FormUrlEncodedContent([new("satisfaction", "5")]);
                var response = await door.Anyone.PostAsync(page, form, TestContext.Current.CancellationToken);
                Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
            }
        );
        await CountAsync(
            "see the thanks",
            async () =>
                Assert.Equal(
                    HttpStatusCode.OK,
                    (await door.Anyone.GetAsync(page, TestContext.Current.CancellationToken)).StatusCode
                )
        );

        await door.RecountAsync();
        var total = counted.Sum(step => step.Reads + step.Writes + step.Queue);
        Assert.Equal(
            OperatingGuide.Table("Operations of one interaction").Select(row => string.Join(" | ", row.Take(4))),
            [
                .. counted.Select(step =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{step.Step} | {step.Reads} | {step.Writes} | {step.Queue}"
                    )
                ),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"total | {counted.Sum(step => step.Reads)} | {counted.Sum(step => step.Writes)} | {counted.Sum(step => step.Queue)}"
                ),
            ]
        );
        Assert.InRange(total, 1, Budget);

        async Task ReportAsync(string interactionId, string phone)
        {
            var report = new
            {
                serviceId = "tax",
                interactionId,
                completedAt = door.Time.GetUtcNow(),
                assistance = "ai",
                channel = "web",
                phone,
                smsConsent = true,
            };
            Assert.Equal(
                HttpStatusCode.Accepted,
                (
                    await producer.PostAsJsonAsync("v1/interactions", report, TestContext.Current.CancellationToken)
                ).StatusCode
            );
        }

        // The queue "send" alone: what folding reads is another's bill.
        async Task<int> SendAsync()
        {
            var due = door.Queues.Of("send").TakeVisible();
            foreach (var message in due)
            {
                await BackgroundWork.SendText.HandleAsync(
                    door.Services,
                    message,
                    TestContext.Current.CancellationToken
                );
            }

            return due.Count;
        }

        async Task CountAsync(string step, Func<Task> act)
        {
            var sent = door.Queues.Of("send").Sent;
            _counter.Clear();
            await act();
            counted.Add(
                (
                    step,
                    _counter.Reads(CitizensTables),
                    _counter.Writes(CitizensTables),
                    RequestsAMessage * (door.Queues.Of("send").Sent - sent)
                )
            );
        }
    }

    private async Task PostStatusAsync(Uri callback, string sid)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["MessageSid"] = sid,
            ["MessageStatus"] = "delivered",
        };
        var signed = callback + string.Concat(fields.Select(field => field.Key + field.Value));
        using var request = new HttpRequestMessage(HttpMethod.Post, callback.PathAndQuery)
        {
            Content = new FormUrlEncodedContent(fields),
        };
#pragma warning disable CA5350 // Twilio's signature is HMAC-SHA1.
        request.Headers.Add(
            TwilioSignature.Header,
            Convert.ToBase64String(
                HMACSHA1.HashData(Encoding.UTF8.GetBytes(FrontDoor.CarrierToken), Encoding.UTF8.GetBytes(signed))
            )
        );
#pragma warning restore CA5350
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await _door!.Anyone.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode
        );
    }

    /// <summary>Counts requests to tables: a transaction is one, as Azure bills it.</summary>
    private sealed class RequestCounter : HttpPipelinePolicy
    {
        private readonly ConcurrentQueue<(string Table, bool IsRead)> _requests = [];

        public void Clear() => _requests.Clear();

        public int Reads(string[] tables) =>
            _requests.Count(request => request.IsRead && tables.Contains(request.Table));

        public int Writes(string[] tables) =>
            _requests.Count(request => !request.IsRead && tables.Contains(request.Table));

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            // A transaction is sent to /account/$batch and names its table within; the platform's only transactions are the ledger's and the folds'.
            var name = message
                .Request.Uri.Path.Split('/', '(', '?')
                .First(part => part is "$batch" || Names.Contains(part));
            _requests.Enqueue(
                (name is "$batch" ? await TableOfAsync(message) : name, message.Request.Method == RequestMethod.Get)
            );
            await ProcessNextAsync(message, pipeline);
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            throw new NotSupportedException("The platform never waits on a thread.");

        private static readonly string[] Names =
        [
            .. CitizensTables,
            "work",
            "scores",
            "published",
            "services",
            "keys",
            "savings",
            "audit",
            "Tables",
        ];

        private static async Task<string> TableOfAsync(HttpMessage message)
        {
            using var body = new MemoryStream();
            await message.Request.Content!.WriteToAsync(body, CancellationToken.None);
            var text = Encoding.UTF8.GetString(body.ToArray());
            return Names.First(name =>
                text.Contains($"/{name}(", StringComparison.Ordinal)
                || text.Contains($"/{name}?", StringComparison.Ordinal)
                || text.Contains($"/{name} ", StringComparison.Ordinal)
            );
        }
    }
}
