using System.Net;
using Surveys.Ledger;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Sms;

/// <summary>Conversations by text, from the invitation to the thanks, through signed webhooks.</summary>
public sealed class ConversationTests(FrontDoor door) : FrontDoorTests
{
    private readonly Texting _texting = new(door);

    [Theory]
    [InlineData("kk", "Салық", "бес", "иә")]
    [InlineData("ru", "Налоги", "Р5", "да")]
    [InlineData("en", "Taxes", "five", "1")]
    public async Task A_citizen_is_asked_question_by_question_and_thanked(
        string language,
        string name,
        string rating,
        string settled
    )
    {
        var service = $"talk-{language}";
        await door.RegisterAsync(service);
        await _texting.MorningAsync();
        var phone = Texting.NewPhone();
        await _texting.InviteAsync(service, "one", phone, language);
        var templates = LanguageCatalog.Shipped[language].Sms;

        Assert.StartsWith(name, _texting.LastTo(phone).Text.Body, StringComparison.Ordinal);
        Assert.Equal(templates.AskResolved, await _texting.WriteAsync(phone, rating));
        Assert.Equal(templates.AskEase, await _texting.WriteAsync(phone, settled));
        Assert.Equal(templates.AskComment, await _texting.WriteAsync(phone, "4"));
        Assert.Equal(templates.Thanks, await _texting.WriteAsync(phone, "Ждал долго, мой номер 8 701 234 56 78"));
        Assert.Null(await _texting.WriteAsync(phone, "спасибо"));

        var row = await _texting.RowAsync(service, "one");
        Assert.Equal(
            ["5", "yes", "4"],
            ((string[])["satisfaction", "resolved", "ease"]).Select(question => row.Survey.Answers[question].Choice)
        );
        Assert.All(
            row.Survey.Answers.Values,
            answer => Assert.Equal((ResponseChannel.Sms, AnswerLink.Reply), (answer.Channel, answer.Link))
        );
        Assert.Equal("Ждал долго, мой номер ***", row.Survey.Comment);

        // One invitation and four replies, a part each.
        Assert.Equal((5, 62_500_000), (row.Sms.Parts, row.Sms.CostMillionths));
        await door.RecountAsync();
    }

    [Fact]
    public async Task What_cannot_be_read_gets_one_hint_and_then_silence()
    {
        var phone = await InvitedAsync("hint");

        Assert.Equal(LanguageCatalog.Shipped["ru"].Sms.HintRating, await _texting.WriteAsync(phone, "4-5"));
        Assert.Null(await _texting.WriteAsync(phone, "не знаю"));
        Assert.Null(await _texting.WriteAsync(phone, ""));
        Assert.Equal(LanguageCatalog.Shipped["ru"].Sms.AskResolved, await _texting.WriteAsync(phone, "3"));
    }

    [Fact]
    public async Task Within_ten_minutes_a_mark_is_corrected_and_later_it_stands()
    {
        var phone = await InvitedAsync("correct");
        await _texting.WriteAsync(phone, "2");

        // "5" answers no yes-or-no question: it corrects. "оценка 1" names what it is.
        Assert.Null(await _texting.WriteAsync(phone, "5"));
        Assert.Equal("5", (await _texting.RowAsync("correct", "one")).Survey.Satisfaction!.Choice);
        Assert.Null(await _texting.WriteAsync(phone, "оценка 1"));
        var row = await _texting.RowAsync("correct", "one");
        Assert.Equal("1", row.Survey.Satisfaction!.Choice);
        Assert.False(row.Survey.Answers.ContainsKey("resolved"));

        await door.PassAsync(TimeSpan.FromMinutes(11));
        await _texting.WriteAsync(phone, "оценка 4");
        Assert.Equal("1", (await _texting.RowAsync("correct", "one")).Survey.Satisfaction!.Choice);
    }

    [Fact]
    public async Task A_mark_or_thanks_is_no_comment()
    {
        var phone = await InvitedAsync("thanks");
        foreach (var answer in (string[])["5", "1", "3"])
        {
            await _texting.WriteAsync(phone, answer);
        }

        // The comment is asked now: a digit corrects what was answered last, thanks end it.
        Assert.Null(await _texting.WriteAsync(phone, "4"));
        Assert.Equal(LanguageCatalog.Shipped["ru"].Sms.Thanks, await _texting.WriteAsync(phone, "Нет, спасибо"));
        var row = await _texting.RowAsync("thanks", "one");
        Assert.Equal("4", row.Survey.Answers["ease"].Choice);
        Assert.Null(row.Survey.Comment);
    }

    [Fact]
    public async Task Thanks_do_not_replace_the_comment_that_was_written()
    {
        var phone = await InvitedAsync("kept");
        foreach (var answer in (string[])["5", "1", "3", "Долго ждал ответа", "спасибо", "5"])
        {
            await _texting.WriteAsync(phone, answer);
        }

        var row = await _texting.RowAsync("kept", "one");
        Assert.Equal(
            ("Долго ждал ответа", "5", "3"),
            (row.Survey.Comment, row.Survey.Satisfaction!.Choice, row.Survey.Answers["ease"].Choice)
        );
    }

