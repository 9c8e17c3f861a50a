using Surveys.Tests.Fixture;
using static Surveys.Tests.Fixture.Past;

namespace Surveys.Tests.Aggregates;

public sealed class ScoreTests(FrontDoor door) : FrontDoorTests
{
    [Fact]
    public async Task A_month_shows_what_its_answers_say()
    {
        await door.RegisterAsync("month");
        await door.BringAsync([
            .. Items(
                8,
                () =>
                    Item(
                        "month",
                        "2026-03-02",
                        new
                        {
                            satisfaction = 5,
                            resolved = "yes",
                            ease = 4,
                        }
                    )
            ),
            .. Items(2, () => Item("month", "2026-03-03", new { satisfaction = 1, resolved = "no" })),
            .. Items(10, () => Item("month", "2026-03-04", assistance: "human")),
        ]);

        var scores = await door.Admin.GetAsync("v1/services/month/scores?from=2026-02&to=2026-04", 200);

        Assert.Equal(
            ["2026-02", "2026-03", "2026-04"],
            scores.GetProperty("items").EnumerateArray().Select(item => item.TextAt("period")!)
        );
        Assert.Equal(0.8, scores.NumberAt("target"));
        var march = scores.At("items.1");
        Assert.Equal("month", march.TextAt("serviceId"));
        Assert.False(march.GetProperty("suppressed").GetBoolean());
        Assert.Equal(20, march.NumberAt("interactions"));
        Assert.Equal(10, march.NumberAt("invited"));
        Assert.Equal(10, march.NumberAt("responses"));
        Assert.Equal(1, march.NumberAt("responseRate"));
        Assert.Equal(0.5, march.NumberAt("aiShare"));
        Assert.Equal(
            [2, 0, 0, 0, 8],
            march.GetProperty("distribution").EnumerateArray().Select(count => count.GetInt32())
        );
        Assert.Equal(4.2, march.NumberAt("mean"), 12);
        Assert.Equal(80, march.NumberAt("index"), 12);
        Assert.Equal(0.8, march.NumberAt("csat.value"), 12);

        // FACTS 9.2: 8 of 10 is 49.0 to 94.3 %.
        Assert.Equal(0.490, march.NumberAt("csat.low"), 3);
        Assert.Equal(0.943, march.NumberAt("csat.high"), 3);
        Assert.Equal(8, march.NumberAt("questions.resolved.yes"));
        Assert.Equal(2, march.NumberAt("questions.resolved.no"));
        Assert.Equal(10, march.NumberAt("questions.resolved.n"));
        Assert.True(march.IsNullAt("questions.ease"));
        Assert.True(march.IsNullAt("change"));
        Assert.Equal("csat.top2.wilson.v1", march.TextAt("methods.csat"));

        var april = scores.At("items.2");
        Assert.True(april.GetProperty("suppressed").GetBoolean());
        Assert.True(april.IsNullAt("interactions"));
        Assert.True(april.IsNullAt("responses"));
        Assert.True(april.IsNullAt("csat"));
        Assert.True(april.IsNullAt("responseRate"));
    }

    [Fact]
    public async Task Nine_answers_are_hidden_and_what_does_not_come_from_them_stays()
    {
        await door.RegisterAsync("nine");
        await door.BringAsync([
            .. Items(9, () => Item("nine", "2026-03-02", new { satisfaction = 5 })),
            .. Items(3, () => Item("nine", "2026-03-02")),
        ]);

        var month = (await door.Admin.GetAsync("v1/services/nine/scores?from=2026-03&to=2026-03", 200)).At("items.0");

        Assert.True(month.GetProperty("suppressed").GetBoolean());
        Assert.Equal(12, month.NumberAt("interactions"));
        Assert.Equal(1, month.NumberAt("aiShare"));
        foreach (
            var figure in (string[])
                [
                    "responses",
                    "responseRate",
                    "csat",
                    "csatWeighted",
                    "mean",
                    "index",
                    "distribution",
                    "questions",
                    "change",
                ]
        )
        {
            Assert.True(month.IsNullAt(figure), figure);
        }
    }

    [Fact]
    public async Task A_quarter_leaves_out_what_could_be_worked_out_and_a_total_is_made_of_what_is_shown()
    {
        await door.RegisterAsync("sums");
        await door.BringAsync([
            .. Items(20, () => Item("sums", "2026-01-12", new { satisfaction = 5 })),
            .. Items(4, () => Item("sums", "2026-02-10", new { satisfaction = 1 })),
            .. Items(30, () => Item("sums", "2026-03-10", new { satisfaction = 4 })),
            .. Items(6, () => Item("sums", "2026-04-10", new { satisfaction = 2 })),
            .. Items(7, () => Item("sums", "2026-05-11", new { satisfaction = 2 })),
        ]);

        var quarters = await door.Admin.GetAsync(
            "v1/services/sums/scores?from=2026-Q1&to=2026-Q2&interval=quarter",
            200
        );
        Assert.Equal(50, quarters.NumberAt("items.0.responses"));
        Assert.True(quarters.At("items.0.leftOut").GetBoolean());
        Assert.Equal(13, quarters.NumberAt("items.1.responses"));
        Assert.False(quarters.At("items.1.leftOut").GetBoolean());

        var total = (
            await door.Admin.GetAsync("v1/services/sums/scores?from=2026-01&to=2026-06&interval=total", 200)
        ).At("items.0");
        Assert.Equal("2026-01/2026-06", total.TextAt("period"));
        Assert.Equal(63, total.NumberAt("responses"));
        Assert.Equal(67, total.NumberAt("interactions"));
        Assert.True(total.GetProperty("leftOut").GetBoolean());
    }

