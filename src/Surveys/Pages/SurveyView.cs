using System.Collections.Immutable;
using Surveys.Interactions;
using Surveys.Questionnaires;
using Surveys.Scoring;

namespace Surveys.Pages;

/// <summary>The content of the survey page.</summary>
public sealed record SurveyView
{
    /// <summary>The context of the page.</summary>
    public required PageContext Page { get; init; }

    /// <summary>The questions in their order: the satisfaction question alone, or all others.</summary>
    public required ImmutableArray<Question> Questions { get; init; }

    /// <summary>The chosen and typed values, by question id.</summary>
    public ImmutableDictionary<string, string> Typed { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The validation errors of the form.</summary>
    public ImmutableArray<FieldError> Errors { get; init; } = [];

    /// <summary>The page of the survey.</summary>
    public SurveyStep Step { get; init; }

    /// <summary>The page with the other questions offers to change the satisfaction answer.</summary>
    public bool MayChange { get; init; }

    /// <summary>The answers could not be stored because of a transient error. The page shows them again.</summary>
    public bool NotSaved { get; init; }

    /// <summary>The page has one question, which is also its heading.</summary>
    public bool IsOneQuestion => Step is SurveyStep.First && Questions is [{ Kind: not QuestionKind.Text }];

    /// <summary>The validation error of a question; null if there is none.</summary>
    public FieldError? ErrorOf(Question question) => Errors.FirstOrDefault(error => error.Field == question.Id);

    /// <summary>A validation error in the language of the page.</summary>
    public string Describe(FieldError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var texts = Page.Texts;
        return error.Kind switch
        {
            FieldErrorKind.Missing => texts.ErrorMissing,
            FieldErrorKind.UnknownField => texts.ErrorUnknownField,
            FieldErrorKind.UnknownChoice => texts.ErrorUnknownChoice,
            FieldErrorKind.Repeated => texts.ErrorRepeated,
            FieldErrorKind.TooLong => PageTexts.Fill(texts.ErrorTooLong, error.Length, Comments.MaxLength),
            _ => throw new ArgumentOutOfRangeException(nameof(error)),
        };
    }
}
