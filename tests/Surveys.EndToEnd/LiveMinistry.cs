using System.Globalization;
using Microsoft.Playwright;
using Surveys.Tests.Fixture;

namespace Surveys.EndToEnd;

/// <summary>Tests that look at the same ministry, one after the other.</summary>
[CollectionDefinition(nameof(LiveMinistry))]
public sealed class LiveMinistryCollection : ICollectionFixture<LiveMinistry>;

/// <summary>A ministry with half a year behind it, one service for each verdict and one that nobody has answered, for a browser to look at its dashboards.</summary>
public sealed class LiveMinistry(AzuriteFixture azurite, Chromium chromium) : IAsyncLifetime
{
    private static readonly (string Id, string English, int Satisfied, int Amount)[] Services =
    [
        ("licence-renewal", "Renewing a driving licence", 92, 4_000_000),
        ("benefits", "Child benefit", 55, 6_500_000),
        ("land", "Land register", 91, -900_000),
        ("clinic", "Seeing a doctor", 48, -400_000),
        ("taxes", "Income tax", 80, 2_000_000),
    ];

    private readonly LivePlatform _platform = new(azurite);
    private readonly Dictionary<string, string> _keys = [];
    private readonly Dictionary<(string Language, string Name), string> _markup = [];

    /// <summary>Where it listens.</summary>
    public string Address => _platform.Address;

