using System.Net;
using Surveys.Ledger;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Pages;

/// <summary>The survey behind a link that a service shows: its pages are the same for every state of the survey.</summary>
public sealed class ShownLinkTests(FrontDoor door) : SurveyPageTests(door)
{
    private static readonly string[] Rest =
    [
        "resolved",
        "ease",
        "understood",
        "knewAi",
        "human",
        "contactAgain",
        "aiUse",
        "comment",
    ];

    [Fact]
    public async Task The_pages_lead_from_the_rating_to_the_other_questions_and_to_the_thanks()
    {
        var citizen = await MeetAsync();

        Assert.Equal(["satisfaction"], Asked(await citizen.OpenAsync(citizen.Shown)));
        var rest = await citizen.AnswerAsync(citizen.Shown, ("satisfaction", "4"));
        Assert.Equal(Rest, Asked(rest));
        var action = rest.QuerySelector("form")!.GetAttribute("action")!;
        var thanks = await citizen.AnswerAsync(action.Split('#')[0], ("resolved", "partly"), ("comment", "Рақмет"));

        Assert.Empty(Asked(thanks));
        var row = await citizen.RowAsync();
        Assert.Equal(["comment", "resolved", "satisfaction"], row.Survey.Answers.Keys);
        Assert.All(
            row.Survey.Answers.Values,
            answer => Assert.Equal((ResponseChannel.Web, AnswerLink.Shown), (answer.Channel, answer.Link))
        );
        Assert.Equal(["satisfaction"], Asked(await citizen.OpenAsync(citizen.Shown)));
        await Door.RecountAsync();
    }

    [Fact]
    public async Task An_answer_can_be_changed_for_ten_minutes_in_an_empty_form()
    {
        var citizen = await MeetAsync();
        await citizen.SendAsync(citizen.Shown, ("satisfaction", "1"), ("comment", "slow"));

        var thanks = await citizen.OpenAsync(citizen.Shown + "?done=1&lang=en");
        var change = await citizen.OpenAsync(thanks.QuerySelector("main a[href*='change=1']")!.GetAttribute("href")!);
        Assert.Equal(["satisfaction", .. Rest], Asked(change));
        await citizen.SendAsync(
            change.QuerySelector("form")!.GetAttribute("action")!.Split('#')[0],
            ("satisfaction", "4")
        );
        Assert.Equal("4", await citizen.StoredAsync("satisfaction"));

        await Door.PassAsync(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(1));
        await citizen.SendAsync(citizen.Shown + "?change=1", ("satisfaction", "5"));
        Assert.Equal("4", await citizen.StoredAsync("satisfaction"));
        await Door.RecountAsync();
    }

    [Fact]
    public async Task Further_answers_without_a_rating_are_not_stored()
    {
        var citizen = await MeetAsync();

        var response = await citizen.SendAsync(citizen.Shown + "?rest=1", ("ease", "5"), ("comment", "no rating"));

        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Empty((await citizen.RowAsync()).Survey.Answers);
        await Door.RecountAsync();
    }

    [Fact]
    public async Task After_the_expiry_date_the_page_is_closed_and_stores_nothing()
    {
        var citizen = await MeetAsync();
        var expiry = (await citizen.RowAsync()).Survey.ExpiresAt;
        await Door.PassAsync(expiry - Door.Time.GetUtcNow() + TimeSpan.FromSeconds(1));

        Assert.Equal(HttpStatusCode.Gone, (await Door.Anyone.GetAsync(citizen.Shown, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.Gone, (await citizen.SendAsync(citizen.Shown, ("satisfaction", "5"))).StatusCode);
        Assert.Equal(HttpStatusCode.Gone, (await Door.Anyone.GetAsync(citizen.Shown + "/qr", Cancel)).StatusCode);
        Assert.Empty((await citizen.RowAsync()).Survey.Answers);
    }

    [Fact]
    public async Task Repeated_and_parallel_forms_count_once()
    {
        var citizen = await MeetAsync();
        await citizen.SendAsync(citizen.Shown, ("satisfaction", "5"));
        await citizen.SendAsync(citizen.Shown, ("satisfaction", "5"));

        var another = await MeetAsync();
        var responses = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => another.SendAsync(another.Shown, ("satisfaction", $"{1 + (i % 5)}")))
        );
        Assert.All(responses, response => Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode));
        Assert.Single((await another.RowAsync()).Survey.Answers);
        await Door.RecountAsync();
    }
}
