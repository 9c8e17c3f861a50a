using System.Collections.Immutable;
using Surveys.Interactions;
using Surveys.Questionnaires;
using Surveys.Scoring;

namespace Surveys.Pages;

/// <summary>What the survey page shows.</summary>
public sealed record SurveyView
{
    /// <summary>Who reads, and where.</summary>
    public required PageContext Visit { get; init; }

    /// <summary>What to ask, in order: the satisfaction question alone, or all that is left.</summary>
    public required ImmutableArray<Question> Questions { get; init; }

    /// <summary>What was chosen or typed, by question.</summary>
    public ImmutableDictionary<string, string> Typed { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What is wrong with what was sent.</summary>
    public ImmutableArray<FieldError> Errors { get; init; } = [];

    /// <summary>The stored answer to the satisfaction question, 1 to 5, where the page asks the rest.</summary>
    public string? Satisfaction { get; init; }

    /// <summary>That answer may still be changed.</summary>
    public bool MayChange { get; init; }

    /// <summary>What was sent couldn't be stored for a passing cause; it is all still on the page.</summary>
    public bool NotSaved { get; init; }

    /// <summary>One question fills the page and is its heading.</summary>
    public bool IsOneQuestion => Satisfaction is null && Questions is [{ Kind: not QuestionKind.Text }];

    /// <summary>What is wrong with a question's answer; null where nothing is.</summary>
    public FieldError? ErrorOf(Question question) => Errors.FirstOrDefault(fault => fault.Field == question.Id);

    /// <summary>A fault in words.</summary>
    public string Describe(FieldError fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        var texts = Visit.Texts;
        return fault.Kind switch
        {
            FieldErrorKind.Missing => texts.ErrorMissing,
            FieldErrorKind.UnknownField => texts.ErrorUnknownField,
            FieldErrorKind.UnknownChoice => texts.ErrorUnknownChoice,
            FieldErrorKind.Repeated => texts.ErrorRepeated,
            FieldErrorKind.TooLong => PageTexts.Fill(texts.ErrorTooLong, fault.Length, Comments.MaxLength),
            _ => throw new ArgumentOutOfRangeException(nameof(fault)),
        };
    }
}
