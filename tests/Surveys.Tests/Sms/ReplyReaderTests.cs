using Surveys.Sms;
using Surveys.Sms.Twilio;

namespace Surveys.Tests.Sms;

public sealed class ReplyReaderTests
{
    [Theory]
    [InlineData("5", 5)]
    [InlineData(" 5! ", 5)]
    [InlineData("5.", 5)]
    [InlineData("R 5", 5)]
    [InlineData("r5", 5)]
    [InlineData("Р5", 5)]
    [InlineData("р 4", 4)]
    [InlineData("5\ufe0f\u20e3", 5)]
    [InlineData("٥", 5)]
    [InlineData("۴", 4)]
    [InlineData("２", 2)]
    [InlineData("бес", 5)]
    [InlineData("ТӨРТ", 4)]
    [InlineData("торт", 4)]
    [InlineData("үш", 3)]
    [InlineData("пять", 5)]
    [InlineData("Четвёрка", 4)]
    [InlineData("five", 5)]
    [InlineData("оценка 4", 4)]
    [InlineData("баға 3", 3)]
    [InlineData("5/5", 5)]
    [InlineData("5 из 5", 5)]
    [InlineData("4 out of 5", 4)]
    [InlineData("5-отлично", 5)]
    [InlineData("5 - өте жақсы", 5)]
    [InlineData("5, спасибо", 5)]
    public void A_rating_is_read_in_every_form(string text, int rating) =>
        Assert.Equal(rating, ReplyReader.Shipped.RatingOf(text));

    [Theory]
    [InlineData("4-5")]
    [InlineData("4–5")]
    [InlineData("10")]
    [InlineData("55")]
    [InlineData("0")]
    [InlineData("6")]
    [InlineData("-3")]
    [InlineData("−3")]
    [InlineData("1/5 или 4")]
    [InlineData("не знаю")]
    [InlineData("👍")]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("6/5")]
    [InlineData("3/10")]
    [InlineData("ждал 5 минут")]
    [InlineData("YES")]
    [InlineData("\ud800")]
    public void An_ambiguous_text_is_no_rating(string text) => Assert.Null(ReplyReader.Shipped.RatingOf(text));

    [Theory]
    [InlineData("СТОП")]
    [InlineData("стоп, спасибо")]
    [InlineData("CTOП")]
    [InlineData("Стоп!!!")]
    [InlineData("тоқтату")]
    [InlineData("ТОКТАТУ")]
    [InlineData("STOP")]
    [InlineData("stop please")]
    [InlineData("\"Stop\"")]
    [InlineData("STOPALL")]
    [InlineData("UNSUBSCRIBE")]
    [InlineData("CANCEL")]
    [InlineData("END")]
    [InlineData("QUIT")]
    [InlineData("REVOKE")]
    [InlineData("OPTOUT")]
    [InlineData("Отписаться")]
    [InlineData("бас тарту")]
    [InlineData("OPT-OUT")]
    [InlineData("STOP ALL")]
    [InlineData("ARRET")]
    [InlineData("REMOVE")]
    [InlineData("TD")]
    public void Stop_is_read_in_three_languages_and_two_alphabets(string text) =>
        Assert.Equal(ReplyCommand.Stop, ReplyReader.Shipped.CommandOf(text));

    [Theory]
    [InlineData("START", true)]
    [InlineData(" unstop ", true)]
    [InlineData("Start!", false)]
    [InlineData("SUBSCRIBE", false)]
    [InlineData("STАRT", false)]
    [InlineData("СТАРТ", false)]
    [InlineData("бастау", false)]
    public void Only_a_start_word_subscribes_again(string text, bool isCarriers)
    {
        Assert.Equal(ReplyCommand.Start, ReplyReader.Shipped.CommandOf(text));
        Assert.Equal(isCarriers, TwilioCarrier.Description.IsStart(text));
    }

    [Theory]
    [InlineData("HELP")]
    [InlineData("info")]
    [InlineData("Помощь")]
    [InlineData("көмек")]
    public void Help_is_read(string text) => Assert.Equal(ReplyCommand.Help, ReplyReader.Shipped.CommandOf(text));

    [Theory]
    [InlineData("нет")]
    [InlineData("5")]
    [InlineData("YES")]
    [InlineData("не стоп")]
    [InlineData("bus stop was far")]
    [InlineData("")]
    [InlineData("бас")]
    [InlineData("баста")]
    [InlineData("remove the queue")]
    public void Other_words_are_no_commands(string text) =>
        Assert.Equal(ReplyCommand.None, ReplyReader.Shipped.CommandOf(text));

    [Theory]
    [InlineData("оценка 4", true)]
    [InlineData("R 5", true)]
    [InlineData("Р5", true)]
    [InlineData("4/5", true)]
    [InlineData("5 из 5", true)]
    [InlineData("баға 3", true)]
    [InlineData("4", false)]
    [InlineData("пять", false)]
    [InlineData("оценка", false)]
    [InlineData("оценка 7", false)]
    public void A_named_rating_differs_from_a_digit_alone(string text, bool isNamed) =>
        Assert.Equal(isNamed, ReplyReader.Shipped.NamesRating(text));

    [Theory]
    [InlineData("Долго ждал ответа", true)]
    [InlineData("нет связи с оператором", true)]
    [InlineData("5 минут ждал", true)]
    [InlineData("спасибо", false)]
    [InlineData("Рақмет!", false)]
    [InlineData("спасибо большое", false)]
    [InlineData("нет", false)]
    [InlineData("Жоқ, рахмет", false)]
    [InlineData("no thanks", false)]
    [InlineData("5", false)]
    [InlineData("👍", false)]
    [InlineData("...", false)]
    [InlineData("", false)]
    public void A_remark_differs_from_thanks_and_ratings(string text, bool isRemark) =>
        Assert.Equal(isRemark, ReplyReader.Shipped.IsRemark(text));

    [Theory]
    [InlineData("HELP", "en")]
    [InlineData("Помощь", "ru")]
    [InlineData("СТОП", "ru")]
    [InlineData("көмек", "kk")]
    [InlineData("КОМЕК", "kk")]
    [InlineData("тоқтату", "kk")]
    public void The_language_of_an_unknown_sender_is_that_of_the_word(string text, string language) =>
        Assert.Equal(language, ReplyReader.Shipped.LanguageOf(text).Code);

    [Theory]
    [InlineData("1", "yes")]
    [InlineData("2", "partly")]
    [InlineData("3", "no")]
    [InlineData("да", "yes")]
    [InlineData("иә", "yes")]
    [InlineData("Жартылай", "partly")]
    [InlineData("частично", "partly")]
    [InlineData("нет", "no")]
    [InlineData("жоқ", "no")]
    [InlineData("No.", "no")]
    [InlineData("4", null)]
    [InlineData("YES", null)]
    [InlineData("maybe", null)]
    public void The_outcome_is_read_from_a_digit_or_a_word(string text, string? outcome) =>
        Assert.Equal(outcome, ReplyReader.Shipped.OutcomeOf(text));
}
