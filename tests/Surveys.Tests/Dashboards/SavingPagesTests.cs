using System.Net;
using AngleSharp.Html.Dom;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Dashboards;

/// <summary>Savings on pages: what the owner types, what the ministry decides, and that both are what the API knows.</summary>
public sealed class SavingPagesTests(FrontDoor door) : FrontDoorTests
{
    private const string Entry = "form.entry";

    [Theory]
    [InlineData("1 234 567,50", 1234567.5)]
    [InlineData("1,234,567.5", 1234567.5)]
    [InlineData("1\u00a0000", 1000)]
    [InlineData("-12.25", -12.25)]
    [InlineData("\u221212,25", -12.25)]
    [InlineData("0", 0)]
    public async Task An_amount_is_read_as_people_write_it(string typed, double amount)
    {
        await door.RegisterAsync("written");
        var owner = await Reader.SignedInAsync(door, "owner", "written");
        const string month = "2026-03";
        var form = await owner.OpenAsync("services/written/savings?lang=en");

        var page = await owner.SubmitAsync(
            form,
            Entry,
            200,
            ("month", month),
            ("category", "other"),
            ("amount", typed)
        );
        Assert.Equal(
            "Your report is saved. The ministry will verify it.",
            Reader.TextOf(page.QuerySelector("[role=status]"))
        );
        Assert.Equal(
            amount,
            (await door.Admin.GetAsync($"v1/services/written/savings?from={month}&to={month}", 200)).NumberAt(
                "items.0.amount"
            )
        );
    }

