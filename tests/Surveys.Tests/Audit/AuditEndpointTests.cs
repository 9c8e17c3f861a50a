using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Surveys.Audit;
using Surveys.Storage;
using Surveys.Tests.Dashboards;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Audit;

/// <summary>What the audit log records, at the front door. The clock stands at 23 November 2026.</summary>
public sealed class AuditEndpointTests(FrontDoor door) : FrontDoorTests
{
    private const string Today = "v1/audit?from=2026-11-23&to=2026-11-23";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_services_and_their_changes_are_recorded_with_the_key_that_made_them()
    {
        var admin = await door.Admin.PostAsync("v1/keys", new { role = "admin", label = "Aigerim" }, 201);
        var (adminId, client) = (admin.TextAt("keyId")!, door.Client(admin.TextAt("key")!));
        var issued = await client.PostAsync("v1/keys", new { role = "ministry" }, 201);
        await client.DeleteAsync($"v1/keys/{issued.TextAt("keyId")}", Cancel);
        await PutServiceAsync(client, "recorded", "Agency", 201);
        await PutServiceAsync(client, "recorded", "Other agency", 200);
        await PutServiceAsync(client, "recorded", "Other agency", 200);

        var entries = await ReadAsync(Today);
        Assert.Contains($"bootstrap admin key-issued {adminId}", entries.Select(Describe));
        Assert.Equal(
            [
                $"{adminId} admin key-issued {issued.TextAt("keyId")}",
                $"{adminId} admin key-revoked {issued.TextAt("keyId")}",
                $"{adminId} admin service-registered recorded",
                $"{adminId} admin service-changed recorded",
            ],
            entries.Where(entry => entry.TextAt("actor") == adminId).Select(Describe)
        );
        Assert.DoesNotContain("Aigerim", JsonSerializer.Serialize(entries), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Imports_views_withdrawals_and_erasures_by_an_admin_are_recorded_without_personal_data()
    {
        await door.RegisterAsync("single");
        var producer = await door.AsAsync("producer", "single");
        await ReportAsync(producer, "single", "one", "+77010000001");
        await producer.GetAsync("v1/services/single/interactions/one", 200);
        await door.Admin.GetAsync("v1/services/single/interactions/one", 200);
        await door.Admin.GetAsync("v1/services/single/interactions/none", 404);
        await door.Admin.DeleteAsync("v1/services/single/interactions/one", Cancel);
        await door.Admin.PostAsync("v1/erasures", new { phone = "+77010000001" }, 202);
        await ImportAsync("single", 3);

        var entries = await ReadAsync($"{Today}&service=single");
        Assert.Equal(
            [
                "bootstrap admin service-registered single",
                "bootstrap admin interaction-viewed single 2026-11 one",
                "bootstrap admin interaction-withdrawn single 2026-11 one",
                "bootstrap admin imported single 3",
            ],
            entries.Select(Describe)
        );
        var erased = Assert.Single(await ReadAsync($"{Today}&action=citizen-erased"));
        Assert.Equal(["action", "actor", "at", "role"], erased.EnumerateObject().Select(each => each.Name).Order());
    }

    [Fact]
    public async Task Savings_and_decisions_are_recorded()
    {
        await door.RegisterAsync("saved");
        var owner = await door.AsAsync("owner", "saved");
        var ministry = await door.AsAsync("ministry");
        foreach (
            var (path, client, body) in ((string, HttpClient, object)[])
                [
                    ("other", owner, new { amount = 100 }),
                    ("other/verification", ministry, new { status = "verified" }),
                    ("other", owner, new { amount = 200 }),
                    ("other/verification", ministry, new { status = "rejected" }),
                ]
        )
        {
            var response = await client.PutAsJsonAsync($"v1/services/saved/savings/2026-10/{path}", body, Cancel);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancel));
        }

        Assert.Equal(
            [
                "service-registered saved",
                "saving-reported saved 2026-10 other",
                "saving-verified saved 2026-10 other",
                "saving-reported saved 2026-10 other",
                "saving-rejected saved 2026-10 other",
            ],
            (await ReadAsync($"{Today}&service=saved"))
                .Select(Describe)
                .Select(entry => string.Join(' ', entry.Split(' ')[2..]))
        );
    }

    [Fact]
    public async Task Sign_ins_and_sign_outs_are_recorded()
    {
        var (id, key) = await Reader.IssueAsync(door, "ministry");
        var reader = new Reader(door);
        await reader.SubmitAsync(await reader.OpenAsync("sign-in"), "form[action*=sign-in]", 200, ("key", key));
        await reader.SubmitAsync(await reader.OpenAsync("ministry"), "form.sign-out", 200);

        Assert.Equal(
            [$"{id} ministry signed-in", $"{id} ministry signed-out"],
            (await ReadAsync(Today)).Where(entry => entry.TextAt("actor") == id).Select(Describe)
        );
    }

    [Fact]
    public async Task Refusals_are_one_entry_a_minute_and_key_and_strangers_share_one()
    {
        await door.RegisterAsync("own");
        var issued = await Reader.IssueAsync(door, "producer", "own");
        var producer = door.Client(issued.Key);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await producer.GetAsync("v1/services/foreign", 403);
            await door.Client($"admin_{attempt:x16}_{new string('0', 64)}").GetAsync("v1/services", 401);
        }

