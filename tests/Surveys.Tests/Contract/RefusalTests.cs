using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Contract;

/// <summary>What no reader can make sense of is refused by its place, never answered as a fault of ours, and harms no neighbour.</summary>
public sealed class RefusalTests(FrontDoor door) : FrontDoorTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST", "v1/interactions", """{"\ud800":1}""")]
    [InlineData("POST", "v1/imports", """[{"serviceId":"refusals","answers":{"\ud800":1}}]""")]
    [InlineData("POST", "v1/erasures", """{"\ud800":"1","phone":"x"}""")]
    [InlineData("POST", "v1/keys", """{"role":"owner","services":["\ud800"]}""")]
    [InlineData("PUT", "v1/services/refused", """{"name":{"\udc00":"x"},"agency":"A"}""")]
    [InlineData(
        "PUT",
        "v1/services/refused",
        """{"name":{"kk":"x"},"agency":"A","sendingWindow":{"days":["\ud800"]}}"""
    )]
    [InlineData("PUT", "v1/services/refused", """{"name":{"kk":"x"},"agency":"\ud800"}""")]
    public async Task Half_of_a_surrogate_pair_is_a_fault_of_the_request(string method, string path, string body)
    {
        await door.RegisterAsync("refusals");
        foreach (
            var bytes in (byte[][])
                [
                    Encoding.UTF8.GetBytes(body),
                    [
                        .. Encoding.Latin1.GetBytes(
                            body.Replace("\\ud800", "\u00ff", StringComparison.Ordinal)
                                .Replace("\\udc00", "\u00ff", StringComparison.Ordinal)
                        ),
                    ],
                ]
        )
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path)
            {
                Content = new ByteArrayContent(bytes) { Headers = { ContentType = new("application/json") } },
            };
            var caller = path is "v1/interactions" ? await door.AsAsync("producer", "refusals") : door.Admin;
            var response = await caller.SendAsync(request, Cancel);
            var answer = await response.Content.ReadAsStringAsync(Cancel);
            Assert.True(response.StatusCode is HttpStatusCode.BadRequest, $"{response.StatusCode}: {answer}");
            Assert.Contains("not UTF-8", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_item_that_cannot_be_read_refuses_no_neighbour()
    {
        await door.RegisterAsync("neighbours");
        var producer = await door.AsAsync("producer", "neighbours");
        var at = JsonSerializer.Serialize(door.Time.GetUtcNow());
        var items = Enumerable
            .Range(0, 3)
            .Select(number =>
                $$"""{"serviceId":"neighbours","interactionId":"n{{number}}","completedAt":{{at}},"assistance":"ai","channel":"web"{{(number is 1 ? ",\"\\udc00\":1" : "")}}}"""
            );
        var response = await producer.PostAsync(
            "v1/interactions",
            new StringContent($"[{string.Join(',', items)}]", Encoding.UTF8, "application/json"),
            Cancel
        );
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(
            ["accepted", "rejected", "accepted"],
            answer.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("status").GetString())
        );
    }

    [Fact]
    public async Task What_names_no_key_is_not_said_to_be_revoked()
    {
        var issued = await door.Admin.PostAsync("v1/keys", new { role = "ministry" }, 201);
        var (id, key) = (issued.TextAt("keyId")!, issued.TextAt("key")!);
        foreach (var wrong in (string[])[key, id.ToUpperInvariant() + "X", id[..^1]])
        {
            Assert.Equal(
                HttpStatusCode.NotFound,
                (await door.Admin.DeleteAsync($"v1/keys/{wrong}", Cancel)).StatusCode
            );
        }

        Assert.Equal(HttpStatusCode.OK, (await door.Client(key).GetAsync("v1/services", Cancel)).StatusCode);
        foreach (var _ in (int[])[1, 2])
        {
            Assert.Equal(HttpStatusCode.NoContent, (await door.Admin.DeleteAsync($"v1/keys/{id}", Cancel)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await door.Client(key).GetAsync("v1/services", Cancel)).StatusCode);
    }

    [Fact]
    public async Task A_number_that_is_mended_is_no_repeat()
    {
        await door.RegisterAsync("mended");
        var producer = await door.AsAsync("producer", "mended");
        async Task<string?> ReportAsync(string phone)
        {
            var report = new
            {
                serviceId = "mended",
                interactionId = "one",
                completedAt = FrontDoor.Start,
                assistance = "ai",
                channel = "web",
                phone,
                smsConsent = true,
            };
            return
                (
                    await (await producer.PostAsJsonAsync("v1/interactions", report, Cancel)).Content.ReadAsStringAsync(
                        Cancel
                    )
                )
                    is var answer
                && answer.Contains("/phone", StringComparison.Ordinal)
                ? "/phone"
                : JsonDocument.Parse(answer).RootElement.GetProperty("items")[0].GetProperty("status").GetString();
        }

        Assert.Equal("accepted", await ReportAsync(new string('5', 101)));
        Assert.Equal("duplicate", await ReportAsync("12345"));
        Assert.Equal("/phone", await ReportAsync("+77010000001"));
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7", "a=1")]
    [InlineData("multipart/form-data", "a=1")]
    [InlineData("multipart/form-data; boundary=x", "zz")]
    [InlineData("application/x-www-form-urlencoded", null)]
    public async Task What_Twilio_has_not_signed_is_forbidden_whatever_its_form(string type, string? body)
    {
        body ??=
            string.Join('&', Enumerable.Range(0, 1_500).Select(number => $"f{number}=x"))
            + "&"
            + new string('n', 3_000)
            + "=1";
        foreach (var path in (string[])["hooks/twilio/messages", "hooks/twilio/status"])
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            Assert.Equal(HttpStatusCode.Forbidden, (await door.Anyone.PostAsync(path, content, Cancel)).StatusCode);
        }
    }

    [Fact]
    public async Task All_faults_of_a_service_are_told_at_once_and_a_zone_has_its_own_name()
    {
        var response = await door.Admin.PutAsJsonAsync(
            "v1/services/told",
            new
            {
                serviceId = "other",
                name = new { },
                agency = "A",
                csatTarget = 2,
                sendingWindow = new { days = Array.Empty<string>() },
            },
            Cancel
        );
        var errors = (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("errors");
        Assert.Equal(
            ["/csatTarget", "/name", "/sendingWindow/days", "/serviceId"],
            errors.EnumerateObject().Select(error => error.Name)
        );

        await door.RegisterAsync("told", new { timeZone = "asia/almaty" });
        Assert.Equal(
            "Asia/Almaty",
            (await door.Admin.GetFromJsonAsync<JsonElement>("v1/services/told", Cancel))
                .GetProperty("timeZone")
                .GetString()
        );
    }
}
