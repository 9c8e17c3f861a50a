using System.Globalization;
using System.Text.Json;
using Surveys.Tests.Fixture;
using static Surveys.Tests.Fixture.Past;

namespace Surveys.Tests.Dashboards;

/// <summary>The owner's and the ministry's dashboards, through the front door; the clock stands in November 2026.</summary>
public sealed class DashboardTests(FrontDoor door) : FrontDoorTests
{
    private const string Everything = "All figures by month";

    [Fact]
    public async Task An_owner_reads_the_newest_month_in_a_sentence()
    {
        await door.RegisterAsync("sentence");
        await door.BringAsync([.. Rated("sentence", "2026-09-05", 20, 80), .. Rated("sentence", "2026-10-02", 90, 10)]);
        var page = await (await Reader.SignedInAsync(door, "owner", "sentence")).OpenAsync("services/sentence?lang=en");

        // Wilson, 95 %: 90 of 100 are 82.6 to 94.5.
        Assert.Equal(
            "In October 2026, between 83 and 94 of 100 people were satisfied; more than in September.",
            Reader.TextOf(page.QuerySelector(".headline"))
        );
        Assert.Equal("Taxes", Reader.TextOf(page.QuerySelector("h1")));
        Assert.NotNull(page.QuerySelector("svg[role=img] > title"));
    }

    [Fact]
    public async Task Every_month_on_the_page_has_the_figures_of_the_API()
    {
        await door.RegisterAsync("same");
        await door.BringAsync([
            .. Rated("same", "2026-08-03", 31, 12),
            .. Rated("same", "2026-09-07", 4, 3),
            .. Rated("same", "2026-10-05", 55, 11),
            .. Items(40, () => Item("same", "2026-10-06")),
            .. Items(
                17,
                () =>
                    Item(
                        "same",
                        "2026-10-07",
                        new { satisfaction = 3 },
                        assistance: "human",
                        language: "ru",
                        channel: "counter",
                        outcome: "unresolved"
                    )
            ),
        ]);
        var owner = await Reader.SignedInAsync(door, "owner", "same");
        var rows = Reader.TableOf(await owner.OpenAsync("services/same?from=2026-08&to=2026-11&lang=en"), Everything);
        var scores = (await door.Admin.GetAsync("v1/services/same/scores?from=2026-08&to=2026-11", 200))
            .GetProperty("items")
            .EnumerateArray()
            .ToList();

        Assert.Equal(4, scores.Count);
        foreach (var (score, row) in scores.Zip(rows.Skip(1)))
        {
            string[] expected = score.At("suppressed").GetBoolean()
                ?
                [
                    score.IsNullAt("interactions") ? "–" : Whole(score, "interactions"),
                    "hidden",
                    "hidden",
                    "hidden",
                    score.IsNullAt("aiShare") ? "–" : Percent(score, "aiShare"),
                    "hidden",
                    "hidden",
                    "hidden",
                    "hidden",
                ]
                :
                [
                    Whole(score, "interactions"),
                    Whole(score, "invited"),
                    Whole(score, "responses"),
                    Percent(score, "responseRate"),
                    Percent(score, "aiShare"),
                    Interval(score, "csat"),
                    Interval(score, "csatWeighted"),
                    score.IsNullAt("mean")
                        ? "–"
                        : Math.Round(score.NumberAt("mean"), 2).ToString("0.##", CultureInfo.InvariantCulture),
                    score.IsNullAt("index")
                        ? "–"
                        : Math.Round(score.NumberAt("index"), 1).ToString("0.#", CultureInfo.InvariantCulture),
                ];
            Assert.Equal(
                expected,
                (string[])[row[1], row[2], row[5], row[6], row[7], row[8], row[9], row[10], row[11]]
            );
        }

        Assert.Equal(
            ["August 2026", "September 2026", "October 2026", "November 2026", "The whole period"],
            rows.Skip(1).Select(row => row[0])
        );
        Assert.Equal(
            "▲ up|▼ down|no clear change|–".Split('|').Order(),
            rows.Skip(1).Select(row => row[12]).Concat(["▲ up", "▼ down", "no clear change", "–"]).Distinct().Order()
        );
    }

