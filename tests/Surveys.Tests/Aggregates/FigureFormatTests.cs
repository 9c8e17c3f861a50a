using Surveys.Tests.Fixture;
using static Surveys.Tests.Fixture.Past;

namespace Surveys.Tests.Aggregates;

/// <summary>The exact JSON and CSV of figures: names, order, nulls and digits. Clients depend on them.</summary>
public sealed class FigureFormatTests(FrontDoor door) : FrontDoorTests
{
    private static readonly (string Name, string Path)[] Queries =
    [
        ("scores.json", "v1/services/format-one/scores?from=2026-02&to=2026-04"),
        ("scores.csv", "v1/services/format-one/scores?from=2026-02&to=2026-04&format=csv"),
        ("scores-by-language.json", "v1/services/format-one/scores?from=2026-03&to=2026-03&by=language"),
        ("scores-by-link.csv", "v1/services/format-one/scores?from=2026-03&to=2026-03&by=link&format=csv"),
        ("aggregates-by-outcome.json", "v1/aggregates?from=2026-03&to=2026-03&groupBy=agency&by=outcome"),
        ("aggregates.csv", "v1/aggregates?from=2026&to=2026&interval=year&groupBy=all&format=csv"),
        ("value.json", "v1/value?from=2026-03&to=2026-04&interval=month"),
        ("value.csv", "v1/value?from=2026-03&to=2026-04&interval=month&format=csv"),
    ];

    [Fact]
    public async Task Figures_have_the_same_names_order_and_digits_as_before()
    {
        await door.RegisterAsync("format-one", new { agency = "One" });
        await door.RegisterAsync("format-two", new { agency = "Two" });
        await door.BringAsync([
            .. Answered("2026-02-03", 12),
            .. Answered("2026-03-02", 60),
            .. Few(),
            .. Unanswered(),
        ]);
        await ReportSavingsAsync();

        foreach (var (name, path) in Queries)
        {
            var response = await door.Admin.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(200, (int)response.StatusCode);
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            GoldenFile.Holds(
                $"figures/{name}",
                text.Replace("},{", "},\n{", StringComparison.Ordinal).TrimStart('\ufeff')
            );
        }
    }

    /// <summary>
    /// Interactions whose citizens answer every question, in each assistance, channel, language and outcome.
    /// </summary>
    private static IEnumerable<Dictionary<string, object>> Answered(string day, int count) =>
        Enumerable
            .Range(0, count)
            .Select(i =>
                Item(
                    "format-one",
                    day,
                    new
                    {
                        satisfaction = i % 7 is 0 ? 1 : 3 + (i % 3),
                        resolved = i % 4 is 0 ? "partly" : "yes",
                        ease = 1 + (i % 5),
                        understood = 5 - (i % 4),
                        knewAi = i % 2 is 0 ? "yes" : "no",
                        human = i % 3 is 0 ? "not-needed" : "yes",
                        contactAgain = i % 9 is 0 ? "yes" : "no",
                        aiUse = i % 6 is 0 ? "daily" : "seldom",
                    },
                    assistance: i % 3 is 0 ? "human" : "ai",
                    language: i % 2 is 0 ? "kk" : "ru",
                    channel: i % 5 is 0 ? "chat" : "web",
                    outcome: i % 4 is 1 ? "unresolved" : "resolved"
                )
            );

    private static IEnumerable<Dictionary<string, object>> Few() =>
        Items(4, () => Item("format-two", "2026-03-09", new { satisfaction = 2 }));

    private static IEnumerable<Dictionary<string, object>> Unanswered() =>
        Items(25, () => Item("format-one", "2026-03-10", channel: "voice", language: "en", outcome: null));

    private async Task ReportSavingsAsync()
    {
        const string month = "v1/services/format-one/savings/2026-03";
        await door.Admin.PutAsync(
            $"{month}/staff-time",
            new
            {
                amount = 1000.25,
                hours = 40,
                cashReleasing = true,
            },
            201
        );
        await door.Admin.PutAsync($"{month}/ai-running-cost", new { amount = 200.5 }, 201);
        await door.Admin.PutAsync($"{month}/citizen-time", new { hours = 75.5 }, 201);
    }
}
