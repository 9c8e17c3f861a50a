using Surveys.Sms;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Sms;

/// <summary>STOP, START and HELP by text: one ledger for all services.</summary>
public sealed class OptOutTests(FrontDoor door) : FrontDoorTests
{
    private readonly Texting _texting = new(door);

    [Theory]
    [InlineData("kk", "тоқтату")]
    [InlineData("ru", "Стоп, спасибо")]
    [InlineData("ru", "CTOП")]
    [InlineData("en", "STOP")]
    public async Task Stop_is_answered_once_in_the_citizens_language_and_holds_for_all_services(
        string language,
        string word
    )
    {
        await door.RegisterAsync("stop");
        await door.RegisterAsync("other");
        await _texting.MorningAsync();
        var phone = Texting.NewPhone();
        var id = "of-" + phone[^7..];
        await _texting.InviteAsync("stop", id, phone, language);

        Assert.Equal(LanguageCatalog.Shipped[language].Sms.Stopped, await _texting.WriteAsync(phone, word));
        Assert.Null(await _texting.WriteAsync(phone, word));

        // A late "5" is unsolicited: no answer, no reply, no new consent.
        Assert.Null(await _texting.WriteAsync(phone, "5"));
        Assert.False((await _texting.RowAsync("stop", id)).Survey.IsAnswered);
        await _texting.ReportAsync("other", id, phone, language);
        await door.PassAsync(TimeSpan.FromMinutes(16));
        Assert.Equal("withheld opted-out", await _texting.StandingAsync("other", id));
        Assert.Single(door.Carrier.To(phone));
    }

    [Fact]
    public async Task Only_a_start_word_subscribes_again_and_one_that_the_carrier_does_not_know_is_told_of_start()
    {
        await door.RegisterAsync("start");
        await _texting.MorningAsync();
        var phone = Texting.NewPhone();
        await _texting.InviteAsync("start", "first", phone, "ru");
        await _texting.WriteAsync(phone, "СТОП");

        Assert.Null(await _texting.WriteAsync(phone, "да"));
        Assert.Equal(LanguageCatalog.Shipped["ru"].Sms.SendStart, await _texting.WriteAsync(phone, "СТАРТ"));
        Assert.Equal(LanguageCatalog.Shipped["ru"].Sms.Started, await _texting.WriteAsync(phone, "START"));
        await _texting.InviteAsync("start", "second", phone, "ru");
        Assert.Equal(2, door.Carrier.To(phone).Count);
    }

    [Fact]
    public async Task What_the_carrier_answered_itself_is_recorded_in_silence()
    {
        await door.RegisterAsync("advanced");
        await _texting.MorningAsync();
        var phone = Texting.NewPhone();
        await _texting.InviteAsync("advanced", "first", phone);

        Assert.Null(await _texting.WriteAsync(phone, "STOP", optOutType: "STOP"));
        await _texting.ReportAsync("advanced", "second", phone);
        await door.PassAsync(TimeSpan.FromMinutes(16));
        Assert.Equal("withheld opted-out", await _texting.StandingAsync("advanced", "second"));
        Assert.Null(await _texting.WriteAsync(phone, "START", optOutType: "START"));
        Assert.Null(await _texting.WriteAsync(phone, "HELP", optOutType: "HELP"));
        await _texting.InviteAsync("advanced", "third", phone);
        Assert.Equal("sent", await _texting.StandingAsync("advanced", "third"));
    }

    [Theory]
    [InlineData("kk", "HELP")]
    [InlineData("ru", "help")]
    [InlineData("en", "info")]
    public async Task Help_names_the_agency_and_where_to_check_in_the_citizens_language(string language, string word)
    {
        await door.RegisterAsync("help", new { agency = "Салық комитеті" });
        await _texting.MorningAsync();
        var phone = Texting.NewPhone();
        await _texting.InviteAsync("help", "of-" + phone[^7..], phone, language);

        var help = await _texting.WriteAsync(phone, word);
        Assert.Equal(
            LanguageCatalog
                .Shipped[language]
                .Sms.Help.Replace("{agency}", "Салық комитеті", StringComparison.Ordinal)
                .Replace("{verify}", "https://surveys.example.kz/verify", StringComparison.Ordinal),
            help
        );
    }

    [Fact]
    public async Task A_stranger_who_asks_for_help_hears_of_the_agency_that_has_the_number()
    {
        await door.RegisterAsync(
            "stranger",
            new
            {
                agency = "Халыққа қызмет",
                sms = new
                {
                    from = "+77009998877",
                    partPrice = 1,
                    twoWay = true,
                },
            }
        );

        var help = await _texting.WriteAsync(Texting.NewPhone(), "көмек", to: "+77009998877");
        Assert.StartsWith("Халыққа қызмет: ", help, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_carrier_that_refuses_for_an_opt_out_is_believed()
    {
        await door.RegisterAsync("refused");
        await _texting.MorningAsync();
        var phone = Texting.NewPhone();
        door.Carrier.Answer = message =>
            message.To.E164 == phone ? new SendResult.Refused(Refusal.OptedOut, "21610") : null;
        await _texting.ReportAsync("refused", "first", phone);
        await door.PassAsync(TimeSpan.FromMinutes(16));
        door.Carrier.Answer = _ => null;

        Assert.Equal("withheld opted-out", await _texting.StandingAsync("refused", "first"));
        var row = await _texting.RowAsync("refused", "first");
        Assert.Null(row.Contact.SealedPhone);
        Assert.Equal(row.Report.CompletedAt.AddDays(14), row.Survey.ExpiresAt);
        await _texting.ReportAsync("refused", "second", phone);
        await door.PassAsync(TimeSpan.FromMinutes(16));
        Assert.Equal("withheld opted-out", await _texting.StandingAsync("refused", "second"));
        Assert.Empty(door.Carrier.To(phone));
    }
}
