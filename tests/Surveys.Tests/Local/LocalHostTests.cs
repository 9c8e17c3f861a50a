using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Surveys.Local;
using Surveys.Privacy;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Local;

public sealed class LocalHostTests(StorageFixture storage, DataFolderFixture folder)
    : IClassFixture<StorageFixture>,
        IClassFixture<DataFolderFixture>
{
    private const string Phone = "+77010000101";

    [Fact]
    public async Task A_citizen_is_texted_answers_and_is_asked_on()
    {
        await using var host = await StartAsync();
        var producer = await host.RegisterAsync("asked-on");
        await host.ReportAsync(producer, "asked-on", "one", Phone);
        var invitation = Assert.Single(await host.AwaitTextsAsync(Phone, 1));
        Assert.Equal("outbound", invitation.GetProperty("direction").GetString());
        Assert.Equal("+77001112233", invitation.GetProperty("from").GetString());
        Assert.Equal(Phone, invitation.GetProperty("to").GetString());
        Assert.Equal(1, invitation.GetProperty("segments").GetInt32());

        using var written = await host.SendAsync(
            HttpMethod.Post,
            "dev/messages",
            new { from = "8 701 000 01 01", body = "5" }
        );
        Assert.Equal(HttpStatusCode.Accepted, written.StatusCode);
        var texts = await host.AwaitTextsAsync(Phone, 3);
        Assert.Equal(
            ["outbound", "inbound", "outbound"],
            texts.Select(text => text.GetProperty("direction").GetString())
        );
        Assert.Equal("+77001112233", texts[1].GetProperty("to").GetString());
        Assert.StartsWith(
            "Thank you! Did you get what you came for?",
            texts[2].GetProperty("body").GetString(),
            StringComparison.Ordinal
        );
        await RunningHost.AwaitAsync(
            async () => (await host.InvitationAsync("asked-on", "one")).GetProperty("state").GetString() is "delivered",
            "delivered"
        );
    }

    [Theory]
    [InlineData(1, "undelivered", "refused", 0)]
    [InlineData(2, "withheld", "opted-out", 0)]
    [InlineData(3, "undelivered", "refused", 1)]
    [InlineData(4, "undelivered", "refused", 1)]
    [InlineData(5, "delivered", null, 1)]
    [InlineData(6, "delivered", null, 1)]
    [InlineData(8, "undelivered", "expired", 1)]
    [InlineData(10, "delivered", null, 1)]
    public async Task A_magic_number_has_its_fate(int number, string state, string? reason, int texts)
    {
        await using var host = await StartAsync();
        var service = FormattableString.Invariant($"magic-{number}");
        var phone = FormattableString.Invariant($"+770099900{number:D2}");
        var producer = await host.RegisterAsync(service);
        await host.ReportAsync(producer, service, "one", phone);
        await RunningHost.AwaitAsync(
            async () => (await host.InvitationAsync(service, "one")).GetProperty("state").GetString() == state,
            $"{phone} is {state}"
        );
        var invitation = await host.InvitationAsync(service, "one");
        Assert.Equal(reason, invitation.TryGetProperty("reason", out var told) ? told.GetString() : null);
        Assert.Equal(texts, (await host.TextsAsync(phone)).Count);
    }

    [Theory]
    [InlineData(7, "sending", 1)]
    [InlineData(9, "sending", 1)]
    public async Task A_text_whose_outcome_is_unknown_is_settled_by_the_carriers_list(
        int number,
        string before,
        int texts
    )
    {
        var service = FormattableString.Invariant($"unknown-{number}");
        var phone = FormattableString.Invariant($"+770099900{number:D2}");
        string producer;
        await using (var host = await StartAsync())
        {
            producer = await host.RegisterAsync(service);
            await host.ReportAsync(producer, service, "one", phone);
            await RunningHost.AwaitAsync(
                async () => (await host.InvitationAsync(service, "one")).GetProperty("state").GetString() == before,
                $"{phone} is {before}"
            );
        }

        // A quarter of an hour after its deadline the text is looked up: found, or due again.
        await using var later = await StartAsync(new LateClock(TimeSpan.FromMinutes(20)));
        await RunningHost.AwaitAsync(
            async () =>
                (await later.InvitationAsync(service, "one")).GetProperty("state").GetString() is "sent" or "delivered",
            $"{phone} is settled"
        );
        Assert.Equal(texts, (await later.TextsAsync(phone)).Count);
    }

    [Fact]
    public async Task What_the_phones_hold_survives_a_restart_and_what_was_under_way_goes_on()
    {
        const string phone = "+77010000102";
        var ct = TestContext.Current.CancellationToken;
        await using (var host = await StartAsync())
        {
            var producer = await host.RegisterAsync("restarted");
            await host.ReportAsync(producer, "restarted", "one", phone);
            await host.AwaitTextsAsync(phone, 1);
        }

        // As if the host had been killed between the 202 and the webhook.
        var written = new SimulatedSms
        {
            Sid = PhonesTable.NewSid(),
            Phone = PhoneNumber.OfE164(phone),
            Sender = "+77001112233",
            IsInbound = true,
            Body = "4",
            At = TimeProvider.System.GetUtcNow(),
            Status = "received",
            Pending = true,
        };
        await new PhonesTable(storage.Open()).AddAsync(written, ct);
        await using var again = await StartAsync();
        var texts = await again.AwaitTextsAsync(phone, 3);
        Assert.Equal(
            ["outbound", "inbound", "outbound"],
            texts.Select(text => text.GetProperty("direction").GetString())
        );
        Assert.StartsWith("Thank you!", texts[2].GetProperty("body").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusals_are_problems_on_every_path()
    {
        await using var host = await StartAsync();
        await ExpectProblemAsync(host, HttpMethod.Get, "nowhere", null, 404);
        await ExpectProblemAsync(host, HttpMethod.Post, "v1/nowhere/else", new { }, 404);
        await ExpectProblemAsync(host, HttpMethod.Get, "dev/messages?phone=abc", null, 400, "phone");
        await ExpectProblemAsync(host, HttpMethod.Get, "dev/messages?telephone=1", null, 400, "telephone");
        await ExpectProblemAsync(
            host,
            HttpMethod.Post,
            "dev/messages",
            new { from = "12", bodi = "" },
            400,
            "/bodi",
            "/body",
            "/from"
        );
        await ExpectProblemAsync(
            host,
            HttpMethod.Post,
            "dev/messages",
            new { from = "+77010000999", body = "5" },
            400,
            "/to"
        );
        using var method = await host.SendAsync(HttpMethod.Delete, "healthz");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, method.StatusCode);
        Assert.Contains("GET", method.Content.Headers.Allow);
        Assert.Equal("application/problem+json", method.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Head_answers_as_get_does_without_the_body()
    {
        await using var host = await StartAsync();
        using var page = await host.SendAsync(HttpMethod.Head, "dev/phones");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.Empty(await page.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        using var post = await host.SendAsync(HttpMethod.Head, "v1/interactions");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
    }

    [Fact]
    public async Task Texts_on_the_page_are_shown_as_words_never_as_markup()
    {
        const string phone = "+77010000103";
        await using var host = await StartAsync();
        await host.JsonAsync(
            HttpMethod.Post,
            "dev/messages",
            new
            {
                from = phone,
                to = "1414",
                body = "<script>alert(1)</script> 127.0.0.1/s/abcdefghij",
            }
        );
        using var page = await host.SendAsync(HttpMethod.Get, $"dev/phones?phone={Uri.EscapeDataString(phone)}");
        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/s/abcdefghij\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_secrets_are_made_once_and_are_the_owners_alone()
    {
        string first;
        await using (await StartAsync())
        {
            first = await File.ReadAllTextAsync(
                Path.Combine(folder.Path, "secrets.json"),
                TestContext.Current.CancellationToken
            );
        }

        await using (await StartAsync())
        {
            Assert.Equal(
                first,
                await File.ReadAllTextAsync(
                    Path.Combine(folder.Path, "secrets.json"),
                    TestContext.Current.CancellationToken
                )
            );
        }

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(Path.Combine(folder.Path, "secrets.json"))
            );
        }
    }

    private static async Task ExpectProblemAsync(
        RunningHost host,
        HttpMethod method,
        string path,
        object? body,
        int status,
        params string[] faults
    )
    {
        using var response = await host.SendAsync(method, path, body);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.Equal(
            faults,
            problem.TryGetProperty("errors", out var errors) ? errors.EnumerateObject().Select(error => error.Name) : []
        );
    }

    private Task<RunningHost> StartAsync(TimeProvider? time = null) =>
        RunningHost.StartAsync(folder.Path, storage.ConnectionString, time);
}

/// <summary>One data folder for all hosts of a class: they have one storage, and so must have one set of secrets.</summary>
public sealed class DataFolderFixture : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("surveys-");

    public string Path => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}

/// <summary>The machine's clock, so much ahead.</summary>
internal sealed class LateClock(TimeSpan ahead) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
}