        await door.Services.GetRequiredService<RefusalLog>().WriteAsync(includeCurrentMinute: true, Cancel);
        var entries = await ReadAsync($"{Today}&action=refused");
        Assert.Contains($"{issued.Id} producer refused 403 3", entries.Select(Describe));
        Assert.Equal(1, entries.Count(entry => entry.TextAt("actor") == issued.Id));
        Assert.Contains(
            entries.Select(Describe),
            entry => entry.StartsWith("unknown refused 401 ", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Nothing_is_done_that_cannot_be_recorded()
    {
        await door.RegisterAsync("unrecorded");
        var (id, key) = await Reader.IssueAsync(door, "ministry");
        door.Log.Expect("failed with a transient error");
        door.Outage.Of = call => call.Table is "audit" || (call.Table is "" && call.Operation is "Transaction");
        try
        {
            await door.Admin.PostAsync("v1/keys", new { role = "ministry" }, 503);
            await PutServiceAsync(door.Admin, "unrecorded", "Changed", 503);
            await (await door.Admin.DeleteAsync($"v1/keys/{id}", Cancel)).ReadAsync(503);
            await door.Admin.PostAsync("v1/erasures", new { phone = "+77010000002" }, 503);
        }
        finally
        {
            door.Outage.Of = null;
        }

        await door.Client(key).GetAsync("v1/services", 200);
        Assert.Equal("Tax agency", (await door.Admin.GetAsync("v1/services/unrecorded", 200)).TextAt("agency"));
    }

    [Fact]
    public async Task Pages_follow_each_other_and_CSV_has_the_same_entries()
    {
        for (var number = 0; number < 5; number++)
        {
            await Reader.IssueAsync(door, "ministry");
        }

        var all = (await ReadAsync(Today)).Count;
        var (pages, next) = (new List<JsonElement>(), (string?)$"{Today}&limit=3");
        while (next is not null)
        {
            using var response = await door.Admin.GetAsync(next, Cancel);
            var page = await response.ReadAsync(200);
            pages.AddRange(page.GetProperty("items").EnumerateArray());
            next = response.Headers.TryGetValues("Link", out var link)
                ? link.Single().Split('<', '>')[1].TrimStart('/')
                : null;
        }

        Assert.Equal(all, pages.Count);
        Assert.Equal(pages.Count, pages.Select(item => item.TextAt("hash")).Distinct().Count());
        var csv = await door.Admin.GetStringAsync($"{Today}&format=csv", Cancel);
        Assert.Equal(all + 1, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains(
            "day,number,at,actor,role,action,service,month,subject,reason,count,hash",
            csv,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("v1/audit", "from", "to")]
    [InlineData("v1/audit?from=2026-11&to=2026-11-23", "from")]
    [InlineData("v1/audit?from=2026-11-24&to=2026-11-23", "to")]
    [InlineData(Today + "&action=unheard-of", "action")]
    [InlineData(Today + "&cursor=AAAA", "cursor")]
    [InlineData(Today + "&limit=0", "limit")]
    public async Task A_faulty_query_names_its_parameters(string path, params string[] parameters) =>
        Assert.Equal(
            parameters,
            (await door.Admin.GetAsync(path, 400)).GetProperty("errors").EnumerateObject().Select(error => error.Name)
        );

    [Fact]
    public async Task The_chain_of_a_day_of_work_is_intact()
    {
        await door.RegisterAsync("intact");
        var storage = door.Services.GetRequiredService<SurveyStorage>();
        var report = await new AuditVerifier(storage, door.Time).VerifyAsync(Cancel);
        Assert.Empty(report.Breaks);
        Assert.NotEqual(0, report.Entries);
    }

    private async Task<List<JsonElement>> ReadAsync(string path) =>
        [
            .. (await door.Admin.GetAsync(path, 200))
                .GetProperty("items")
                .EnumerateArray()
                .Select(item => item.GetProperty("entry")),
        ];

    private static string Describe(JsonElement entry) =>
        string.Join(
            ' ',
            new[] { "actor", "role", "action", "service", "month", "subject", "count" }
                .Where(name => entry.TryGetProperty(name, out _))
                .Select(name => entry.TextAt(name))
        );

    private static async Task PutServiceAsync(HttpClient client, string serviceId, string agency, int status)
    {
        var settings = new { name = new { en = "Recorded" }, agency };
        await (await client.PutAsJsonAsync($"v1/services/{serviceId}", settings, Cancel)).ReadAsync(status);
    }

    private static Task<JsonElement> ReportAsync(HttpClient producer, string serviceId, string id, string phone) =>
        producer.PostAsync(
            "v1/interactions",
            new
            {
                serviceId,
                interactionId = id,
                completedAt = FrontDoor.Start,
                assistance = "ai",
                channel = "web",
                phone,
                smsConsent = true,
            },
            202
        );

    private Task<JsonElement> ImportAsync(string serviceId, int items) =>
        door.Admin.PostAsync(
            "v1/imports",
            Enumerable
                .Range(0, items)
                .Select(number => new
                {
                    serviceId,
                    interactionId = $"past-{number}",
                    completedAt = FrontDoor.Start.AddDays(-40),
                    assistance = "ai",
                    channel = "web",
                }),
            202
        );
}