    [Fact]
    public async Task A_breakdown_hides_the_small_value_and_the_next_smallest_with_it()
    {
        await door.RegisterAsync("values");
        await door.BringAsync([
            .. Items(20, () => Item("values", "2026-03-02", new { satisfaction = 5 }, language: "kk")),
            .. Items(12, () => Item("values", "2026-03-02", new { satisfaction = 4 }, language: "ru")),
            .. Items(3, () => Item("values", "2026-03-02", new { satisfaction = 1 }, language: "en")),
        ]);

        var items = (
            await door.Admin.GetAsync("v1/services/values/scores?from=2026-03&to=2026-03&by=language", 200)
        ).GetProperty("items");

        Assert.Equal(["(joint)", "en", "kk", "ru"], items.EnumerateArray().Select(item => item.TextAt("by.language")!));
        Assert.Equal(
            [false, true, false, true],
            items.EnumerateArray().Select(item => item.GetProperty("suppressed").GetBoolean())
        );
        Assert.Equal(15, items.NumberAt("0.responses"));
        Assert.Equal(3, items.NumberAt("1.interactions"));
        Assert.Equal(1, items.NumberAt("2.csat.value"));
    }

    [Fact]
    public async Task How_many_did_not_answer_is_kept_back_where_how_many_did_is()
    {
        await door.RegisterAsync("silent");
        await door.BringAsync([
            .. Items(4, () => Item("silent", "2026-03-02", new { satisfaction = 5 })),
            .. Items(20, () => Item("silent", "2026-03-02")),
        ]);

        foreach (
            var item in (await door.Admin.GetAsync("v1/services/silent/scores?from=2026-03&to=2026-03&by=link", 200))
                .GetProperty("items")
                .EnumerateArray()
        )
        {
            Assert.True(item.GetProperty("suppressed").GetBoolean());
            Assert.True(item.IsNullAt("interactions"));
        }
    }

    [Fact]
    public async Task A_change_is_called_only_where_its_interval_leaves_out_nought()
    {
        await door.RegisterAsync("change");
        await door.BringAsync([
            .. Items(40, () => Item("change", "2026-01-12", new { satisfaction = 5 })),
            .. Items(40, () => Item("change", "2026-02-10", new { satisfaction = 1 })),
            .. Items(38, () => Item("change", "2026-03-10", new { satisfaction = 1 })),
            .. Items(2, () => Item("change", "2026-03-10", new { satisfaction = 5 })),
        ]);

        var items = (await door.Admin.GetAsync("v1/services/change/scores?from=2026-02&to=2026-03", 200)).GetProperty(
            "items"
        );

        Assert.Equal("down", items.TextAt("0.change"));
        Assert.Equal("none", items.TextAt("1.change"));
    }

    [Theory]
    [InlineData("from=2026-03-05&to=2026-03&interval=month", "from")]
    [InlineData("from=2026-W10&to=2026-W10&interval=month", "from", "to")]
    [InlineData("from=2026-02&to=2026-03&interval=quarter", "from")]
    [InlineData("from=2026-03&to=2026-02", "to")]
    [InlineData("to=1999", "from", "to")]
    [InlineData("from=2026&to=2026&interval=fortnight&by=shoe", "interval", "by")]
    [InlineData("from=2026-03&to=2026-03&interval=day&by=language", "by")]
    [InlineData("from=2000-01-01&to=2026-03-31&interval=day", "to")]
    [InlineData("from=2000-01&to=2033-05&interval=total", "to")]
    [InlineData("from=2000&to=2033&interval=year", "to")]
    [InlineData("from=2026&to=2026&limit=3", "limit")]
    public async Task Every_fault_of_a_query_is_named_at_once(string query, params string[] faults)
    {
        await door.RegisterAsync("faults");

        var problem = await door.Admin.GetAsync($"v1/services/faults/scores?{query}", 400);

        Assert.Equal(
            faults.Order(StringComparer.Ordinal),
            problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task What_has_not_changed_is_answered_by_its_ETag_until_an_answer_comes()
    {
        await door.RegisterAsync("etag");
        await door.BringAsync(Items(12, () => Item("etag", "2026-03-02", new { satisfaction = 5 })));
        async Task<HttpResponseMessage> AskAsync(string? known)
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Get,
                "v1/services/etag/scores?from=2026-01&to=2026-03&interval=total"
            );
            if (known is not null)
            {
                request.Headers.TryAddWithoutValidation("If-None-Match", known);
            }

            return await door.Admin.SendAsync(request, TestContext.Current.CancellationToken);
        }

        var first = (await AskAsync(null)).Headers.ETag!.ToString();
        Assert.DoesNotContain("W/", first, StringComparison.Ordinal);
        await (await AskAsync(first)).ReadAsync(304);
        await door.BringAsync([Item("etag", "2026-02-02", new { satisfaction = 5 })]);
        Assert.NotEqual(first, (await AskAsync(first)).Headers.ETag!.ToString());
        await (await AskAsync(first)).ReadAsync(200);
    }
}
