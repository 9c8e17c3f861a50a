using System.Globalization;
using System.Text.Json;
using Surveys.Tests.Fixture;
using Surveys.Tests.Pages;

namespace Surveys.Tests.Integrity;

/// <summary>A service that stuffs its own ballots, and what the ministry sees of it.</summary>
public sealed class IntegrityEndpointTests(FrontDoor door) : FrontDoorTests
{
    private const string Query = "v1/integrity?from=2026-11&to=2026-11";

    private int _phones;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_that_answers_its_own_shown_links_is_unsound_and_moves_no_headline()
    {
        await RegisterPairAsync();
        await AnswerByTextAsync("stuffed", satisfaction: "2", count: 40);
        await AnswerByTextAsync("honest", satisfaction: "2", count: 40);
        var producer = await door.AsAsync("producer", "stuffed");
        for (var i = 0; i < 60; i++)
        {
            var invented = await Citizen.MeetAsync(door, producer, "stuffed", Id("invented", i));
            await invented.AnswerAsync(invented.Shown, ("satisfaction", "5"));
        }

        await SettleAsync();
        var ministry = await door.AsAsync("ministry");
        var integrity = await ministry.GetAsync(Query, 200);
        Assert.Equal("unsound", GradeOf(integrity, "stuffed"));
        Assert.Contains("shownShare", ReasonsOf(integrity, "stuffed"));
        Assert.Contains("unreachable", ReasonsOf(integrity, "stuffed"));
        Assert.Equal("sound", GradeOf(integrity, "honest"));
        var values = await ministry.GetAsync("v1/value?from=2026-11&to=2026-11", 200);
        Assert.Equal(ItemOf(values, "honest").At("csat").ToString(), ItemOf(values, "stuffed").At("csat").ToString());
        Assert.Equal("unsound", ItemOf(values, "stuffed").TextAt("integrity"));
        Assert.Equal("inconclusive", ItemOf(values, "stuffed").TextAt("verdict"));
        Assert.Equal("at-citizens-expense", ItemOf(values, "honest").TextAt("verdict"));
        var page = await ministry.GetStringAsync("ministry?lang=en&from=2026-11&to=2026-11", Cancel);
        Assert.Contains("Unsound", page, StringComparison.Ordinal);
        Assert.Contains("many answers through links that the service shows", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fewer_or_more_interactions_than_the_independent_volume_are_doubtful()
    {
        await RegisterPairAsync();
        await AnswerByTextAsync("honest", satisfaction: "4", count: 20);
        await SettleAsync();
        var ministry = await door.AsAsync("ministry");
        const string path = "v1/services/honest/volumes/2026-11";

        Assert.Equal("sound", GradeOf(await ministry.GetAsync(Query, 200), "honest"));
        await ministry.PutAsync(path, new { count = 20, source = "the queue's tickets" }, 200);
        Assert.Equal("sound", GradeOf(await ministry.GetAsync(Query, 200), "honest"));
        await ministry.PutAsync(path, new { count = 30, source = "the queue's tickets" }, 200);
        var low = await ministry.GetAsync(Query, 200);
        Assert.Equal("doubtful", GradeOf(low, "honest"));
        Assert.Equal(2 / 3.0, ItemOf(low, "honest").GetProperty("coverage").GetDouble(), 1e-9);
        await ministry.PutAsync(path, new { count = 17, source = "the queue's tickets" }, 200);
        Assert.Equal("doubtful", GradeOf(await ministry.GetAsync(Query, 200), "honest"));
    }

    [Fact]
    public async Task An_owner_sees_the_grade_and_reasons_of_own_services_alone()
    {
        await RegisterPairAsync();
        await AnswerByTextAsync("stuffed", satisfaction: "4", count: 20);
        await AnswerByTextAsync("honest", satisfaction: "4", count: 20);
        await SettleAsync();
        var owner = await door.AsAsync("owner", "honest");

        var item = Assert.Single((await owner.GetAsync(Query, 200)).GetProperty("items").EnumerateArray());
        Assert.Equal(
            ["serviceId", "month", "grade", "reasons", "measured"],
            item.EnumerateObject().Select(property => property.Name)
        );
        await owner.PutAsync("v1/services/honest/volumes/2026-11", new { count = 20, source = "own" }, 403);
        await owner.PutAsync("v1/services/honest/shown-ballots", new { reason = "please" }, 403);
    }

    [Fact]
    public async Task A_service_without_a_sender_is_not_measured_until_the_ministry_accepts_its_shown_ballots()
    {
        await door.RegisterAsync("counter", new { sms = (object?)null });
        var producer = await door.AsAsync("producer", "counter");
        for (var i = 0; i < 40; i++)
        {
            var visitor = await Citizen.MeetAsync(door, producer, "counter", Id("visit", i));
            await visitor.AnswerAsync(visitor.Shown, ("satisfaction", "5"));
            door.Time.Advance(TimeSpan.FromMinutes(7));
        }

        await ReportSavingAsync("counter");
        await SettleAsync();
        var ministry = await door.AsAsync("ministry");
        const string value = "v1/value?from=2026-11&to=2026-11";
        var before = ItemOf(await ministry.GetAsync(value, 200), "counter");
        Assert.Equal(("shown", "inconclusive"), (before.TextAt("provenance"), before.TextAt("verdict")));
        Assert.False(ItemOf(await ministry.GetAsync(Query, 200), "counter").GetProperty("measured").GetBoolean());
        Assert.Contains(
            "Not measured",
            await ministry.GetStringAsync("ministry?lang=en&from=2026-11&to=2026-11", Cancel),
            StringComparison.Ordinal
        );

        const string path = "v1/services/counter/shown-ballots";
        await ministry.PutAsync(path, new { }, 400);
        await ministry.PutAsync("v1/services/nobody/shown-ballots", new { reason = "x" }, 404);
        var decided = await ministry.PutAsync(path, new { reason = "No phones at this counter." }, 200);
        door.Time.Advance(TimeSpan.FromHours(1));
        var repeated = await ministry.PutAsync(path, new { reason = "No phones at this counter." }, 200);
        Assert.Equal(decided.TextAt("decidedAt"), repeated.TextAt("decidedAt"));
        Assert.True(ItemOf(await ministry.GetAsync(Query, 200), "counter").GetProperty("measured").GetBoolean());
        Assert.Equal("sustained", ItemOf(await ministry.GetAsync(value, 200), "counter").TextAt("verdict"));

        // A change of the settings keeps the decision, and the ministry may take it back.
        await door.RegisterAsync("counter", new { sms = (object?)null, agency = "Another" });
        Assert.Equal("sustained", ItemOf(await ministry.GetAsync(value, 200), "counter").TextAt("verdict"));
        await ministry.PutAsync(path, new { accepted = false, reason = "Tablets came." }, 200);
        Assert.Equal("inconclusive", ItemOf(await ministry.GetAsync(value, 200), "counter").TextAt("verdict"));
    }

    [Theory]
    [InlineData("2026-13", """{ "count": 1, "source": "s" }""")]
    [InlineData("2026-11", """{ "count": -1, "source": "s" }""")]
    [InlineData("2026-11", """{ "count": 1.5, "source": "s" }""")]
    [InlineData("2026-11", """{ "source": "s" }""")]
    [InlineData("2026-11", """{ "count": 1 }""")]
    [InlineData("2026-11", """{ "count": 1, "source": "s", "more": 1 }""")]
    public async Task A_volume_that_is_none_is_refused(string month, string body)
    {
        await door.RegisterAsync("honest");
        var ministry = await door.AsAsync("ministry");
        await ministry.PutAsync($"v1/services/honest/volumes/{month}", JsonDocument.Parse(body).RootElement, 400);
    }

    private async Task RegisterPairAsync()
    {
        foreach (var service in new[] { "stuffed", "honest" })
        {
            await door.RegisterAsync(service);
            await ReportSavingAsync(service);
        }
    }

    private async Task ReportSavingAsync(string service)
    {
        var owner = await door.AsAsync("owner", service);
        await owner.PutAsync(
            $"v1/services/{service}/savings/2026-11/staff-time",
            new
            {
                amount = 1_000_000,
                hours = 40,
                method = "measured",
            },
            201
        );
    }

    /// <summary>Citizens who reply to the text message, each some minutes after the one before.</summary>
    private async Task AnswerByTextAsync(string service, string satisfaction, int count)
    {
        var producer = await door.AsAsync("producer", service);
        var citizens = new List<Citizen>();
        for (var i = 0; i < count; i++)
        {
            var phone = string.Create(CultureInfo.InvariantCulture, $"+7701{2_000_003 + (37 * ++_phones)}");
            citizens.Add(await Citizen.MeetAsync(door, producer, service, Id("real", i), phone));
        }

        await door.PassAsync(TimeSpan.FromMinutes(20));
        foreach (var citizen in citizens)
        {
            await citizen.TextAsync(satisfaction);
            door.Time.Advance(TimeSpan.FromMinutes(3));
        }
    }

    private async Task SettleAsync()
    {
        await door.PassAsync(TimeSpan.FromDays(60));
        await door.PublishAsync();
    }

    private static string Id(string prefix, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}-{number}");

    private static JsonElement ItemOf(JsonElement list, string service) =>
        list.GetProperty("items").EnumerateArray().Single(item => item.TextAt("serviceId") == service);

    private static string? GradeOf(JsonElement list, string service) => ItemOf(list, service).TextAt("grade");

    private static IEnumerable<string?> ReasonsOf(JsonElement list, string service) =>
        ItemOf(list, service).GetProperty("reasons").EnumerateArray().Select(reason => reason.TextAt("signal"));
}
