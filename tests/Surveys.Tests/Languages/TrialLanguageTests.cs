using Surveys.Ledger;
using Surveys.Pages.Dashboards;
using Surveys.Scoring;
using Surveys.ServiceRegister;
using Surveys.Sms;
using Surveys.Tests.Pages;

namespace Surveys.Tests.Languages;

/// <summary>
/// A language is added by files alone: a copy of English under another code, with two words of its own.
/// </summary>
public sealed class TrialLanguageTests : IDisposable
{
    private readonly LanguageFolder _folder = new();
    private readonly LanguageCatalog _catalog;

    public TrialLanguageTests()
    {
        _folder.Add("xx", from: "en");
        _folder.Replace("xx/language.json", "\"name\": \"English\"", "\"name\": \"Trial\"");
        _folder.Replace("xx/language.json", "\"order\": 30", "\"order\": 50");
        _folder.Replace("xx/pages.json", "\"Send my answer\"", "\"Send my trial answer\"");
        _folder.Replace("xx/ai-service-v1.json", "\"Very satisfied\"", "\"Very satisfied on trial\"");
        _folder.Replace("xx/dashboards.json", "\"At citizens’ expense\"", "\"On trial\"");
        _folder.Replace("xx/sms.json", "rate this service", "try this service");
        _folder.Replace("xx/replies.json", "\"FIVE\"", "\"FIVE\", \"QUINQUE\"");
        _folder.Replace("xx/replies.json", "\"STOPALL\"", "\"FINIS\"");
        _catalog = _folder.Load();
    }

    private Language Trial => _catalog["xx"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_in_every_list_of_languages()
    {
        Assert.Equal(["kk", "ru", "en", "ar", "xx"], _catalog.All.Select(language => language.Code));
        Assert.Equal(["kk", "ru", "en", "xx"], _catalog.WithDashboards.Select(language => language.Code));
        Assert.Equal(["kk", "ru", "en", "xx"], _catalog.SmsCodes);
        Assert.Equal(Trial, Surveys.Pages.PageLanguage.Choose(_catalog, "kk", "xx", null, null));
    }

    [Fact]
    public async Task A_citizen_reads_the_survey_in_it()
    {
        var page = await Gallery.States["survey"](Trial).RenderAsync();

        Assert.Contains("<html lang=\"xx\" dir=\"ltr\">", page, StringComparison.Ordinal);
        Assert.Contains("Send my trial answer", page, StringComparison.Ordinal);
        Assert.Contains("Very satisfied on trial", page, StringComparison.Ordinal);
        Assert.Contains(
            "<span lang=\"xx\" dir=\"ltr\" aria-current=\"true\">Trial</span>",
            page,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_dashboard_has_its_labels_and_its_forms_of_nouns()
    {
        var texts = Trial.Dashboards;

        Assert.Equal("On trial", texts.VerdictName(Verdict.AtCitizensExpense));
        Assert.Equal("1 answer", texts.Counted(texts.AnswersCounted, 1));
        Assert.Equal("Trial", texts.ValueName(Dimensions.Language, "xx"));
    }

    [Fact]
    public void A_text_message_is_composed_in_it()
    {
        var (body, parts) = SmsComposer.Compose(
            Trial,
            Licence(nameLength: 110),
            "gov.kz/s/7Kq2Xm9aBc",
            isReminder: false
        );

        Assert.Contains(": try this service gov.kz/s/7Kq2Xm9aBc", body, StringComparison.Ordinal);
        Assert.Equal(1, parts);
        Assert.Contains(("xx", 1), SmsComposer.PartsByLanguage(_catalog.WithSms, "gov.kz/s/7Kq2Xm9aBc"));
    }

    [Fact]
    public void Replies_in_it_are_read()
    {
        var reader = new ReplyReader(_catalog);

        Assert.Equal(5, reader.RatingOf("five"));
        Assert.Equal(5, reader.RatingOf("quinque"));
        Assert.Equal(ReplyCommand.Stop, reader.CommandOf("STOP"));
        Assert.Equal(ReplyCommand.Stop, reader.CommandOf("finis, thanks"));
        Assert.Null(ReplyReader.Shipped.RatingOf("quinque"));
        Assert.Equal(ReplyCommand.None, ReplyReader.Shipped.CommandOf("finis"));
    }

    [Fact]
    public void A_word_with_two_meanings_is_refused()
    {
        _folder.Replace("xx/replies.json", "\"FOUR\"", "\"FOUR\", \"БЕС\"");

        var error = Assert.Throws<InvalidDataException>(() => new ReplyReader(_folder.Load()));

        Assert.Equal("'БЕС' means both '5' and '4'.", error.Message);
    }

    /// <summary>A service with a name of so many characters in the trial language.</summary>
    private static Service Licence(int nameLength) =>
        new()
        {
            ServiceId = "licence",
            Name = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add(
                "xx",
                new string('a', nameLength)
            ),
            Agency = "Ministry",
            Currency = "KZT",
            TimeZone = "Asia/Almaty",
            SendingWindow = null,
        };
}