    [Fact]
    public async Task What_the_API_hides_the_page_hides_too()
    {
        await door.RegisterAsync("hidden");
        await door.BringAsync([
            .. Rated("hidden", "2026-09-05", 6, 1),
            .. Items(30, () => Item("hidden", "2026-10-02", new { satisfaction = 5 })),
            .. Items(4, () => Item("hidden", "2026-10-03", new { satisfaction = 1 }, language: "en")),
            .. Items(14, () => Item("hidden", "2026-10-04", new { satisfaction = 4 }, language: "ru")),
        ]);
        var page = await (await Reader.SignedInAsync(door, "owner", "hidden")).OpenAsync(
            "services/hidden?from=2026-09&to=2026-10&lang=en"
        );

        var languages = Reader.TableOf(page, "Satisfied: language").Skip(1).ToDictionary(row => row[0], row => row[^1]);
        Assert.Equal("hidden", languages["English"]);
        Assert.Equal("hidden", languages["Русский"]);
        Assert.StartsWith("100% (", languages["Қазақша"], StringComparison.Ordinal);
        Assert.Equal("hidden", Reader.TableOf(page, "Satisfied citizens by month")[1][1]);
        Assert.Equal(
            "×",
            Assert
                .Single(
                    page.QuerySelectorAll("svg [text-anchor], svg text.axis.middle"),
                    text => text.TextContent is "×"
                )
                .TextContent
        );
        Assert.Contains(
            "Some figures are hidden: fewer than 10 people answered",
            page.Body!.TextContent,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_ministry_sees_every_service_its_verdict_and_first_what_fell_or_turned()
    {
        await door.RegisterAsync(
            "fell",
            new
            {
                name = new
                {
                    kk = "К",
                    ru = "Р",
                    en = "Falling",
                },
                csatTarget = 0.7,
            }
        );
        await door.RegisterAsync(
            "rose",
            new
            {
                name = new
                {
                    kk = "К",
                    ru = "Р",
                    en = "Rising",
                },
                csatTarget = 0.7,
            }
        );
        await door.RegisterAsync(
            "tried",
            new
            {
                name = new
                {
                    kk = "К",
                    ru = "Р",
                    en = "Only a test",
                },
                test = true,
            }
        );
        await door.BringAsync([
            .. Rated("fell", "2026-09-07", 90, 10),
            .. Rated("fell", "2026-10-05", 30, 70),
            .. Rated("rose", "2026-09-07", 50, 50),
            .. Rated("rose", "2026-10-05", 97, 3),
        ]);
        await (await door.AsAsync("owner", "fell")).PutAsync(
            "v1/services/fell/savings/2026-09/staff-time",
            new { amount = 5_000_000 },
            201
        );
        await (await door.AsAsync("owner", "fell")).PutAsync(
            "v1/services/fell/savings/2026-10/staff-time",
            new { amount = 5_000_000 },
            201
        );
        var ministry = await Reader.SignedInAsync(door, "ministry");
        var page = await ministry.OpenAsync("ministry?from=2026-09&to=2026-10&sort=-csat&lang=en");

        var marks = page.QuerySelectorAll(".marks li")
            .Select(Reader.TextOf)
            .Where(mark => mark.Contains("Falling", StringComparison.Ordinal))
            .ToList();
        Assert.Equal(2, marks.Count);
        Assert.All(marks, mark => Assert.StartsWith("October 2026 · Falling", mark, StringComparison.Ordinal));
        Assert.Contains(
            marks,
            mark => mark.EndsWith("Satisfaction fell from 90% to 30% (21.9–39.6%).", StringComparison.Ordinal)
        );
        Assert.Contains(
            marks,
            mark =>
                mark.EndsWith(
                    "That month it saved at citizens’ expense. Satisfaction (21.9–39.6%) is below the target of 70%.",
                    StringComparison.Ordinal
                )
        );
        Assert.DoesNotContain(
            page.QuerySelectorAll(".marks li"),
            mark => mark.TextContent.Contains("Rising", StringComparison.Ordinal)
        );

        var rows = Reader.TableOf(page, "September 2026 – October 2026");
        var names = rows.Skip(1).Select(row => row[0]).ToList();
        Assert.DoesNotContain(names, name => name.Contains("Only a test", StringComparison.Ordinal));
        Assert.True(
            names.FindIndex(name => name.EndsWith("Rising", StringComparison.Ordinal))
                < names.FindIndex(name => name.EndsWith("Falling", StringComparison.Ordinal)),
            "Not sorted by satisfaction."
        );
        Assert.Equal("descending", page.QuerySelector("th[aria-sort]")!.GetAttribute("aria-sort"));
        Assert.Equal(
            "At citizens’ expense",
            rows.Single(row => row[0].EndsWith("Falling", StringComparison.Ordinal))[4]
        );
        Assert.Equal(
            "No saving, and citizens are not satisfied",
            rows.Single(row => row[0].EndsWith("Falling", StringComparison.Ordinal))[5]
        );
        var value = (await door.Admin.GetAsync("v1/value?from=2026-09&to=2026-10", 200))
            .GetProperty("items")
            .EnumerateArray()
            .Single(item => item.TextAt("serviceId") is "fell");
        Assert.Equal(
            Interval(value, "csat"),
            rows.Single(row => row[0].EndsWith("Falling", StringComparison.Ordinal))[2]
        );
    }

    [Fact]
    public async Task Savings_in_different_currencies_are_drawn_apart_and_nothing_where_there_is_nothing()
    {
        await door.RegisterAsync(
            "at-home",
            new
            {
                name = new
                {
                    kk = "К",
                    ru = "Р",
                    en = "At home",
                },
            }
        );
        await door.RegisterAsync(
            "abroad",
            new
            {
                name = new
                {
                    kk = "К",
                    ru = "Р",
                    en = "Abroad",
                },
                currency = "GBP",
            }
        );
        await door.BringAsync([.. Rated("at-home", "2025-03-03", 40, 10)]);
        await (await door.AsAsync("owner", "at-home")).PutAsync(
            "v1/services/at-home/savings/2025-03/staff-time",
            new { amount = 1_000_000 },
            201
        );

        var page = await (await Reader.SignedInAsync(door, "ministry")).OpenAsync(
            "ministry?from=2025-03&to=2025-03&lang=en"
        );

        var planes = page.QuerySelectorAll("section:has(#plane-heading) figure")
            .ToDictionary(figure => Reader.TextOf(figure.QuerySelector("figcaption")!));
        Assert.Equal(
            ["Satisfaction and net saving, GBP", "Satisfaction and net saving, KZT"],
            planes.Keys.Order(StringComparer.Ordinal)
        );
        var (none, drawn) = (planes["Satisfaction and net saving, GBP"], planes["Satisfaction and net saving, KZT"]);
        Assert.Equal((0, 0), (none.QuerySelectorAll("svg").Length, none.QuerySelectorAll("details").Length));
        Assert.Equal(
            "Not drawn, for want of answers or of a reported saving: 1.",
            Reader.TextOf(none.QuerySelector("p")!)
        );
        Assert.Equal((1, 1), (drawn.QuerySelectorAll("svg").Length, drawn.QuerySelectorAll("details").Length));
    }

    [Fact]
    public async Task All_together_and_each_agency_are_what_the_API_sums()
    {
        await door.RegisterAsync("sum-one", new { agency = "Agency of sums" });
        await door.RegisterAsync("sum-two", new { agency = "Agency of sums" });
        await door.BringAsync([
            .. Rated("sum-one", "2026-06-01", 31, 9),
            .. Rated("sum-two", "2026-06-01", 12, 8),
            .. Rated("sum-two", "2026-07-01", 3, 1),
        ]);
        var rows = Reader.TableOf(
            await (await Reader.SignedInAsync(door, "ministry")).OpenAsync("ministry?from=2026-06&to=2026-07&lang=en"),
            "All services and agencies together"
        );

        foreach (
            var (groupBy, row) in ((string, string[])[])
                [("all", rows[1]), ("agency", rows.Single(row => row[0] is "Agency of sums"))]
        )
        {
            var score = (
                await door.Admin.GetAsync(
                    $"v1/aggregates?from=2026-06&to=2026-07&interval=total&groupBy={groupBy}",
                    200
                )
            )
                .GetProperty("items")
                .EnumerateArray()
                .Single(item => groupBy is "all" || item.TextAt("agency") is "Agency of sums");
            Assert.Equal(
                (string[])
                    [
                        Whole(score, "interactions"),
                        Whole(score, "responses"),
                        Percent(score, "responseRate"),
                        Interval(score, "csat"),
                        Percent(score, "aiShare"),
                    ],
                row[1..]
            );
        }
    }

    [Theory]
    [InlineData("from=2026-11&to=2026-01")]
    [InlineData("from=yesterday")]
    [InlineData("from=2020-01&to=2026-12")]
    [InlineData("from=0001-01&to=0001-02")]
    [InlineData("from=9999-01&to=9999-12")]
    public async Task A_period_that_cannot_be_shown_is_said_so_and_the_usual_one_is_shown(string query)
    {
        await door.RegisterAsync("period");
        var page = await (await Reader.SignedInAsync(door, "ministry")).OpenAsync(
            $"services/period?{query}&lang=en",
            400
        );

        Assert.StartsWith(
            "That period can’t be shown",
            Reader.TextOf(page.QuerySelector("[role=alert]")),
            StringComparison.Ordinal
        );
        Assert.Equal("2025-12", page.QuerySelector("#from")!.GetAttribute("value"));
        Assert.Equal("2026-11", page.QuerySelector("#to")!.GetAttribute("value"));
    }

    [Fact]
    public async Task The_address_holds_the_view_so_that_it_can_be_sent_on()
    {
        await door.RegisterAsync("view");
        await door.BringAsync(Rated("view", "2026-05-04", 20, 5));
        var owner = await Reader.SignedInAsync(door, "owner", "view");
        var page = await owner.OpenAsync("services/view?from=2026-04&to=2026-06&by=model&comments=2026-05&lang=en");

        var language = page.QuerySelector(".languages a[lang=ru]")!.GetAttribute("href")!;
        Assert.Equal("/services/view?from=2026-04&to=2026-06&by=model&comments=2026-05&lang=ru", language);
        Assert.Equal("2026-04", page.QuerySelector("#from")!.GetAttribute("value"));
        Assert.Contains(page.QuerySelectorAll("figcaption"), caption => caption.TextContent is "Satisfied: AI model");
        Assert.Equal("ru", (await owner.OpenAsync(language)).DocumentElement.GetAttribute("lang"));
    }

    [Theory]
    [InlineData("kk")]
    [InlineData("ru")]
    [InlineData("en")]
    public async Task A_page_speaks_one_language_without_gaps(string language)
    {
        await door.RegisterAsync("spoken");
        await door.BringAsync([.. Rated("spoken", "2026-10-05", 20, 5), .. Rated("spoken", "2026-11-02", 20, 6)]);
        var ministry = await Reader.SignedInAsync(door, "ministry");
        foreach (var path in (string[])["services/spoken", "ministry", "ministry/savings", "sign-in"])
        {
            var reader = path is "sign-in" ? new Reader(door) : ministry;
            var page = await reader.OpenAsync($"{path}?lang={language}");

            Assert.Equal(language, page.DocumentElement.GetAttribute("lang"));
            Assert.DoesNotContain("{", page.Body!.TextContent, StringComparison.Ordinal);
            Assert.DoesNotContain("[low]", page.Body.TextContent, StringComparison.Ordinal);
            var ids = page.QuerySelectorAll("[id]").Select(element => element.Id!).ToList();
            Assert.Equal(ids.Distinct(), ids);
            Assert.All(
                page.QuerySelectorAll("[aria-labelledby], [aria-describedby], [for]"),
                element =>
                    Assert.All(
                        (
                            (string?[])
                                [
                                    element.GetAttribute("aria-labelledby"),
                                    element.GetAttribute("aria-describedby"),
                                    element.GetAttribute("for"),
                                ]
                        ).SelectMany(names => names?.Split(' ') ?? []),
                        id => Assert.Contains(id, ids)
                    )
            );
        }
    }

    [Fact]
    public async Task Comments_are_for_the_owner_by_month_and_masked()
    {
        await door.RegisterAsync("words");
        await door.BringAsync([
            .. Items(
                12,
                () =>
                    Item(
                        "words",
                        "2026-10-02",
                        new { satisfaction = 4, comment = "Call me on +7 701 234 56 78 <b>now</b>" }
                    )
            ),
            .. Items(3, () => Item("words", "2026-09-02", new { satisfaction = 4, comment = "Too few of us" })),
        ]);
        var owner = await Reader.SignedInAsync(door, "owner", "words");
        var page = await owner.OpenAsync("services/words?comments=2026-10&lang=en");

        var comments = page.QuerySelectorAll(".comments blockquote").Select(Reader.TextOf).ToList();
        Assert.Equal(12, comments.Count);
        Assert.All(comments, comment => Assert.Matches(@"^Call me on \S+ <b>now</b>$", comment));
        Assert.DoesNotContain("234", comments[0], StringComparison.Ordinal);
        Assert.Empty(
            (await owner.OpenAsync("services/words?comments=2026-09&lang=en")).QuerySelectorAll(".comments blockquote")
        );
        Assert.Empty((await owner.OpenAsync("services/words?lang=en")).QuerySelectorAll(".comments blockquote"));
        var ministry = await (await Reader.SignedInAsync(door, "ministry")).OpenAsync(
            "services/words?comments=2026-10&lang=en"
        );
        Assert.Empty(ministry.QuerySelectorAll(".comments blockquote, #comments"));
    }

    [Fact]
    public async Task What_is_taken_away_is_what_the_API_answers()
    {
        await door.RegisterAsync("taken");
        await door.BringAsync(Rated("taken", "2026-10-05", 20, 5));
        var ministry = await Reader.SignedInAsync(door, "ministry");
        foreach (
            var (page, api) in ((string, string)[])
                [
                    (
                        "services/taken/scores?from=2026-10&to=2026-11",
                        "v1/services/taken/scores?from=2026-10&to=2026-11"
                    ),
                    (
                        "services/taken/scores?from=2026-10&to=2026-11&format=csv",
                        "v1/services/taken/scores?from=2026-10&to=2026-11&format=csv"
                    ),
                    (
                        "ministry/aggregates?from=2026-10&to=2026-11&format=csv",
                        "v1/aggregates?from=2026-10&to=2026-11&format=csv"
                    ),
                    ("ministry/value?from=2026-10&to=2026-11", "v1/value?from=2026-10&to=2026-11"),
                ]
        )
        {
            using var taken = await ministry.SendAsync(HttpMethod.Get, page);
            using var answered = await door.Admin.GetAsync(api, TestContext.Current.CancellationToken);
            var body = await answered.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

            Assert.Equal(answered.StatusCode, taken.StatusCode);
            Assert.Equal(answered.Content.Headers.ContentType, taken.Content.Headers.ContentType);
            Assert.Equal(body, await taken.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.Contains("taken", body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_owner_of_several_services_goes_from_one_to_the_other()
    {
        await door.RegisterAsync("first-own");
        await door.RegisterAsync("second-own");
        var owner = await Reader.SignedInAsync(door, "owner", "first-own", "second-own");
        var page = await owner.OpenAsync("services/first-own?lang=en");

        var other = Assert.Single(page.QuerySelectorAll(".others a")).GetAttribute("href")!;
        Assert.StartsWith("/services/second-own?", other, StringComparison.Ordinal);
        await owner.OpenAsync(other);
        var forbidden = await owner.OpenAsync("ministry?lang=en", 403);
        Assert.Equal("Your key doesn’t open this page", Reader.TextOf(forbidden.QuerySelector("h1")));
        Assert.NotNull(forbidden.QuerySelector("form.sign-out button"));
        Assert.NotNull(forbidden.QuerySelector("main li a[href^='/services/']"));
    }

    [Fact]
    public async Task A_service_without_anything_is_shown_as_such()
    {
        await door.RegisterAsync("bare");
        var page = await (await Reader.SignedInAsync(door, "owner", "bare")).OpenAsync("services/bare?lang=en");

        Assert.Equal(
            "Too few people answered in any of these months to show how satisfied they were.",
            Reader.TextOf(page.QuerySelector(".headline"))
        );
        Assert.Equal(2, page.QuerySelectorAll(".verdict-line.inconclusive").Length);
    }

    [Fact]
    public async Task Names_from_outside_are_text_and_never_markup()
    {
        await door.RegisterAsync(
            "sharp",
            new
            {
                name = new
                {
                    kk = "<script>1</script>",
                    ru = "\"'&",
                    en = "<img src=x onerror=alert(1)>",
                },
                agency = "</title><b>",
            }
        );
        var ministry = await Reader.SignedInAsync(door, "ministry");
        foreach (var path in (string[])["services/sharp?lang=en", "services/sharp?lang=kk", "ministry?lang=en"])
        {
            var page = await ministry.OpenAsync(path);
            Assert.Empty(page.QuerySelectorAll("script, img, main b"));
        }
    }

    [Fact]
    public async Task The_page_lets_no_script_in_and_is_kept_by_nobody()
    {
        using var response = await (await Reader.SignedInAsync(door, "ministry")).SendAsync(HttpMethod.Get, "ministry");

        Assert.Matches(
            "^default-src 'none'; style-src 'sha256-[^']+'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$",
            response.Headers.GetValues("Content-Security-Policy").Single()
        );
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task The_method_of_every_figure_can_be_read()
    {
        var text = await door.Anyone.GetStringAsync("method", TestContext.Current.CancellationToken);

        Assert.Contains("bias.success-only.newcombe.v1", text, StringComparison.Ordinal);
    }

    private static IEnumerable<Dictionary<string, object>> Rated(
        string serviceId,
        string day,
        int satisfied,
        int dissatisfied
    ) =>
        [
            .. Items(satisfied, () => Item(serviceId, day, new { satisfaction = 5 })),
            .. Items(dissatisfied, () => Item(serviceId, day, new { satisfaction = 2 })),
        ];

    private static string Whole(JsonElement score, string name) =>
        LanguageCatalog.Shipped["en"].Dashboards.Whole(score.At(name).GetInt64());

    private static string Percent(JsonElement score, string name) =>
        score.IsNullAt(name) ? "–" : $"{Tenths(score.NumberAt(name))}%";

    private static string Interval(JsonElement score, string name) =>
        score.IsNullAt(name)
            ? "–"
            : $"{Tenths(score.NumberAt(name + ".value"))}% ({Tenths(score.NumberAt(name + ".low"))}–{Tenths(score.NumberAt(name + ".high"))}%)";

    private static string Tenths(double share) =>
        Math.Round((decimal)share * 100, 1, MidpointRounding.AwayFromZero)
            .ToString("0.#", CultureInfo.InvariantCulture);
}
