using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Surveys.Ledger;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Pages;

/// <summary>The survey behind the code of a text: it asks what has no answer yet.</summary>
public sealed class SmsLinkTests(FrontDoor door) : SurveyPageTests(door)
{
    [Fact]
    public async Task The_rating_counts_at_once_and_the_other_answers_add_to_it()
    {
        var citizen = await TextedAsync();

        Assert.Equal(["satisfaction"], Asked(await citizen.OpenAsync(citizen.Texted)));
        var rest = await citizen.AnswerAsync(citizen.Texted, ("satisfaction", "4"));
        Assert.Equal("4", await citizen.StoredAsync("satisfaction"));
        Assert.Equal(
            ["resolved", "ease", "understood", "knewAi", "human", "contactAgain", "aiUse", "comment"],
            Asked(rest)
        );
        var thanks = await citizen.AnswerAsync(
            citizen.Texted,
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
            answer => Assert.Equal((ResponseChannel.Web, AnswerLink.Texted), (answer.Channel, answer.Link))
        );
        Assert.DoesNotContain("701", row.Survey.Comment, StringComparison.Ordinal);
        Assert.Equal(
            ["ease", "understood", "knewAi", "human", "contactAgain"],
            Asked(await citizen.OpenAsync(citizen.Texted))
        );
        await Door.RecountAsync();
    }

    [Fact]
    public async Task The_page_shows_no_stored_answer()
    {
        var citizen = await TextedAsync(language: "en");
        var rest = await citizen.AnswerAsync(citizen.Texted, ("satisfaction", "2"));
        var thanks = await citizen.AnswerAsync(citizen.Texted, ("ease", "3"), ("comment", "most intimate words"));
        var change = await citizen.OpenAsync(citizen.Texted + "?change=1");

        Assert.Equal(["satisfaction", "ease", "comment"], Asked(change));
        foreach (var page in (IHtmlDocument[])[rest, thanks, change, await citizen.OpenAsync(citizen.Texted)])
        {
            Assert.Empty(page.QuerySelectorAll("[checked]"));
            Assert.Equal("", page.QuerySelector<IHtmlTextAreaElement>("#comment")?.Value ?? "");
            Assert.DoesNotContain("intimate", page.Body!.TextContent, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("Dissatisfied", rest.Body!.TextContent, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_answer_can_be_changed_for_ten_minutes()
    {
        var citizen = await TextedAsync();
        await citizen.SendAsync(citizen.Texted, ("satisfaction", "1"));
        await citizen.SendAsync(citizen.Texted, ("ease", "2"), ("comment", "slow"));
        await Door.PassAsync(TimeSpan.FromMinutes(10));
        await citizen.SendAsync(citizen.Texted + "?change=1", ("satisfaction", "4"), ("comment", "slow, but kind"));
        Assert.Equal("4", await citizen.StoredAsync("satisfaction"));
        Assert.Equal("2", await citizen.StoredAsync("ease"));
        Assert.Equal("slow, but kind", (await citizen.RowAsync()).Survey.Comment);

        await Door.PassAsync(TimeSpan.FromSeconds(1));
        var thanks = await citizen.AnswerAsync(
            citizen.Texted + "?change=1&lang=en",
            ("satisfaction", "5"),
            ("ease", "5")
        );
        Assert.Contains("Your first answers stay", Html.TextOf(thanks.QuerySelector("main")), StringComparison.Ordinal);
        Assert.Empty(Asked(await citizen.OpenAsync(citizen.Texted + "?change=1")));
        Assert.Equal(("4", "2"), (await citizen.StoredAsync("satisfaction"), await citizen.StoredAsync("ease")));
        Assert.Equal(
            ["resolved", "understood", "knewAi", "human", "contactAgain", "aiUse"],
            Asked(await citizen.OpenAsync(citizen.Texted))
        );
        await Door.RecountAsync();
    }

    [Fact]
    public async Task Answers_on_the_page_and_by_text_are_one_survey()
    {
        var citizen = await TextedAsync();

        // The text within ten minutes replaces the rating on the page, and the reply asks the next question.
        await citizen.SendAsync(citizen.Texted, ("satisfaction", "5"));
        Assert.Equal(AnswerLink.Texted, (await citizen.RowAsync()).Survey.Satisfaction!.Link);
        Assert.NotNull(await citizen.TextAsync("4"));
        Assert.Equal(
            ("4", ResponseChannel.Sms),
            (await citizen.StoredAsync("satisfaction"), (await citizen.RowAsync()).Survey.Satisfaction!.Channel)
        );
        await citizen.TextAsync("да");
        Assert.Equal("yes", await citizen.StoredAsync("resolved"));
        Assert.DoesNotContain("resolved", Asked(await citizen.OpenAsync(citizen.Texted)));

        // The page within ten minutes replaces the rating by text.
        var another = await TextedAsync();
        await another.TextAsync("2");
        var rating = (await another.RowAsync()).Survey.Satisfaction!;
        Assert.Equal((ResponseChannel.Sms, AnswerLink.Reply), (rating.Channel, rating.Link));
        Assert.DoesNotContain("satisfaction", Asked(await another.OpenAsync(another.Texted)));
        await another.SendAsync(another.Texted, ("satisfaction", "3"));
        Assert.Equal("3", await another.StoredAsync("satisfaction"));
        await Door.RecountAsync();
    }

    [Fact]
    public async Task Citizens_served_by_staff_only_are_not_asked_about_AI()
    {
        var citizen = await TextedAsync(assistance: "human");

        var rest = await citizen.AnswerAsync(citizen.Texted, ("satisfaction", "5"));

        Assert.Equal(["resolved", "ease", "understood", "contactAgain", "aiUse", "comment"], Asked(rest));
    }

    [Fact]
    public async Task After_the_last_moment_the_page_is_closed_and_stores_nothing()
    {
        var citizen = await TextedAsync();
        var expiry = (await citizen.RowAsync()).Survey.ExpiresAt;
        await Door.PassAsync(expiry - Door.Time.GetUtcNow());
        Assert.Equal(
            HttpStatusCode.SeeOther,
            (await citizen.SendAsync(citizen.Texted, ("satisfaction", "3"))).StatusCode
        );

        await Door.PassAsync(TimeSpan.FromSeconds(1));
        var got = await Door.Anyone.GetAsync(citizen.Texted + "?lang=en", Cancel);
        var sent = await citizen.SendAsync(citizen.Texted + "?lang=en", ("satisfaction", "5"), ("comment", "late"));
        foreach (var (response, isSent) in ((HttpResponseMessage, bool)[])[(got, false), (sent, true)])
        {
            Assert.Equal(HttpStatusCode.Gone, response.StatusCode);
            var page = await Citizen.PageOf(response);
            Assert.Equal("This survey is closed", page.QuerySelector("h1")!.TextContent);
            Assert.Equal(
                isSent,
                page.QuerySelector("main")!.TextContent.Contains("was not saved", StringComparison.Ordinal)
            );
        }

        Assert.Equal("3", await citizen.StoredAsync("satisfaction"));
        Assert.Null((await citizen.RowAsync()).Survey.Comment);
    }

    [Fact]
    public async Task A_withdrawal_after_the_text_leaves_the_survey_open()
    {
        var citizen = await TextedAsync();

        await citizen.WithdrawAsync(Producer);

        Assert.Equal(HttpStatusCode.OK, (await Door.Anyone.GetAsync(citizen.Texted, Cancel)).StatusCode);
        await citizen.SendAsync(citizen.Texted, ("satisfaction", "2"));
        Assert.Equal("2", await citizen.StoredAsync("satisfaction"));
    }
}