    [Fact]
    public async Task After_72_hours_a_rating_still_counts_and_nothing_more_is_asked()
    {
        var phone = await InvitedAsync("late");
        await door.PassAsync(TimeSpan.FromHours(73));

        Assert.Equal(LanguageCatalog.Shipped["ru"].Sms.Thanks, await _texting.WriteAsync(phone, "4"));
        Assert.Null(await _texting.WriteAsync(phone, "1"));
        Assert.Equal(["satisfaction"], (await _texting.RowAsync("late", "one")).Survey.Answers.Keys);
    }

    [Fact]
    public async Task A_follow_up_that_was_asked_is_not_taken_after_72_hours()
    {
        var phone = await InvitedAsync("follow-up");
        await _texting.WriteAsync(phone, "4");
        await door.PassAsync(TimeSpan.FromHours(73));

        Assert.Equal(LanguageCatalog.Shipped["ru"].Sms.Thanks, await _texting.WriteAsync(phone, "1"));
        Assert.Null(await _texting.WriteAsync(phone, "1"));
        Assert.Equal(["satisfaction"], (await _texting.RowAsync("follow-up", "one")).Survey.Answers.Keys);
    }

    [Fact]
    public async Task After_the_survey_is_over_a_text_answers_nothing()
    {
        var phone = await InvitedAsync("over");
        await door.PassAsync(TimeSpan.FromDays(14) + TimeSpan.FromMinutes(1));

        Assert.Null(await _texting.WriteAsync(phone, "4"));
        Assert.False((await _texting.RowAsync("over", "one")).Survey.IsAnswered);
    }

    [Fact]
    public async Task A_repeated_webhook_changes_nothing_and_says_the_same()
    {
        var phone = await InvitedAsync("repeat");
        var ask = await _texting.WriteAsync(phone, "5", sid: "SMrepeat1");
        await _texting.WriteAsync(phone, "2", sid: "SMrepeat2");

        Assert.Equal(ask, await _texting.WriteAsync(phone, "5", sid: "SMrepeat1"));
        var row = await _texting.RowAsync("repeat", "one");
        Assert.Equal(("5", "partly"), (row.Survey.Satisfaction!.Choice, row.Survey.Answers["resolved"].Choice));
        Assert.Equal(3, row.Sms.Parts);
    }

    [Fact]
    public async Task Of_two_open_surveys_the_newer_is_answered_and_a_correction_stays_with_its_own()
    {
        await door.RegisterAsync("older");
        await door.RegisterAsync("newer");
        await _texting.MorningAsync();
        var phone = Texting.NewPhone();
        await _texting.InviteAsync("older", "one", phone, "ru");
        await _texting.InviteAsync("newer", "one", phone, "ru");

        await _texting.WriteAsync(phone, "5");
        Assert.Null(await _texting.WriteAsync(phone, "4"));
        Assert.Equal("4", (await _texting.RowAsync("newer", "one")).Survey.Satisfaction!.Choice);
        Assert.False((await _texting.RowAsync("older", "one")).Survey.IsAnswered);

        await door.PassAsync(TimeSpan.FromMinutes(11));
        await _texting.WriteAsync(phone, "2");
        Assert.Equal("2", (await _texting.RowAsync("older", "one")).Survey.Satisfaction!.Choice);
    }

    [Fact]
    public async Task A_digit_after_a_rating_on_the_page_is_that_rating_again_and_no_answer_to_what_was_not_asked()
    {
        var phone = await InvitedAsync("both");
        var link = _texting.LastTo(phone).Text.Body.Split("gov.kz/s/")[1][..10];
        using var form = new FormUrlEncodedContent([new("satisfaction", "5")]);
        Assert.Equal(
            HttpStatusCode.SeeOther,
            (await door.Anyone.PostAsync($"s/{link}", form, TestContext.Current.CancellationToken)).StatusCode
        );

        Assert.Equal(LanguageCatalog.Shipped["ru"].Sms.AskResolved, await _texting.WriteAsync(phone, "2"));
        var row = await _texting.RowAsync("both", "one");
        Assert.Equal("2", row.Survey.Satisfaction!.Choice);
        Assert.Equal(["satisfaction"], row.Survey.Answers.Keys);
    }

    [Fact]
    public async Task A_stranger_is_not_written_down_and_hears_nothing() =>
        Assert.Null(await _texting.WriteAsync("+77019999999", "5"));

    [Fact]
    public async Task Who_cannot_sign_is_refused()
    {
        var form = new Dictionary<string, string>
        {
            ["MessageSid"] = "SM1",
            ["From"] = "+77010000001",
            ["To"] = Texting.Sender,
            ["Body"] = "СТОП",
        };

        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await _texting.PostSignedAsync("/hooks/twilio/messages", form, token: "another")).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (
                await _texting.PostSignedAsync(
                    "/hooks/twilio/messages",
                    form,
                    address: "http://localhost/hooks/twilio/messages"
                )
            ).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.OK,
            (
                await _texting.PostSignedAsync(
                    "/hooks/twilio/messages",
                    form,
                    address: "https://surveys.example.kz:443/hooks/twilio/messages"
                )
            ).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (
                await _texting.PostSignedAsync(
                    "/hooks/twilio/status",
                    new Dictionary<string, string> { ["MessageSid"] = "SM1" },
                    token: "another"
                )
            ).StatusCode
        );
    }

    private async Task<string> InvitedAsync(string service)
    {
        await door.RegisterAsync(service);
        await _texting.MorningAsync();
        var phone = Texting.NewPhone();
        await _texting.InviteAsync(service, "one", phone, "ru");
        return phone;
    }
}
