using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Surveys.Privacy;
using Surveys.Sms;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Pages;

/// <summary>
/// Attacks by the service that is measured: it holds the link that it shows, and the token of each interaction that it reported.
/// </summary>
public sealed class ReporterAttackTests(FrontDoor door) : SurveyPageTests(door)
{
    private static readonly string[] Queries = ["", "?lang=en", "?rest=1", "?change=1", "?done=1", "?done=kept"];

    private static readonly (string Query, (string Field, string Value)[] Form)[] Forms =
    [
        ("", [("satisfaction", "5")]),
        ("", [("satisfaction", "5"), ("ease", "5"), ("comment", "all well")]),
        ("", [("ease", "5")]),
        ("", []),
        ("", [("satisfaction", "7")]),
        ("?rest=1", [("ease", "5"), ("comment", "")]),
        ("?rest=1", [("ease", "7")]),
        ("?change=1", [("satisfaction", "1")]),
        ("?change=1", [("comment", "changed"), ("knewAi", "yes")]),
        ("?done=1", [("satisfaction", "2")]),
    ];

    public static TheoryData<int> FormNumbers { get; } = [.. Enumerable.Range(0, Forms.Length)];

    [Fact]
    public async Task The_service_cannot_read_answers_through_the_link_that_it_shows()
    {
        var states = await MeetInEveryStateAsync();
        foreach (var query in Queries)
        {
            var seen = new List<string>();
            foreach (var citizen in states)
            {
                seen.Add(await DescribeAsync(await Door.Anyone.GetAsync(citizen.Shown + query, Cancel), citizen));
            }

            Assert.StartsWith("OK", seen[0], StringComparison.Ordinal);
            Assert.Single(seen.Distinct());
        }
    }

    [Theory, MemberData(nameof(FormNumbers))]
    public async Task The_service_cannot_tell_from_a_response_whether_the_citizen_has_answered(int form)
    {
        var (query, fields) = Forms[form];
        var seen = new List<string>();
        foreach (var citizen in await MeetInEveryStateAsync())
        {
            var calls = new ConcurrentQueue<TableCall>();
            Door.Outage.Of = call =>
            {
                calls.Enqueue(call);
                return false;
            };
            var response = await citizen.SendAsync(citizen.Shown + query, fields);
            Door.Outage.Of = null;

            // The same requests to storage take the same time.
            seen.Add($"{string.Join(' ', calls)} {await DescribeAsync(response, citizen)}");
        }

        Assert.Single(seen.Distinct());
    }

    [Fact]
    public async Task The_service_cannot_answer_before_a_citizen_who_gets_a_text()
    {
        for (var number = 0; number < 24; number++)
        {
            var citizen = await TextedAsync();
            await ExpectUnknownAsync(citizen, ("satisfaction", "5"));
            Assert.Empty((await citizen.RowAsync()).Survey.Answers);

            await citizen.TextAsync("1");
            Assert.Equal("1", await citizen.StoredAsync("satisfaction"));
        }
    }