    /// <summary>The first day of the current month.</summary>
    public static DateOnly ThisMonth { get; } =
        DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime) is var today
            ? new DateOnly(today.Year, today.Month, 1)
            : default;

    /// <summary>The month before, as it stands in an address.</summary>
    public static string LastMonth { get; } = Month(ThisMonth.AddMonths(-1));

    /// <summary>Every page of a dashboard, and who opens it.</summary>
    public static IReadOnlyList<(string Name, string Role, string Path)> Pages { get; } =
    [
        ("sign-in", "", "/sign-in"),
        ("ministry", "ministry", "/ministry"),
        ("ministry-savings", "ministry", "/ministry/savings"),
        ("service", "owner", $"/services/benefits?by=region&comments={LastMonth}"),
        ("service-bare", "ministry", "/services/silent"),
        ("savings", "owner", $"/services/benefits/savings?month={LastMonth}&category=staff-time"),
        ("unknown", "ministry", "/services/none"),
        ("forbidden", "owner", "/ministry"),
        ("faulty-period", "ministry", "/ministry?from=2026-12&to=2026-01"),
    ];

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        await _platform.InitializeAsync();
        foreach (var (id, english, _, _) in Services.Append(("silent", "Nobody’s service", 0, 0)))
        {
            await _platform.AskAsync(
                HttpMethod.Put,
                $"v1/services/{id}",
                new
                {
                    name = new
                    {
                        kk = $"{english} (қазақша)",
                        ru = $"{english} (по-русски)",
                        en = english,
                    },
                    agency = id is "clinic" or "benefits" ? "Ministry of Health" : "Ministry of Justice",
                    csatTarget = 0.75,
                }
            );
        }

        _keys["ministry"] = (await _platform.AskAsync(HttpMethod.Post, "v1/keys", new { role = "ministry" }))
            .GetProperty("key")
            .GetString()!;
        _keys["owner"] = (
            await _platform.AskAsync(
                HttpMethod.Post,
                "v1/keys",
                new { role = "owner", services = new[] { "benefits", "taxes" } }
            )
        )
            .GetProperty("key")
            .GetString()!;
        foreach (var items in Past().Chunk(500))
        {
            var taken = await _platform.AskAsync(HttpMethod.Post, "v1/imports", items);
            Assert.All(
                taken.GetProperty("items").EnumerateArray(),
                item => Assert.Equal("accepted", item.GetProperty("status").GetString())
            );
        }

        foreach (var (id, _, _, amount) in Services)
        {
            var owner = (
                await _platform.AskAsync(HttpMethod.Post, "v1/keys", new { role = "owner", services = new[] { id } })
            )
                .GetProperty("key")
                .GetString()!;
            for (var back = 5; back >= 1; back--)
            {
                var path = $"v1/services/{id}/savings/{Month(ThisMonth.AddMonths(-back))}";
                await _platform.AskAsync(
                    HttpMethod.Put,
                    $"{path}/{(amount < 0 ? "ai-running-cost" : "staff-time")}",
                    new
                    {
                        amount = Math.Abs(amount),
                        hours = 120.5,
                        method = "Time study of 12 offices, before and after",
                        evidenceUrl = "https://stat.example.kz/study",
                        cashReleasing = true,
                    },
                    owner
                );
                if (back > 3)
                {
                    await _platform.AskAsync(
                        HttpMethod.Put,
                        $"{path}/{(amount < 0 ? "ai-running-cost" : "staff-time")}/verification",
                        new { status = back is 5 ? "verified" : "rejected", note = "Looked at <closely>" },
                        _keys["ministry"]
                    );
                }
            }

            await _platform.AskAsync(
                HttpMethod.Put,
                $"v1/services/{id}/savings/{LastMonth}/citizen-time",
                new { hours = 800 },
                owner
            );
        }

        await _platform.FoldAsync();
    }

    /// <summary>Signs a browser in as a role, through the page that asks for the key; nobody where the role is empty.</summary>
    public async Task SignInAsync(IPage page, string role)
    {
        if (role.Length > 0)
        {
            await page.GotoAsync($"{Address}/sign-in?lang=en");
            await page.Locator("#key").FillAsync(_keys[role]);
            await page.Locator("form[action*=sign-in] button").ClickAsync();
            await page.Locator("form.sign-out").WaitForAsync();
        }
    }

    /// <summary>Every page of a dashboard in a language as the host gives it to whom it is for, its markup alone: read once for all who look at it.</summary>
    public async Task<IReadOnlyList<(string Name, string Markup)>> MarkupAsync(string language)
    {
        foreach (var pages in _markup.Count > 0 ? [] : Pages.GroupBy(page => page.Role))
        {
            await using var open = await chromium.OpenAsync();
            await SignInAsync(open.Page, pages.Key);
            foreach (var each in LanguageCatalog.Shipped.WithDashboards)
            {
                foreach (var (name, _, path) in pages)
                {
                    _markup[(each.Code, name)] = await (
                        await open.Page.APIRequest.GetAsync(AddressOf(path, each.Code))
                    ).TextAsync();
                }
            }
        }

        return [.. Pages.Select(page => (page.Name, _markup[(language, page.Name)]))];
    }

    /// <summary>The address of a page in a language.</summary>
    public string AddressOf(string path, string language) =>
        $"{Address}{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}lang={language}";

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    private static string Month(DateOnly day) => day.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>Forty citizens a month and service; a little worse each month, worse in Russian, one region too small to be shown.</summary>
    private static IEnumerable<object> Past()
    {
        foreach (var (id, _, satisfied, _) in Services)
        {
            for (var back = 5; back >= 1; back--)
            {
                for (var citizen = 0; citizen < 40; citizen++)
                {
                    // A fixed scatter of 0 to 99, so that every run has the same figures.
                    var luck = ((citizen * 37) + (back * 11)) % 100;
                    var isSatisfied = luck < satisfied - (id is "benefits" && back is 1 ? 40 : 0);
                    yield return new
                    {
                        serviceId = id,
                        interactionId = $"{id}-{back}-{citizen}",
                        completedAt = $"{Month(ThisMonth.AddMonths(-back))}-{(citizen % 3 * 9) + 1:D2}T07:00:00Z",
                        assistance = citizen % 4 is 0 ? "human"
                        : citizen % 4 is 1 ? "ai-handoff"
                        : "ai",
                        channel = citizen % 3 is 0 ? "app" : "web",
                        language = citizen % 2 is 0 ? "kk" : "ru",
                        outcome = luck < 70 ? "resolved" : "unresolved",
                        region = citizen is 7 or 8 ? "KZ-71"
                        : citizen % 2 is 0 ? "KZ-75"
                        : "KZ-10",
                        invited = true,
                        delivered = true,
                        parts = 1,
                        provenance = "texted",
                        answers = new
                        {
                            satisfaction = isSatisfied ? 5 - (citizen % 2) : 1 + (citizen % 3),
                            resolved = isSatisfied ? "yes" : "no",
                            ease = isSatisfied ? 5 : 2,
                            comment = $"Ұзақ күттім, бірақ көмектесті <{citizen}",
                        },
                    };
                }
            }
        }
    }
}