    [Theory]
    [InlineData("1,234")]
    [InlineData("-12.500")]
    public async Task An_amount_that_can_be_read_in_two_ways_is_asked_for_again(string typed)
    {
        await door.RegisterAsync("ambiguous");
        var owner = await Reader.SignedInAsync(door, "owner", "ambiguous");
        var page = await owner.SubmitAsync(
            await owner.OpenAsync("services/ambiguous/savings?lang=en"),
            Entry,
            400,
            ("month", "2026-10"),
            ("category", "other"),
            ("amount", typed)
        );
        Assert.Equal(typed, page.QuerySelector("#amount")!.GetAttribute("value"));
        Assert.Contains("two ways", Reader.TextOf(page.QuerySelector("#notice")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_is_corrected_from_the_table_and_its_history_shown()
    {
        await door.RegisterAsync("corrected");
        var owner = await Reader.SignedInAsync(door, "owner", "corrected");
        await owner.SubmitAsync(
            await owner.OpenAsync("services/corrected/savings?lang=en"),
            Entry,
            200,
            ("month", "2026-10"),
            ("category", "staff-time"),
            ("amount", "1000000"),
            ("hours", "400"),
            ("cashReleasing", "1"),
            ("method", "Time study of 12 offices"),
            ("evidenceUrl", "https://stat.example.kz/1")
        );
        var list = await owner.OpenAsync("services/corrected/savings?lang=en");
        Assert.Equal("https://stat.example.kz/1", list.QuerySelector("td a[rel~=noopener]")!.GetAttribute("href"));

        var form = await owner.OpenAsync(
            list.QuerySelectorAll("td a")
                .Single(link => Reader.TextOf(link).StartsWith("Correct", StringComparison.Ordinal))
                .GetAttribute("href")!
                .Split('#')[0]
        );
        Assert.Equal("1000000", form.QuerySelector("#amount")!.GetAttribute("value"));
        Assert.True(((IHtmlInputElement)form.QuerySelector("#cashReleasing")!).IsChecked);
        var page = await owner.SubmitAsync(form, Entry, 200, [("amount", "900000")]);

        Assert.Equal(2, page.QuerySelectorAll("td details li").Length);
        var saving = (await door.Admin.GetAsync("v1/services/corrected/savings?from=2026-10&to=2026-10", 200)).At(
            "items.0"
        );
        Assert.Equal(
            (900_000, 400, "claimed", "Time study of 12 offices"),
            (
                (int)saving.NumberAt("amount"),
                (int)saving.NumberAt("hours"),
                saving.TextAt("status"),
                saving.TextAt("method")
            )
        );
    }

    [Fact]
    public async Task Who_did_not_see_what_stands_is_shown_it_before_it_is_replaced()
    {
        await door.RegisterAsync("raced");
        var (one, two) = (
            await Reader.SignedInAsync(door, "owner", "raced"),
            await Reader.SignedInAsync(door, "owner", "raced")
        );
        var form = await two.OpenAsync("services/raced/savings?lang=en");
        await one.SubmitAsync(
            await one.OpenAsync("services/raced/savings?lang=en"),
            Entry,
            200,
            ("month", "2026-10"),
            ("category", "other"),
            ("amount", "1")
        );

        var page = await two.SubmitAsync(
            form,
            Entry,
            409,
            ("month", "2026-10"),
            ("category", "other"),
            ("amount", "2")
        );
        Assert.StartsWith(
            "For this month and category there is a report already",
            Reader.TextOf(page.QuerySelector("#notice a")),
            StringComparison.Ordinal
        );
        Assert.Equal("2", page.QuerySelector("#amount")!.GetAttribute("value"));
        Assert.Equal(
            1,
            (await door.Admin.GetAsync("v1/services/raced/savings?from=2026-10&to=2026-10", 200)).NumberAt(
                "items.0.amount"
            )
        );
        await two.SubmitAsync(page, Entry, 200);
        Assert.Equal(
            2,
            (await door.Admin.GetAsync("v1/services/raced/savings?from=2026-10&to=2026-10", 200)).NumberAt(
                "items.0.amount"
            )
        );
    }

    [Theory]
    [InlineData("month", "October", "Give a month such as 2026-10")]
    [InlineData("category", "", "Choose a category")]
    [InlineData(
        "amount",
        "a lot",
        "Give an amount in digits, with 4 decimals at most; 1,234 can be read in two ways, so write 1234 or 1.23; none for citizens’ time"
    )]
    [InlineData(
        "amount",
        "1.23456",
        "Give an amount in digits, with 4 decimals at most; 1,234 can be read in two ways, so write 1234 or 1.23; none for citizens’ time"
    )]
    [InlineData(
        "amount",
        "",
        "Give an amount in digits, with 4 decimals at most; 1,234 can be read in two ways, so write 1234 or 1.23; none for citizens’ time"
    )]
    [InlineData(
        "hours",
        "-1",
        "Give hours in digits, 0 or more, with 4 decimals at most; 1,234 can be read in two ways"
    )]
    [InlineData(
        "evidenceUrl",
        "javascript:alert(1)",
        "Give a whole address that begins with https:// or http://, 2,000 characters at most"
    )]
    public async Task What_is_wrong_is_named_and_what_was_typed_stays(string field, string value, string fault)
    {
        await door.RegisterAsync("wrong");
        var owner = await Reader.SignedInAsync(door, "owner", "wrong");
        var typed = new Dictionary<string, string>
        {
            ["month"] = "2026-09",
            ["category"] = "other",
            ["amount"] = "12,5",
            ["method"] = "As <b>ever</b>",
            [field] = value,
        };

        var page = await owner.SubmitAsync(
            await owner.OpenAsync("services/wrong/savings?lang=en"),
            Entry,
            400,
            [.. typed.Select(pair => (pair.Key, pair.Value))]
        );
        Assert.Equal(fault, Reader.TextOf(page.QuerySelector($"#notice a[href='#{field}']")));
        Assert.Contains(
            $"{field}-fault",
            page.QuerySelector($"#{field}")!.GetAttribute("aria-describedby"),
            StringComparison.Ordinal
        );
        Assert.Equal(field is "amount" ? value : "12,5", page.QuerySelector("#amount")!.GetAttribute("value"));
        Assert.Equal("As <b>ever</b>", ((IHtmlTextAreaElement)page.QuerySelector("#method")!).Value);
        Assert.Empty(
            (await door.Admin.GetAsync("v1/services/wrong/savings?from=2026-09&to=2026-09", 200))
                .GetProperty("items")
                .EnumerateArray()
        );
    }

    [Fact]
    public async Task The_ministry_verifies_less_rejects_and_says_why()
    {
        await door.RegisterAsync("judged");
        var owner = await door.AsAsync("owner", "judged");
        await owner.PutAsync(
            "v1/services/judged/savings/2026-10/staff-time",
            new
            {
                amount = 1_000_000,
                hours = 400,
                method = "Measured",
            },
            201
        );
        await owner.PutAsync("v1/services/judged/savings/2026-10/other", new { amount = 5_000 }, 201);
        var ministry = await Reader.SignedInAsync(door, "ministry");
        var page = await ministry.OpenAsync("ministry/savings?from=2026-10&to=2026-10&lang=en");

        page = await ministry.SubmitAsync(
            page,
            "#judged-2026-10-staff-time form",
            200,
            ("status", "verified"),
            ("verifiedAmount", "800 000"),
            ("note", "Two offices were counted twice")
        );
        Assert.Equal("Your decision is saved.", Reader.TextOf(page.QuerySelector("[role=status]")));
        await ministry.SubmitAsync(
            page,
            "#judged-2026-10-other form",
            200,
            ("status", "rejected"),
            ("note", "No method")
        );

        var items = (await door.Admin.GetAsync("v1/services/judged/savings?from=2026-10&to=2026-10", 200))
            .GetProperty("items")
            .EnumerateArray()
            .ToDictionary(item => item.TextAt("category")!);
        Assert.Equal(
            ("verified", 800_000),
            (items["staff-time"].TextAt("status"), (int)items["staff-time"].NumberAt("verifiedAmount"))
        );
        Assert.Equal("rejected", items["other"].TextAt("status"));
        var owned = await (await Reader.SignedInAsync(door, "owner", "judged")).OpenAsync(
            "services/judged/savings?lang=en"
        );
        Assert.Contains("Two offices were counted twice", owned.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decision_on_a_claim_that_has_changed_is_asked_for_anew()
    {
        await door.RegisterAsync("moved");
        var owner = await door.AsAsync("owner", "moved");
        await owner.PutAsync("v1/services/moved/savings/2026-10/other", new { amount = 1 }, 201);
        var ministry = await Reader.SignedInAsync(door, "ministry");
        var page = await ministry.OpenAsync("ministry/savings?from=2026-10&to=2026-10&lang=en");
        await owner.PutAsync("v1/services/moved/savings/2026-10/other", new { amount = 1_000_000 }, 200);

        page = await ministry.SubmitAsync(page, "#moved-2026-10-other form", 409, ("status", "verified"));
        Assert.StartsWith(
            "The claim has changed since you opened the page.",
            Reader.TextOf(page.QuerySelector("#notice a")),
            StringComparison.Ordinal
        );
        Assert.Equal(
            "claimed",
            (await door.Admin.GetAsync("v1/services/moved/savings?from=2026-10&to=2026-10", 200)).TextAt(
                "items.0.status"
            )
        );
        page = await ministry.SubmitAsync(
            page,
            "#moved-2026-10-other form",
            400,
            ("status", "verified"),
            ("verifiedAmount", "much")
        );
        Assert.NotNull(page.QuerySelector("#notice a[href='#moved-2026-10-other-verifiedAmount']"));
    }

    [Fact]
    public async Task A_form_that_is_not_this_sessions_changes_nothing()
    {
        await door.RegisterAsync("forged");
        await door.RegisterAsync("others");
        var owner = await Reader.SignedInAsync(door, "owner", "forged");
        KeyValuePair<string, string>[] form = [new("month", "2026-10"), new("category", "other"), new("amount", "1")];

        foreach (
            var (path, token) in ((string, string)[])
                [("services/forged/savings", ""), ("services/forged/savings", "x"), ("services/others/savings", "")]
        )
        {
            using var response = await owner.SendAsync(HttpMethod.Post, path, [.. form, new("form", token)]);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }

        Assert.Empty(
            (await door.Admin.GetAsync("v1/services/forged/savings?from=2026-10&to=2026-10", 200))
                .GetProperty("items")
                .EnumerateArray()
        );
    }
}
