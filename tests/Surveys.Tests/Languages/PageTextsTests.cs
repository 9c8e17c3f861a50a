using System.Text.RegularExpressions;
using Surveys.Questionnaires;
using Surveys.Scoring;

namespace Surveys.Tests.Languages;

public sealed partial class PageTextsTests
{
    public static TheoryData<string> Languages { get; } =
    [.. LanguageCatalog.Shipped.All.Select(language => language.Code)];

    [Theory, MemberData(nameof(Languages))]
    public void A_text_has_the_same_gaps_in_every_language(string language)
    {
        var english = LanguageCatalog.Shipped["en"].Pages.All.ToLookup(text => text.Key, text => Gaps(text.Value));

        Assert.All(
            LanguageCatalog.Shipped[language].Pages.All,
            text =>
            {
                Assert.Equal(english[text.Key].First(), Gaps(text.Value));
                Assert.Equal(text.Value.Trim(), text.Value);
            }
        );
    }

    [Theory, MemberData(nameof(Languages))]
    public void Every_question_and_choice_has_words(string language)
    {
        var wording = LanguageCatalog.Shipped[language].Questionnaire;

        foreach (var question in StandardQuestions.All)
        {
            Assert.NotEmpty(wording.Prompt(question));
            Assert.Equal(
                question.Choices.Length,
                question.Choices.Select(choice => wording.Choice(question, choice)).Distinct().Count()
            );
        }

        Assert.NotNull(wording.Hint(StandardQuestions.Comment));
    }

    /// <summary>
    /// The wording is part of the measurement. A change of a word needs a higher <see
    /// cref="Questionnaire.WordingVersion"/>, which is part of the file's name.
    /// </summary>
    [Theory, MemberData(nameof(Languages))]
    public void The_wording_of_a_version_never_changes(string language)
    {
        var wording = LanguageCatalog.Shipped[language].Questionnaire;
        var lines = StandardQuestions.All.SelectMany(question =>
            (IEnumerable<string>)
                [
                    $"{question.Id}: {wording.Prompt(question)}",
                    .. question.Choices.Select(choice => $"  {choice}: {wording.Choice(question, choice)}"),
                ]
        );

        GoldenFile.Holds(
            $"wording/ai-service-v1.wording-{Questionnaire.AiServiceV1.WordingVersion}.{language}.txt",
            string.Join('\n', lines)
        );
    }

    [Theory]
    [InlineData("kk", "2026 жылғы 1 наурыз")]
    [InlineData("ru", "1 марта 2026 года")]
    [InlineData("en", "1 March 2026")]
    [InlineData("ar", "1 مارس 2026")]
    public void A_day_is_written_as_the_language_writes_it(string language, string expected) =>
        Assert.Equal(expected, LanguageCatalog.Shipped[language].Pages.Day(new DateOnly(2026, 3, 1)));

    [Fact]
    public void A_time_is_told_to_the_minute() =>
        Assert.Equal(
            "2026 жылғы 31 желтоқсан, 09:05",
            LanguageCatalog
                .Shipped["kk"]
                .Pages.DayAndTime(new DateTimeOffset(2026, 12, 31, 9, 5, 59, TimeSpan.FromHours(5)))
        );

    private static IEnumerable<string> Gaps(string text) => Gap().Matches(text).Select(match => match.Value).Order();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Gap();
}
