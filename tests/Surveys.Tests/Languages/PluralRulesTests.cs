namespace Surveys.Tests.Languages;

/// <summary>The examples are those of the CLDR chart of plural rules.</summary>
public sealed class PluralRulesTests
{
    [Theory]
    [InlineData("en", "1", PluralCategory.One)]
    [InlineData("en", "0 2 11 21 1.5 0.1", PluralCategory.Other)]
    [InlineData("kk", "1", PluralCategory.One)]
    [InlineData("kk", "0 2 21 1.5", PluralCategory.Other)]
    [InlineData("ru", "1 21 101 1001", PluralCategory.One)]
    [InlineData("ru", "2 3 4 22 104", PluralCategory.Few)]
    [InlineData("ru", "0 5 11 12 14 20 100 111 112", PluralCategory.Many)]
    [InlineData("ru", "1.5 0.1 10.1", PluralCategory.Other)]
    [InlineData("ar", "0", PluralCategory.Zero)]
    [InlineData("ar", "1", PluralCategory.One)]
    [InlineData("ar", "2", PluralCategory.Two)]
    [InlineData("ar", "3 10 103 1010", PluralCategory.Few)]
    [InlineData("ar", "11 26 99 111 1011", PluralCategory.Many)]
    [InlineData("ar", "100 101 102 200 0.1 1.1", PluralCategory.Other)]
    public void A_number_has_the_category_of_the_CLDR(string language, string numbers, PluralCategory expected) =>
        Assert.All(
            numbers.Split(' '),
            number =>
                Assert.Equal(
                    expected,
                    LanguageCatalog
                        .Shipped[language]
                        .Plurals.CategoryOf(decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture))
                )
        );

    /// <summary>Lithuanian and Danish use the operands that the shipped languages don't.</summary>
    [Theory]
    [InlineData("n % 10 = 2..9 and n % 100 != 11..19", "9", true)]
    [InlineData("n % 10 = 2..9 and n % 100 != 11..19", "12", false)]
    [InlineData("f != 0", "0.1", true)]
    [InlineData("f != 0", "10", false)]
    [InlineData("n = 1 or t != 0 and i = 0,1", "1.60", true)]
    [InlineData("n = 1 or t != 0 and i = 0,1", "2.6", false)]
    public void A_condition_is_read_as_the_CLDR_writes_it(string condition, string number, bool holds)
    {
        var rules = new PluralRules(new Dictionary<string, string> { ["many"] = condition });

        var category = rules.CategoryOf(decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(holds ? PluralCategory.Many : PluralCategory.Other, category);
    }

    [Theory]
    [InlineData("single", "n = 1")]
    [InlineData("one", "n is 1")]
    [InlineData("one", "")]
    public void Anything_else_is_refused(string category, string condition) =>
        Assert.Throws<FormatException>(() =>
            new PluralRules(new Dictionary<string, string> { [category] = condition })
        );
}
