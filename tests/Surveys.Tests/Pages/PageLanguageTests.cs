using Surveys.Pages;

namespace Surveys.Tests.Pages;

public sealed class PageLanguageTests
{
    [Theory]
    [InlineData("ru", "kk", "en", "ru")]
    [InlineData("AR", "kk", "en", "ar")]
    [InlineData("xx", "kk", "en", "kk")]
    [InlineData("", "ru", "en", "ru")]
    [InlineData(null, null, "en-GB,en;q=0.9", "en")]
    [InlineData(null, null, "de, ru;q=0.4, kk-KZ;q=0.8", "kk")]
    [InlineData(null, null, "de;q=1, ru;q=0, ar-SA;q=0.1", "ar")]
    [InlineData(null, null, "de,fr", "kk")]
    [InlineData(null, null, "*", "kk")]
    [InlineData(null, null, ";q=,,=;", "kk")]
    [InlineData(null, null, "", "kk")]
    [InlineData(null, null, null, "kk")]
    public void The_reader_is_asked_first_then_the_survey_then_the_browser(
        string? asked,
        string? survey,
        string? browser,
        string expected
    ) =>
        Assert.Equal(
            expected,
            PageLanguage.Choose(LanguageCatalog.Shipped, "kk", asked, survey, browser is null ? null : [browser]).Code
        );

    [Fact]
    public void The_default_is_the_home_countrys() =>
        Assert.Equal("en", PageLanguage.Choose(LanguageCatalog.Shipped, "en", null, null, ["de"]).Code);
}
