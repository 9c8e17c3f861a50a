using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Surveys.Interactions;
using Surveys.Privacy;
using Surveys.Scoring;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Pages;

/// <summary>Texts that break things, as a comment and as everything else that comes in: stored or refused cleanly, and shown as text.</summary>
public sealed class NaughtyTextTests(FrontDoor door) : FrontDoorTests
{
    private static int _number;

    private HttpClient _producer = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await door.RegisterAsync("naughty");
        _producer = await door.AsAsync("producer", "naughty", "named");
    }

    [Theory, MemberData(nameof(NaughtyText.All), MemberType = typeof(NaughtyText))]
    public async Task A_text_is_stored_or_refused_and_shown_as_text(string text)
    {
        // Half of a surrogate pair can't be sent: the wire carries U+FFFD instead.
        text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        await HoldsAsAnswerAsync(text);
        await HoldsInAddressesAsync(text);
        await HoldsInJsonAsync(text);
    }

    /// <summary>By hand: SURVEYS_NAUGHTY names a file with a JSON array of strings, such as a published list.</summary>
    [Fact(Explicit = true), Trait("Run", "by name")]
    public async Task So_is_every_text_of_a_list()
    {
        var path =
            Environment.GetEnvironmentVariable("SURVEYS_NAUGHTY")
            ?? throw new InvalidOperationException("Name the list in SURVEYS_NAUGHTY.");
        var texts = JsonSerializer.Deserialize<string[]>(await File.ReadAllTextAsync(path, Cancel))!;
        var failures = new List<string>();
        for (var i = 0; i < texts.Length; i++)
        {
            try
            {
                await A_text_is_stored_or_refused_and_shown_as_text(texts[i]);
            }
            catch (Exception e) when (e is Xunit.Sdk.IAssertionException or AngleSharp.Html.Parser.HtmlParseException)
            {
                failures.Add($"{i}: {JsonSerializer.Serialize(texts[i])}: {e.Message}");
            }
        }

        TestContext.Current.SendDiagnosticMessage($"{texts.Length} texts, {failures.Count} failures.");
        Assert.Empty(failures);
    }

    private async Task HoldsAsAnswerAsync(string text)
    {
        var citizen = await MeetAsync();
        var clean = Comments.Clean(text);
        var tooLong = Comments.Count(clean) > Comments.MaxLength;

        // As an answer to each question that has choices: taken only where it is one.
        foreach (var question in (string[])["satisfaction", "resolved", "aiUse"])
        {
            var response = await citizen.SendAsync(citizen.Shown, (question, text));
            var choice = StandardQuestions.Find(question)!.Choices.Contains(clean);
            Assert.Equal(
                choice && question is "satisfaction" ? HttpStatusCode.SeeOther : HttpStatusCode.BadRequest,
                response.StatusCode
            );
            if (response.StatusCode is HttpStatusCode.BadRequest)
            {
                Harmless(await Citizen.PageOf(response));
            }
        }

        // As a field's name.
        var named = await citizen.SendAsync(citizen.Shown, ("satisfaction", "3"), (text, "x"));
        Assert.Equal(HttpStatusCode.BadRequest, named.StatusCode);
        Harmless(await Citizen.PageOf(named));

        // As a comment: in a form with a fault it stays on the page, in a good one it is stored and shown again.
        var faulty = await Citizen.PageOf(await citizen.SendAsync(citizen.Shown, ("ease", "6"), ("comment", text)));
        Assert.Equal(clean, faulty.QuerySelector<IHtmlTextAreaElement>("#comment")!.Value);
        Harmless(faulty);
        var taken = await citizen.SendAsync(citizen.Shown, ("satisfaction", "4"), ("comment", text));
        Assert.Equal(tooLong ? HttpStatusCode.BadRequest : HttpStatusCode.SeeOther, taken.StatusCode);
        var stored = (await citizen.RowAsync()).Survey.Comment;
        Assert.Equal(
            tooLong || clean.Length is 0 ? null : new PersonalDataMask(Kazakhstan.Country).Mask(clean),
            stored
        );
    }

    private async Task HoldsInAddressesAsync(string text)
    {
        var citizen = await MeetAsync();
        var escaped = Uri.EscapeDataString(text);
        Harmless(
            await citizen.OpenAsync(
                $"{citizen.Shown}?lang={escaped}&change={escaped}&done={escaped}&{escaped}={escaped}"
            )
        );
        var verified = await citizen.OpenAsync("/verify?code=" + escaped);
        Harmless(verified);
        Assert.Equal(
            verified.QuerySelector("#code") is null ? null : Plain(Comments.Clean(text)),
            verified.QuerySelector<IHtmlInputElement>("#code") is { } code ? Plain(code.Value) : null
        );
        if (text.Length is 0 || text is "." or ".." || text.Contains('\0', StringComparison.Ordinal))
        {
            return;
        }

        foreach (var path in (string[])["/s/" + escaped, $"/s/{escaped}/opt-out", $"/s/{escaped}/qr"])
        {
            var response = await door.Anyone.GetAsync(path, Cancel);
            Assert.True(
                response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.TooManyRequests,
                $"{path}: {response.StatusCode}"
            );
            if (response.Content.Headers.ContentType?.MediaType is "text/html")
            {
                Harmless(await Citizen.PageOf(response));
            }
        }
    }

    private async Task HoldsInJsonAsync(string text)
    {
        // As the names that a service is shown by.
        var put = await door.Admin.PutAsJsonAsync(
            "v1/services/named",
            new { name = new { kk = text, ru = text }, agency = text },
            Cancel
        );
        Assert.True(put.IsSuccessStatusCode || put.StatusCode is HttpStatusCode.BadRequest, put.StatusCode.ToString());
        if (put.IsSuccessStatusCode)
        {
            var service = await door.Admin.GetFromJsonAsync<JsonElement>("v1/services/named", Cancel);
            var agency = service.GetProperty("agency").GetString()!;
            var page = await (
                await Citizen.MeetAsync(door, _producer, "named", $"n{Interlocked.Increment(ref _number)}")
            ).OpenSurveyAsync();
            Assert.Equal(Plain(Comments.Clean(agency)), Plain(page.QuerySelector("header .agency bdi")!.TextContent));
            Harmless(page);
        }

        // As an interaction's id, its model, and the rest of a report: answered as JSON, told by its place.
        foreach (var field in (string[])["interactionId", "model", "phone", "region", "language", "completedAt", text])
        {
            var report = new Dictionary<string, object?>
            {
                ["serviceId"] = "naughty",
                ["interactionId"] = $"j{Interlocked.Increment(ref _number)}",
                ["completedAt"] = door.Time.GetUtcNow(),
                ["assistance"] = "ai",
                ["channel"] = "web",
                [field] = text,
            };
            var response = await _producer.PostAsJsonAsync("v1/interactions", report, Cancel);
            var body = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
            Assert.True(
                response.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.BadRequest,
                $"{field}: {response.StatusCode}"
            );
            if (response.StatusCode is HttpStatusCode.Accepted && field is "interactionId")
            {
                Assert.Equal(text, body.GetProperty("items")[0].GetProperty("interactionId").GetString());
                var found = await _producer.GetFromJsonAsync<JsonElement>(
                    $"v1/services/naughty/interactions/{Uri.EscapeDataString(text)}",
                    Cancel
                );
                Assert.Equal(text, found.GetProperty("interactionId").GetString());
            }
        }
    }

    private async Task<Citizen> MeetAsync() =>
        await Citizen.MeetAsync(door, _producer, "naughty", $"a{Interlocked.Increment(ref _number)}");

    /// <summary>Nothing that came in has become a part of the page: no element or attribute that the pages don't have.</summary>
    private static void Harmless(IHtmlDocument page)
    {
        Assert.Empty(
            page.QuerySelectorAll(
                "script, img, svg, iframe, object, embed, base, plaintext, title:not(head > title), style:not(head > style), foo, u, i, body body, a:not([href^='/']):not([href^='#'])"
            )
        );
        Assert.All(
            page.All.SelectMany(element => element.Attributes),
            attribute => Assert.Contains(attribute.Name, KnownAttributes)
        );
    }

    /// <summary>Line ends as a browser makes them.</summary>
    private static string Plain(string text) =>
        text.ReplaceLineEndings("\n").Replace("\n", "", StringComparison.Ordinal);

    private static readonly string[] KnownAttributes =
    [
        "lang",
        "dir",
        "charset",
        "name",
        "content",
        "rel",
        "href",
        "hreflang",
        "class",
        "id",
        "role",
        "tabindex",
        "method",
        "action",
        "type",
        "value",
        "checked",
        "for",
        "rows",
        "maxlength",
        "autocomplete",
        "autocapitalize",
        "spellcheck",
        "aria-label",
        "aria-current",
        "aria-describedby",
        "aria-invalid",
    ];
}