    [Fact]
    public async Task The_service_cannot_read_or_overwrite_the_answer_of_a_citizen_who_got_a_text()
    {
        for (var number = 0; number < 10; number++)
        {
            var citizen = await TextedAsync();
            await citizen.SendAsync(citizen.Texted, ("satisfaction", "1"), ("comment", "bad"));

            await ExpectUnknownAsync(citizen, ("satisfaction", "5"), ("comment", "good"));
            await ExpectUnknownAsync(citizen, ("ease", "5"));
            Assert.Equal("1", await citizen.StoredAsync("satisfaction"));
            Assert.Equal("bad", (await citizen.RowAsync()).Survey.Comment);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_service_cannot_opt_out_the_numbers_that_it_reports(bool smsConsent)
    {
        var country = Door.Services.GetRequiredService<Surveys.Countries.Country>();
        for (var number = 0; number < 300; number++)
        {
            var phone = $"+7701555{number:D4}";
            var citizen = await Citizen.MeetAsync(
                Door,
                Producer,
                ServiceId,
                $"opt-out-{number}",
                phone,
                smsConsent: smsConsent
            );
            var response = await citizen.SendAsync(citizen.Shown + "/opt-out?lang=en");
            Assert.Equal(smsConsent ? HttpStatusCode.NotFound : HttpStatusCode.OK, response.StatusCode);
            var page = await Citizen.PageOf(response);
            Assert.Null(page.QuerySelector("form"));
            Assert.Equal(!smsConsent, page.Body!.TextContent.Contains("answer STOP", StringComparison.Ordinal));

            Assert.True(PhoneNumber.TryParse(phone, country, out var parsed));
            var hash = Door.Services.GetRequiredService<KeyRing>().HashPhone(parsed);
            var contact = await Door.Services.GetRequiredService<ContactsTable>().ReadAsync(hash, Cancel);
            Assert.Null(contact.OptedOutAt);
        }
    }

    [Fact]
    public async Task The_QR_code_of_a_text_gives_no_link()
    {
        var citizen = await TextedAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await Door.Anyone.GetAsync(citizen.Texted + "/qr", Cancel)).StatusCode);
    }

    /// <summary>Every use of the token of a citizen who gets a text is answered as an unknown link.</summary>
    private async Task ExpectUnknownAsync(Citizen citizen, params (string Field, string Value)[] form)
    {
        foreach (var path in Queries.Append("/opt-out").Append("/qr"))
        {
            var got = await Door.Anyone.GetAsync(citizen.Shown + path, Cancel);
            Assert.Equal(HttpStatusCode.NotFound, got.StatusCode);
        }

        foreach (var path in (string[])["", "?rest=1", "?change=1", "/opt-out"])
        {
            Assert.Equal(HttpStatusCode.NotFound, (await citizen.SendAsync(citizen.Shown + path, form)).StatusCode);
        }

        var verify = await citizen.OpenAsync($"/verify?lang=en&code={citizen.Shown["/s/".Length..]}");
        Assert.Equal("We sent no text with this code", verify.QuerySelector("#notice h2")!.TextContent);
    }

    /// <summary>Citizens with the same interaction whose surveys are in different states.</summary>
    private async Task<IReadOnlyList<Citizen>> MeetInEveryStateAsync()
    {
        var answeredEarlier = await MeetAsync();
        await citizenAnswers(answeredEarlier, "1");
        await Door.PassAsync(TimeSpan.FromMinutes(11));

        var (unanswered, rated, answered) = (await MeetAsync(), await MeetAsync(), await MeetAsync());
        await rated.SendAsync(rated.Shown, ("satisfaction", "5"));
        await citizenAnswers(answered, "3");

        var (withdrawn, withdrawnAnswered) = (await MeetAsync(), await MeetAsync());
        await withdrawn.WithdrawAsync(Producer);
        await citizenAnswers(withdrawnAnswered, "2");
        await withdrawnAnswered.WithdrawAsync(Producer);
        var removed = await MeetAsync();
        await removed.WithdrawAsync(Door.Admin);
        return [unanswered, rated, answered, answeredEarlier, withdrawn, withdrawnAnswered, removed];

        static async Task citizenAnswers(Citizen citizen, string rating) =>
            await citizen.SendAsync(
                citizen.Shown,
                ("satisfaction", rating),
                ("resolved", "no"),
                ("ease", "2"),
                ("comment", "Жасырын пікір")
            );
    }

    /// <summary>A response without what differs between any two links: status, headers but the date, and body.</summary>
    private static async Task<string> DescribeAsync(HttpResponseMessage response, Citizen citizen)
    {
        var headers = response
            .Headers.Concat(response.Content.Headers)
            .Where(header => header.Key is not "Date")
            .Select(header => $"{header.Key}: {string.Join(',', header.Value)}");
        var text =
            $"{response.StatusCode}\n{string.Join('\n', headers)}\n{await response.Content.ReadAsStringAsync(Cancel)}";
        return text.Replace(citizen.Shown, "/s/TOKEN", StringComparison.Ordinal);
    }
}
