using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Surveys.Ledger;
using Surveys.Scoring;
using Surveys.Storage;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Pages;

/// <summary>The survey on the page, from the front door to the ledger.</summary>
public sealed class SurveyEndpointsTests(FrontDoor door) : FrontDoorTests
{
    private static readonly string[] AllStates = ["", "?lang=ru", "?change=1", "?done=1", "/opt-out", "/qr"];

    private static int _number;

    private HttpClient _producer = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await door.RegisterAsync("licence", new { sendingWindow = (object?)null });
        _producer = await door.AsAsync("producer", "licence");
    }

    [Fact]
    public async Task The_rating_counts_at_once_and_the_rest_adds_to_it()
    {
        var citizen = await MeetAsync();

        var first = await citizen.OpenAsync(citizen.Shown);
        Assert.Equal(["satisfaction"], Asked(first));
        var rest = await citizen.AnswerAsync(citizen.Shown, ("satisfaction", "4"));
        Assert.Equal("4", await citizen.StoredAsync("satisfaction"));
        Assert.Contains("Ризамын", rest.QuerySelector("main strong")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(
            ["resolved", "ease", "understood", "knewAi", "human", "contactAgain", "aiUse", "comment"],
            Asked(rest)
        );
        var thanks = await citizen.AnswerAsync(
            citizen.Shown,
            ("resolved", "partly"),
            ("aiUse", "daily"),
            ("comment", "ЖСН 830515300119, call +7 701 123 45 67")
        );

        Assert.Empty(Asked(thanks));
        Assert.NotNull(thanks.QuerySelector("footer a[href*=opt-out]"));
        var row = await citizen.RowAsync();
        Assert.Equal(["aiUse", "comment", "resolved", "satisfaction"], row.Survey.Answers.Keys);
        Assert.All(
            row.Survey.Answers.Values,
            answer => Assert.Equal((ResponseChannel.Web, AnswerLink.Shown), (answer.Channel, answer.Link))
        );
        Assert.DoesNotContain("701", row.Survey.Comment, StringComparison.Ordinal);
        Assert.Equal(
            ["ease", "understood", "knewAi", "human", "contactAgain"],
            Asked(await citizen.OpenAsync(citizen.Shown))
        );
        await door.RecountAsync();
    }

    [Fact]
    public async Task A_form_that_was_taken_leads_to_a_page_that_may_be_loaded_again()
    {
        var citizen = await MeetAsync();

        var first = await citizen.SendAsync(citizen.Shown + "?lang=ru", ("satisfaction", "5"));
        var last = await citizen.SendAsync(citizen.Shown + "?lang=ru", ("comment", ""));

        Assert.Equal(
            (HttpStatusCode.SeeOther, $"{citizen.Shown}?lang=ru"),
            (first.StatusCode, first.Headers.Location!.ToString())
        );
        Assert.Equal(
            (HttpStatusCode.SeeOther, $"{citizen.Shown}?done=1&lang=ru"),
            (last.StatusCode, last.Headers.Location!.ToString())
        );
        Assert.True(first.Headers.CacheControl!.NoStore);
        Assert.Equal(
            "Спасибо за ответ",
            (await citizen.OpenAsync(last.Headers.Location.ToString())).QuerySelector("h1")!.TextContent
        );
    }

    [Fact]
    public async Task What_only_looks_records_nothing()
    {
        var citizen = await MeetAsync(phone: "+77010000101");
        await door.PassAsync(TimeSpan.FromMinutes(16));
        await door.FoldAsync();
        var before = await EverythingAsync();

        foreach (var link in (string[])[citizen.Texted, citizen.Shown])
        {
            // Out of order, twice, and as browsers and mail scanners announce themselves.
            foreach (var path in AllStates.Reverse().Concat(AllStates).Select(state => link + state))
            {
                foreach (var method in (HttpMethod[])[HttpMethod.Head, HttpMethod.Get, HttpMethod.Options])
                {
                    using var request = new HttpRequestMessage(method, path);
                    request.Headers.Add("Purpose", "prefetch");
                    request.Headers.Add("Sec-Purpose", "prefetch;prerender");
                    var response = await door.Anyone.SendAsync(request, Cancel);
                    Assert.Equal(
                        method == HttpMethod.Options ? HttpStatusCode.MethodNotAllowed : HttpStatusCode.OK,
                        response.StatusCode
                    );
                }
            }
        }

        Assert.Equal(before, await EverythingAsync());
        Assert.Empty((await citizen.RowAsync()).Survey.Answers);
    }

    [Fact]
    public async Task HEAD_is_answered_as_GET_without_a_body()
    {
        var citizen = await MeetAsync();
        foreach (
            var path in (string[])
                [
                    citizen.Shown,
                    citizen.Shown + "/opt-out",
                    citizen.Shown + "/qr",
                    "/verify",
                    "/privacy",
                    "/s/7Kq2Xm9aBd",
                ]
        )
        {
            var got = await door.Anyone.GetAsync(path, Cancel);
            var head = await door.Anyone.SendAsync(new HttpRequestMessage(HttpMethod.Head, path), Cancel);

            Assert.Equal(got.StatusCode, head.StatusCode);
            Assert.Equal(got.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
            Assert.Equal(got.Headers.Select(header => header.Key), head.Headers.Select(header => header.Key));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync(Cancel));
        }
    }

    [Fact]
    public async Task Twice_and_twenty_at_once_count_once()
    {
        var citizen = await MeetAsync();
        var before = await ResponsesAsync();

        await citizen.SendAsync(citizen.Shown, ("satisfaction", "5"));
        await citizen.SendAsync(citizen.Shown, ("satisfaction", "5"));
        Assert.Equal(before + 1, await ResponsesAsync());

        var another = await MeetAsync();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => another.SendAsync(another.Shown, ("satisfaction", "2")))
        );
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode));
        Assert.Equal(before + 2, await ResponsesAsync());

        var wavering = await MeetAsync();
        await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => wavering.SendAsync(wavering.Shown, ("satisfaction", $"{1 + (i % 5)}")))
        );
        Assert.Equal(before + 3, await ResponsesAsync());
        await door.RecountAsync();
    }

    [Fact]
    public async Task Within_ten_minutes_an_answer_is_replaced_and_later_ones_change_nothing()
    {
        var citizen = await MeetAsync();
        await citizen.SendAsync(citizen.Shown, ("satisfaction", "1"));
        await citizen.SendAsync(citizen.Shown, ("ease", "2"), ("comment", "slow"));

        var form = await citizen.OpenAsync(citizen.Shown + "?change=1&lang=en");
        Assert.Equal(["satisfaction", "ease", "comment"], Asked(form));
        Assert.True(form.QuerySelector<IHtmlInputElement>("#satisfaction-1")!.IsChecked);
        Assert.Equal("slow", form.QuerySelector<IHtmlTextAreaElement>("#comment")!.Value);
        await door.PassAsync(TimeSpan.FromMinutes(10));
        await citizen.SendAsync(citizen.Shown, ("satisfaction", "4"), ("ease", "2"), ("comment", "slow, but kind"));
        Assert.Equal("4", await citizen.StoredAsync("satisfaction"));
        Assert.Equal("slow, but kind", (await citizen.RowAsync()).Survey.Comment);

        await door.PassAsync(TimeSpan.FromSeconds(1));
        var thanks = await citizen.AnswerAsync(citizen.Shown + "?lang=en", ("satisfaction", "5"), ("ease", "5"));
        Assert.Contains(
            "Your first answers stay as they are.",
            thanks.QuerySelector("main")!.TextContent,
            StringComparison.Ordinal
        );
        Assert.Empty(Asked(await citizen.OpenAsync(citizen.Shown + "?change=1")));
        Assert.Equal(("4", "2"), (await citizen.StoredAsync("satisfaction"), await citizen.StoredAsync("ease")));
        Assert.Equal(
            ["resolved", "understood", "knewAi", "human", "contactAgain", "aiUse"],
            Asked(await citizen.OpenAsync(citizen.Shown))
        );
        await door.RecountAsync();
    }

    [Fact]
    public async Task After_the_last_moment_the_page_says_so_and_keeps_nothing()
    {
        var citizen = await MeetAsync();
        var expiry = (await citizen.RowAsync()).Survey.ExpiresAt;
        await door.PassAsync(expiry - door.Time.GetUtcNow());
        Assert.Equal(
            HttpStatusCode.SeeOther,
            (await citizen.SendAsync(citizen.Shown, ("satisfaction", "3"))).StatusCode
        );

        await door.PassAsync(TimeSpan.FromSeconds(1));
        foreach (
            var response in (HttpResponseMessage[])
                [
                    await door.Anyone.GetAsync(citizen.Shown + "?lang=en", Cancel),
                    await citizen.SendAsync(citizen.Shown + "?lang=en", ("satisfaction", "5"), ("comment", "too late")),
                ]
        )
        {
            Assert.Equal(HttpStatusCode.Gone, response.StatusCode);
            var page = await Citizen.PageOf(response);
            Assert.Equal("This survey is closed", page.QuerySelector("h1")!.TextContent);
            Assert.Equal(
                response.RequestMessage!.Method == HttpMethod.Post,
                page.QuerySelector("main")!.TextContent.Contains("was not saved", StringComparison.Ordinal)
            );
        }

        Assert.Equal("3", await citizen.StoredAsync("satisfaction"));
        Assert.Null((await citizen.RowAsync()).Survey.Comment);
    }

    [Fact]
    public async Task What_was_withdrawn_is_closed()
    {
        var citizen = await MeetAsync();
        var row = await citizen.RowAsync();
        Assert.Equal(
            HttpStatusCode.NoContent,
            (
                await door.Admin.DeleteAsync($"v1/services/licence/interactions/{row.Report.InteractionId}", Cancel)
            ).StatusCode
        );

        Assert.Equal(HttpStatusCode.Gone, (await door.Anyone.GetAsync(citizen.Shown, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.Gone, (await citizen.SendAsync(citizen.Shown, ("satisfaction", "5"))).StatusCode);
        Assert.Empty((await citizen.RowAsync()).Survey.Answers);
    }

    [Fact]
    public async Task Page_and_text_are_one_survey()
    {
        var citizen = await MeetAsync(phone: "+77010000102");
        await door.PassAsync(TimeSpan.FromMinutes(16));

        // Rated on the page, then by text within ten minutes: the last one counts, and the next question is asked, not the first.
        await citizen.SendAsync(citizen.Texted, ("satisfaction", "5"));
        Assert.Equal(AnswerLink.Texted, (await citizen.RowAsync()).Survey.Satisfaction!.Link);
        Assert.NotNull(await citizen.TextAsync("4"));
        Assert.Equal(
            ("4", ResponseChannel.Sms),
            (await citizen.StoredAsync("satisfaction"), (await citizen.RowAsync()).Survey.Satisfaction!.Channel)
        );
        await citizen.TextAsync("да");
        Assert.Equal("yes", await citizen.StoredAsync("resolved"));

        // Settled by text: the page asks what is left.
        Assert.DoesNotContain("resolved", Asked(await citizen.OpenAsync(citizen.Texted)));

        // And the other way round, the last one within ten minutes counting, once.
        var another = await MeetAsync(phone: "+77010000103");
        await door.PassAsync(TimeSpan.FromMinutes(16));
        await another.TextAsync("2");
        Assert.Equal(
            (ResponseChannel.Sms, AnswerLink.Reply),
            (
                (await another.RowAsync()).Survey.Satisfaction!.Channel,
                (await another.RowAsync()).Survey.Satisfaction!.Link
            )
        );
        Assert.DoesNotContain("satisfaction", Asked(await another.OpenAsync(another.Texted)));
        await another.SendAsync(another.Texted, ("satisfaction", "3"));
        Assert.Equal("3", await another.StoredAsync("satisfaction"));
        await door.RecountAsync();
    }

    [Fact]
    public async Task A_form_is_taken_whole_or_not_at_all_and_what_was_typed_stays()
    {
        var citizen = await MeetAsync();

        var response = await citizen.SendAsync(
            citizen.Shown + "?lang=en",
            ("satisfaction", "6"),
            ("ease", "5"),
            ("comment", "kept"),
            ("<b>", "x")
        );
        var page = await Citizen.PageOf(response);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty((await citizen.RowAsync()).Survey.Answers);
        Assert.StartsWith("Error", page.Title, StringComparison.Ordinal);
        Assert.Equal(["#satisfaction-1"], page.QuerySelectorAll("#notice a").Select(link => link.GetAttribute("href")));
        Assert.Equal(["satisfaction", "ease", "comment"], Asked(page));
        Assert.True(page.QuerySelector<IHtmlInputElement>("#ease-5")!.IsChecked);
        Assert.Equal("kept", page.QuerySelector<IHtmlTextAreaElement>("#comment")!.Value);

        var nothing = await citizen.SendAsync(citizen.Shown);
        Assert.Equal(HttpStatusCode.BadRequest, nothing.StatusCode);
        Assert.Equal(["satisfaction"], Asked(await Citizen.PageOf(nothing)));

        var twice = await citizen.SendAsync(citizen.Shown, ("satisfaction", "5"), ("satisfaction", "1"));
        Assert.Equal(HttpStatusCode.BadRequest, twice.StatusCode);
        Assert.Empty((await citizen.RowAsync()).Survey.Answers);
    }

    [Fact]
    public async Task What_storage_cannot_take_for_now_stays_on_the_page()
    {
        var citizen = await MeetAsync();
        door.Log.Expect("failed with a transient error");
        door.Log.Expect("A commit on");
        foreach (var away in (Func<TableCall, bool>[])[Outage.Everything, Outage.Transactions])
        {
            door.Outage.Of = away;
            try
            {
                var response = await citizen.SendAsync(citizen.Shown + "?lang=en", ("satisfaction", "4"));
                var page = await Citizen.PageOf(response);
                Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
                Assert.NotNull(response.Headers.RetryAfter);
                Assert.Equal("We could not save your answer yet", page.QuerySelector("#notice h2")!.TextContent);
                Assert.True(page.QuerySelector<IHtmlInputElement>("#satisfaction-4")!.IsChecked);

                page = await Citizen.PageOf(
                    await citizen.SendAsync(
                        citizen.Shown + "?lang=en",
                        ("satisfaction", "4"),
                        ("ease", "2"),
                        ("comment", "my words")
                    )
                );
                Assert.Equal("my words", page.QuerySelector<IHtmlTextAreaElement>("#comment")!.Value);
                Assert.True(page.QuerySelector<IHtmlInputElement>("#ease-2")!.IsChecked);
                Assert.EndsWith(
                    "?lang=en#notice",
                    page.QuerySelector("form")!.GetAttribute("action"),
                    StringComparison.Ordinal
                );
            }
            finally
            {
                door.Outage.Of = null;
            }
        }

        Assert.Empty((await citizen.RowAsync()).Survey.Answers);
        Assert.Equal(
            HttpStatusCode.SeeOther,
            (await citizen.SendAsync(citizen.Shown, ("satisfaction", "4"), ("comment", "my words"))).StatusCode
        );
        Assert.Equal("my words", (await citizen.RowAsync()).Survey.Comment);
    }

    [Fact]
    public async Task A_page_that_storage_cannot_give_for_now_says_so_in_the_readers_language()
    {
        var citizen = await MeetAsync();
        door.Log.Expect("failed with a transient error");
        door.Outage.Of = Outage.Everything;
        try
        {
            foreach (
                var path in (string[])
                    [citizen.Shown, citizen.Shown + "/opt-out", citizen.Shown + "/qr", "/verify?code=7Kq2Xm9aBc"]
            )
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue("ru"));
                var response = await door.Anyone.SendAsync(request, Cancel);
                Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
                Assert.NotNull(response.Headers.RetryAfter);
                Assert.Equal("ru", (await Citizen.PageOf(response)).DocumentElement.GetAttribute("lang"));
            }
        }
        finally
        {
            door.Outage.Of = null;
        }
    }

    [Theory]
    [InlineData("application/json", "{\"satisfaction\":\"5\"}")]
    [InlineData("text/plain", "satisfaction=5")]
    [InlineData(
        "multipart/form-data; boundary=x",
        "--x\r\nContent-Disposition: form-data; name=\"satisfaction\"\r\n\r\n5\r\n--x--\r\n"
    )]
    [InlineData(null, "satisfaction=5")]
    public async Task What_is_no_form_is_refused_with_a_page(string? type, string body)
    {
        var citizen = await MeetAsync();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);

        var response = await door.Anyone.PostAsync(citizen.Shown, content, Cancel);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.NotNull((await Citizen.PageOf(response)).QuerySelector($"main a[href^='{citizen.Shown}']"));
        Assert.Empty((await citizen.RowAsync()).Survey.Answers);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_form_that_is_too_large_is_refused_with_a_page(bool saysItsLength)
    {
        var citizen = await MeetAsync();
        using var content = new StreamContent(
            new MemoryStream(Encoding.UTF8.GetBytes("satisfaction=5&comment=" + new string('a', 64 * 1024)))
        );
        content.Headers.ContentType = new("application/x-www-form-urlencoded");
        if (!saysItsLength)
        {
            content.Headers.ContentLength = null;
        }

        var response = await door.Anyone.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, citizen.Shown)
            {
                Content = content,
                Headers = { TransferEncodingChunked = !saysItsLength },
            },
            Cancel
        );

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        await Citizen.PageOf(response);
        Assert.Empty((await citizen.RowAsync()).Survey.Answers);
    }

    [Fact]
    public async Task Nobody_served_by_a_person_alone_is_asked_about_an_AI()
    {
        var citizen = await MeetAsync(assistance: "human");

        var rest = await citizen.AnswerAsync(citizen.Shown, ("satisfaction", "5"));

        Assert.Equal(["resolved", "ease", "understood", "contactAgain", "aiUse", "comment"], Asked(rest));
    }

    [Theory]
    [InlineData("ru", "", null, "ru")]
    [InlineData("ru", "?lang=ar", null, "ar")]
    [InlineData("en", "?lang=xx", "ru", "en")]
    public async Task A_page_speaks_as_asked_or_as_the_survey(
        string survey,
        string query,
        string? browser,
        string expected
    )
    {
        var citizen = await MeetAsync(language: survey);
        using var request = new HttpRequestMessage(HttpMethod.Get, citizen.Shown + query);
        request.Headers.TryAddWithoutValidation("Accept-Language", browser);

        Assert.Equal(
            expected,
            (await Citizen.PageOf(await door.Anyone.SendAsync(request, Cancel))).DocumentElement.GetAttribute("lang")
        );
    }

    [Fact]
    public async Task A_page_carries_the_services_name_agency_and_colour()
    {
        await door.RegisterAsync("coloured", new { accent = "#7a1f5c" });
        var citizen = await Citizen.MeetAsync(
            door,
            await door.AsAsync("producer", "coloured"),
            "coloured",
            "1",
            language: "ru"
        );

        var page = await citizen.OpenAsync(citizen.Shown);

        Assert.Equal("Tax agency", page.QuerySelector(".agency")!.TextContent);
        Assert.Equal("Налоги", page.QuerySelector(".service")!.TextContent.Trim());
        Assert.Contains(
            page.QuerySelectorAll("style"),
            style => style.TextContent.Contains("#7a1f5c", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("7Kq2Xm9aBd")]
    [InlineData("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("x")]
    [InlineData("%F0%9F%98%80%3Cscript%3E")]
    public async Task An_unknown_link_is_a_page_that_says_so(string token)
    {
        foreach (var path in (string[])[$"/s/{token}", $"/s/{token}/opt-out", $"/s/{token}/qr"])
        {
            var response = await door.Anyone.GetAsync(path, Cancel);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            Assert.Null((await Citizen.PageOf(response)).QuerySelector("form, script"));
        }

        using var form = new FormUrlEncodedContent([KeyValuePair.Create("satisfaction", "5")]);
        Assert.Equal(HttpStatusCode.NotFound, (await door.Anyone.PostAsync($"/s/{token}", form, Cancel)).StatusCode);
    }

    [Fact]
    public async Task A_forged_link_opens_nothing()
    {
        var citizen = await MeetAsync();
        for (var i = "/s/".Length; i < citizen.Shown.Length; i++)
        {
            var forged = citizen.Shown[..i] + (citizen.Shown[i] is 'A' ? 'B' : 'A') + citizen.Shown[(i + 1)..];
            Assert.Equal(HttpStatusCode.NotFound, (await door.Anyone.GetAsync(forged, Cancel)).StatusCode);
        }
    }

    private Task<Citizen> MeetAsync(string? phone = null, string assistance = "ai", string language = "kk") =>
        Citizen.MeetAsync(
            door,
            _producer,
            "licence",
            $"page-{Interlocked.Increment(ref _number)}",
            phone,
            assistance,
            language
        );

    /// <summary>The questions of a page's form, in order.</summary>
    private static IEnumerable<string> Asked(IHtmlDocument page) =>
        page.QuerySelectorAll("form [name]").Select(field => field.GetAttribute("name")!).Distinct();

    private async Task<long> ResponsesAsync()
    {
        await door.FoldAsync();
        var responses = 0L;
        await foreach (
            var month in door
                .Services.GetRequiredService<SurveyStorage>()
                .Scores.QueryAsync<TableEntity>(
                    entity => entity.RowKey == RollupsTable.MonthRow("licence"),
                    cancellationToken: Cancel
                )
        )
        {
            var counts = RollupsTable.Read(month).Tally.Total().Counts;
            responses += counts.Responses;
            responses += StandardQuestions.Satisfaction.CounterNames.Sum(counter =>
                counts[Counters.For(isShown: true, counter)]
            );
        }

        return responses;
    }

    /// <summary>Everything that is stored, as keys and versions.</summary>
    private async Task<List<string>> EverythingAsync()
    {
        var storage = door.Services.GetRequiredService<SurveyStorage>();
        var all = new List<string>();
        foreach (
            var table in (TableClient[])
                [
                    storage.Ledger,
                    storage.Work,
                    storage.Scores,
                    storage.Links,
                    storage.Contacts,
                    storage.Services,
                    storage.Keys,
                ]
        )
        {
            await foreach (var entity in table.QueryAsync<TableEntity>(cancellationToken: Cancel))
            {
                all.Add($"{table.Name} {entity.PartitionKey} {entity.RowKey} {entity.ETag}");
            }
        }

        return all;
    }
}
