using System.Collections.Frozen;
using System.Resources;
using Surveys.Scoring;

namespace Surveys.Questionnaires;

/// <summary>
/// The words of <c>ai-service-v1</c> in one language. They lie in <c>AiServiceV1.*.resx</c>: a key that a language lacks fails the build.
/// </summary>
public sealed class QuestionnaireTexts
{
    private static readonly FrozenDictionary<string, QuestionnaireTexts> ByLanguage = new[]
    {
        "kk",
        "ru",
        "en",
        "ar",
    }.ToFrozenDictionary(language => language, language => new QuestionnaireTexts(language), StringComparer.Ordinal);

    private readonly FrozenDictionary<string, string> words;

    private QuestionnaireTexts(string language)
    {
        using var stream =
            typeof(QuestionnaireTexts).Assembly.GetManifestResourceStream(
                $"Surveys/Questionnaires/AiServiceV1.{language}.resources"
            ) ?? throw new InvalidOperationException($"No wording in {language}.");
        using var reader = new ResourceReader(stream);
        words = reader
            .Cast<System.Collections.DictionaryEntry>()
            .ToFrozenDictionary(entry => (string)entry.Key, entry => (string)entry.Value!, StringComparer.Ordinal);
        Language = language;
    }

    /// <summary>kk, ru or en, as contracts know them, or ar.</summary>
    public string Language { get; }

    /// <summary>The words in a language.</summary>
    /// <exception cref="KeyNotFoundException">There are none in that language.</exception>
    public static QuestionnaireTexts In(string language) => ByLanguage[language];

    /// <summary>What is asked.</summary>
    public string Prompt(Question question) => words[question.Id];

    /// <summary>What helps to answer, or null where nothing is needed.</summary>
    public string? Hint(Question question) => words.GetValueOrDefault(question.Id + ".hint");

    /// <summary>A choice in words.</summary>
    /// <param name="question">A scale or a choice.</param>
    /// <param name="choice">The wire name of one of its choices.</param>
    public string Choice(Question question, string choice) => words[question.Id + "." + choice];
}
