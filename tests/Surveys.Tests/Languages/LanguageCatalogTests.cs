namespace Surveys.Tests.Languages;

public sealed class LanguageCatalogTests
{
    [Fact]
    public void The_languages_have_their_order_and_uses()
    {
        var catalog = LanguageCatalog.Shipped;

        Assert.Equal(["kk", "ru", "en", "ar"], catalog.All.Select(language => language.Code));
        Assert.Equal(["kk", "ru", "en"], catalog.WithDashboards.Select(language => language.Code));
        Assert.Equal(["kk", "ru", "en"], catalog.SmsCodes);
        Assert.Equal("kk", catalog.Default.Code);
    }

    [Fact]
    public void An_unknown_language_is_an_error()
    {
        Assert.Null(LanguageCatalog.Shipped.Find("xx"));
        Assert.Null(LanguageCatalog.Shipped.Find(null));
        Assert.Throws<KeyNotFoundException>(() => LanguageCatalog.Shipped["xx"]);
        Assert.Throws<InvalidOperationException>(() => LanguageCatalog.Shipped["ar"].Dashboards);
        Assert.Throws<InvalidOperationException>(() => LanguageCatalog.Shipped["ar"].Sms);
    }

    [Theory]
    [InlineData("kk", "Ағаш Әділет Бала Ғылым Дала Қала Нан Өмір Ұшақ Үй Хат Һәм Ыдыс Іс Яғни")]
    [InlineData("ru", "Ёлка ель жильё Яблоко")]
    [InlineData("en", "apple Éclair Zebra")]
    public void Names_are_sorted_as_in_a_dictionary_of_the_language(string language, string sorted)
    {
        string[] names = sorted.Split(' ');

        Assert.Equal(names, names.Reverse().Order(LanguageCatalog.Shipped[language].NameComparer));
    }

    [Fact]
    public void A_text_that_lacks_the_language_is_given_in_the_first_in_order_that_has_one()
    {
        var russian = LanguageCatalog.Shipped["ru"];

        Assert.Equal(("Ru", "ru"), Pick(russian, ("en", "En"), ("ru", "Ru")));
        Assert.Equal(("Kk", "kk"), Pick(russian, ("en", "En"), ("kk", "Kk")));
        Assert.Equal(("En", "en"), Pick(russian, ("en", "En")));
        Assert.Equal(("", "ru"), Pick(russian));
    }

    private static (string Text, string Language) Pick(Language reader, params (string Language, string Text)[] names)
    {
        var (text, language) = reader.Pick(names.ToDictionary(name => name.Language, name => name.Text));
        return (text, language.Code);
    }
}
