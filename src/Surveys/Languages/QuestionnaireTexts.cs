using Surveys.Scoring;

namespace Surveys.Languages;

/// <summary>
/// The wording of the questionnaire <c>ai-service-v1</c> in one language, from the file of that name.
/// </summary>
public sealed class QuestionnaireTexts : TextTable
{
    internal QuestionnaireTexts(LanguageFile file)
        : base(file) { }

    /// <summary>The question.</summary>
    public string Prompt(Question question)
    {
        ArgumentNullException.ThrowIfNull(question);
        return Text(question.Id);
    }

    /// <summary>A hint that helps to answer; null if there is none.</summary>
    public string? Hint(Question question)
    {
        ArgumentNullException.ThrowIfNull(question);
        return FindText(question.Id + ".hint");
    }

    /// <summary>A choice in words.</summary>
    /// <param name="question">A scale or a choice.</param>
    /// <param name="choice">The wire name of one of its choices.</param>
    public string Choice(Question question, string choice)
    {
        ArgumentNullException.ThrowIfNull(question);
        return Text(question.Id + "." + choice);
    }
}
