using System.Text.RegularExpressions;
using Surveys.Aggregates;
using Surveys.Ledger;
using Surveys.Pages.Dashboards;
using Surveys.Savings;
using Surveys.Scoring;

namespace Surveys.Tests.Languages;

public sealed partial class DashboardTextsTests
{
    public static TheoryData<string> Languages { get; } =
    [.. LanguageCatalog.Shipped.WithDashboards.Select(language => language.Code)];

    [Theory, MemberData(nameof(Languages))]
    public void A_text_has_the_same_gaps_in_every_language(string language)
    {
        var english = LanguageCatalog.Shipped["en"].Dashboards.All.ToLookup(text => text.Key, text => Gaps(text.Value));

        Assert.All(
            LanguageCatalog.Shipped[language].Dashboards.All,
            text =>
            {
                Assert.Equal(english[text.Key].First(), Gaps(text.Value));
                Assert.Equal(text.Value.Trim(), text.Value);
            }
        );
    }

    [Theory, MemberData(nameof(Languages))]
    public void Every_list_of_months_has_twelve(string language)
    {
        var texts = LanguageCatalog.Shipped[language].Dashboards;

        Assert.All(
            [texts.Months, texts.MonthsShort, texts.MonthsIn, texts.MonthsThan],
            months => Assert.Equal(12, months.Distinct().Count())
        );
    }

    [Theory, MemberData(nameof(Languages))]
    public void Every_name_on_the_wire_has_words(string language)
    {
        var texts = LanguageCatalog.Shipped[language].Dashboards;
        (string Key, IEnumerable<string> Names)[] all =
        [
            ("Value", Dimensions.All.SelectMany(dimension => dimension.FixedValues)),
            ("By", Dimensions.All.Select(dimension => dimension.StoredName)),
            ("Category", WireName.All<SavingCategory>()),
            ("Status", WireName.All<SavingStatus>()),
            ("Verdict", WireName.All<Verdict>()),
            (
                "Fault",
                ["month", "category", "amount", "hours", "method", "evidenceUrl", "verifiedAmount", "status", "note"]
            ),
        ];

        var keys = texts.All.Select(text => text.Key).ToHashSet();
        Assert.All(
            all.SelectMany(each => each.Names.Select(name => (each.Key, Name: name))),
            each => Assert.True(keys.Contains(KeyOf(each.Key, each.Name)), $"{each.Key} {each.Name}")
        );
        Assert.Equal("no-such", texts.Named("Value", "no-such"));
    }

    [Theory]
    [InlineData("en", "up", "In November 2026, between 84 and 90 of 100 people were satisfied; more than in October.")]
    [InlineData(
        "en",
        "none",
        "In November 2026, between 84 and 90 of 100 people were satisfied; no different from October."
    )]
    [InlineData(
        "ru",
        "down",
        "В ноябре 2026 года из 100 человек довольны были от 84 до 90; это меньше уровня октября."
    )]
    [InlineData("ru", null, "В ноябре 2026 года из 100 человек довольны были от 84 до 90; сравнить это не с чем.")]
    [InlineData(
        "kk",
        "none",
        "2026 жылғы қарашада риза болғандар 100 адамға шаққанда 84–90 адам болды; бұл қазандағыдан өзгеше емес."
    )]
    public void The_headline_is_a_sentence(string language, string? change, string expected) =>
        Assert.Equal(
            expected,
            LanguageCatalog
                .Shipped[language]
                .Dashboards.Headline(new DateOnly(2026, 11, 1), new Share(0.87, 0.838, 0.904, 400), change)
        );

    [Fact]
    public void A_headline_that_is_sure_names_one_number() =>
        Assert.Equal(
            "In January 2026, about 90 of 100 people were satisfied; fewer than in December.",
            LanguageCatalog
                .Shipped["en"]
                .Dashboards.Headline(new DateOnly(2026, 1, 1), new Share(0.9, 0.8991, 0.9009, 400_000), "down")
        );

    [Theory]
    [InlineData("en", 1234567.891, "1,234,567.89")]
    [InlineData("ru", 1234567.891, "1\u00a0234\u00a0567,89")]
    [InlineData("kk", -1234.5, "\u22121\u00a0234,5")]
    [InlineData("en", -0.001, "0")]
    public void Numbers_are_written_as_the_language_writes_them(string language, double number, string expected) =>
        Assert.Equal(expected, LanguageCatalog.Shipped[language].Dashboards.Number((decimal)number, 2));

    [Theory]
    [InlineData("ru", 1, "1 ответ")]
    [InlineData("ru", 3, "3 ответа")]
    [InlineData("ru", 11, "11 ответов")]
    [InlineData("ru", 21, "21 ответ")]
    [InlineData("ru", 112, "112 ответов")]
    [InlineData("kk", 21, "21 жауап")]
    [InlineData("en", 1, "1 answer")]
    [InlineData("en", 0, "0 answers")]
    public void A_word_takes_the_form_of_its_number(string language, long number, string expected)
    {
        var texts = LanguageCatalog.Shipped[language].Dashboards;
        Assert.Equal(expected, texts.Counted(texts.AnswersCounted, number));
    }

    [Theory]
    [InlineData("en", 1, "1 hour")]
    [InlineData("en", 1.04, "1 hour")]
    [InlineData("en", 1.5, "1.5 hours")]
    [InlineData("en", 0, "0 hours")]
    [InlineData("kk", 1, "1 сағат")]
    [InlineData("ru", 2.5, "2,5 ч")]
    public void The_form_follows_the_number_as_it_is_shown(string language, double hours, string expected) =>
        Assert.Equal(expected, LanguageCatalog.Shipped[language].Dashboards.Hours((decimal)hours));

    private static string KeyOf(string key, string name) =>
        key + string.Concat(name.Split('-').Select(part => part[..1].ToUpperInvariant() + part[1..]));

    private static IEnumerable<string> Gaps(string text) =>
        Gap().Matches(text).Select(match => match.Value).Distinct().Order();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Gap();
}
