using System.Net;
using Surveys.Pages.Dashboards;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Dashboards;

public sealed class SignInTests(FrontDoor door) : FrontDoorTests
{
    private const string Form = "form[action*=sign-in]";

    [Fact]
    public async Task A_key_opens_the_dashboard_of_its_role_for_eight_hours()
    {
        await door.RegisterAsync("signed");
        var reader = await Reader.SignedInAsync(door, "owner", "signed");

        Assert.Equal("/services/signed?lang=en", reader.Path);
        var cookie = Assert
            .Single(
                reader.Set,
                cookie =>
                    cookie.StartsWith("surveys-session=", StringComparison.Ordinal)
                    && !cookie.StartsWith("surveys-session=;", StringComparison.Ordinal)
            )
            .ToUpperInvariant();
        Assert.Contains("; HTTPONLY", cookie, StringComparison.Ordinal);
        Assert.Contains("; SECURE", cookie, StringComparison.Ordinal);
        Assert.Contains("; SAMESITE=STRICT", cookie, StringComparison.Ordinal);
        door.Time.Advance(TimeSpan.FromHours(8) - TimeSpan.FromMinutes(1));
        await reader.OpenAsync("services/signed");
        door.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull((await reader.OpenAsync("services/signed", 401)).QuerySelector(Form));
    }

    [Fact]
    public async Task The_ministry_arrives_at_all_services_and_is_told_when_an_address_is_not_theirs()
    {
        var reader = await Reader.SignedInAsync(door, "ministry");

        Assert.Equal("/ministry?lang=en", reader.Path);
        var page = await reader.OpenAsync("services/never-registered?lang=en", 404);
        Assert.Equal("There is no such service", Reader.TextOf(page.QuerySelector("h1")));
    }

    [Theory]
    [InlineData("", 400, "Type your key")]
    [InlineData(
        "owner_0000000000000000_0000000000000000000000000000000000000000000000000000000000000000",
        401,
        "This key is not known here, or no longer works"
    )]
    [InlineData(
        "producer",
        403,
        "This key reports interactions and reads no scores. Sign in with the key of a service owner or of the ministry."
    )]
    public async Task What_opens_nothing_is_named_at_its_field(string key, int status, string fault)
    {
        await door.RegisterAsync("closed");
        var reader = new Reader(door);
        var page = await reader.SubmitAsync(
            await reader.OpenAsync("sign-in?lang=en"),
            Form,
            status,
            ("key", key is "producer" ? (await Reader.IssueAsync(door, "producer", "closed")).Key : key)
        );

        Assert.Equal(fault, Reader.TextOf(page.QuerySelector("#notice a[href='#key']")));
        Assert.Equal("true", page.QuerySelector("#key")!.GetAttribute("aria-invalid"));
        Assert.Equal("", page.QuerySelector("#key")!.GetAttribute("value") ?? "");
        Assert.StartsWith("Error: ", page.Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_came_from_elsewhere_signs_nobody_in()
    {
        var (_, key) = await Reader.IssueAsync(door, "ministry");
        var victim = new Reader(door);
        var attacker = new Reader(door);
        var token = (await attacker.OpenAsync("sign-in")).QuerySelector("input[name=form]")!.GetAttribute("value")!;
        await victim.OpenAsync("sign-in");

        using var response = await victim.SendAsync(HttpMethod.Post, "sign-in", [new("form", token), new("key", key)]);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        using var bare = await new Reader(door).SendAsync(
            HttpMethod.Post,
            "sign-in",
            [new("form", token), new("key", key)]
        );
        Assert.Equal(HttpStatusCode.Forbidden, bare.StatusCode);
        Assert.DoesNotContain(victim.Set, cookie => cookie.StartsWith("surveys-session=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_one_was_going_is_where_one_arrives()
    {
        var (_, key) = await Reader.IssueAsync(door, "ministry");
        var reader = new Reader(door);
        var asked = await reader.OpenAsync("ministry?from=2026-01&to=2026-03&lang=ru", 401);

        await reader.SubmitAsync(asked, Form, 200, ("key", key));
        Assert.Equal("/ministry?from=2026-01&to=2026-03&lang=ru", reader.Path);
    }

    [Theory]
    [InlineData("/ministry", true)]
    [InlineData("/ministry?from=2026-01&to=2026-03", true)]
    [InlineData("/services/taxes/savings?lang=kk", true)]
    [InlineData("//evil.example", false)]
    [InlineData("https://evil.example/ministry", false)]
    [InlineData("/\\evil.example", false)]
    [InlineData("/ministry/../sign-out", false)]
    [InlineData("/services//evil.example", false)]
    [InlineData("/ministryevil", false)]
    [InlineData("/s/Abc", false)]
    [InlineData("/ministry\r\nSet-Cookie: a=b", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_dashboards_are_returned_to(string? address, bool isOurs) =>
        Assert.Equal(isOurs, SignInEndpoints.IsOurs(address));

    [Fact]
    public async Task A_revoked_key_ends_its_sign_in()
    {
        var (id, key) = await Reader.IssueAsync(door, "ministry");
        var reader = new Reader(door);
        await reader.SubmitAsync(await reader.OpenAsync("sign-in"), Form, 200, ("key", key));
        await (await door.Admin.DeleteAsync($"v1/keys/{id}", TestContext.Current.CancellationToken)).ReadAsync(204);

        door.Time.Advance(TimeSpan.FromMinutes(2));
        await reader.OpenAsync("ministry", 401);
    }

    [Fact]
    public async Task A_sign_in_opens_no_api_and_a_changed_cookie_nothing()
    {
        var reader = await Reader.SignedInAsync(door, "ministry");
        using var api = await reader.SendAsync(HttpMethod.Get, "v1/services");
        Assert.Equal(HttpStatusCode.Unauthorized, api.StatusCode);

        var cookie = reader
            .Set.Last(cookie => cookie.StartsWith("surveys-session=", StringComparison.Ordinal))
            .Split(';')[0];
        foreach (
            var changed in (string[])
                [
                    cookie[..^1],
                    cookie[..20] + (cookie[20] is 'A' ? 'B' : 'A') + cookie[21..],
                    "surveys-session=",
                    "surveys-session=%00%ff",
                ]
        )
        {
            using var response = await new Reader(door).SendAsync(
                HttpMethod.Get,
                "ministry",
                null,
                ("Cookie", changed)
            );
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }
    }

    [Fact]
    public async Task Signing_out_ends_it_and_nobody_else_can_do_it()
    {
        var reader = await Reader.SignedInAsync(door, "ministry");
        using var forged = await reader.SendAsync(HttpMethod.Post, "sign-out", [new("form", "x")]);
        Assert.Equal(HttpStatusCode.Forbidden, forged.StatusCode);
        var page = await reader.OpenAsync("ministry?lang=en");

        await reader.SubmitAsync(page, "form.sign-out", 200);
        Assert.Equal("/sign-in?lang=en", reader.Path);
        await reader.OpenAsync("ministry", 401);
    }

    [Fact]
    public async Task A_link_in_a_message_leads_on_though_the_browser_keeps_the_cookie_back()
    {
        using var response = await new Reader(door).SendAsync(
            HttpMethod.Get,
            "ministry?from=2026-01&to=2026-02",
            null,
            ("Sec-Fetch-Site", "cross-site")
        );

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(
            "0;url=/ministry?from=2026-01&amp;to=2026-02",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }
}
