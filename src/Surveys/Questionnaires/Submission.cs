using System.Collections.Immutable;
using Microsoft.Extensions.Primitives;
using Surveys.Interactions;
using Surveys.Scoring;

namespace Surveys.Questionnaires;

/// <summary>The kind of error in one field of a posted form.</summary>
public enum FieldErrorKind
{
    /// <summary>The satisfaction question has no answer in the form and none is stored.</summary>
    Missing,

    /// <summary>No question has the name of the field.</summary>
    UnknownField,

    /// <summary>The question does not offer the answer.</summary>
    UnknownChoice,

    /// <summary>The form has more than one answer to the question.</summary>
    Repeated,

    /// <summary>The comment has more than <see cref="Comments.MaxLength"/> characters.</summary>
    TooLong,
}

/// <summary>An error in a posted form.</summary>
/// <param name="Field">
/// The id of the question; empty for an unknown field, because a posted name is never echoed.
/// </param>
/// <param name="Kind">The kind of error.</param>
/// <param name="Length">The length of a comment that is too long, in characters; else 0.</param>
public sealed record FieldError(string Field, FieldErrorKind Kind, int Length = 0);

/// <summary>
/// A posted form: the answers if it has no error, else all errors; and the typed values, to show them again.
/// </summary>
public sealed record Submission
{
    /// <summary>
    /// The answers by question id. Empty if there is an error: a form is taken as a whole or not at all.
    /// </summary>
    public required ImmutableDictionary<string, string> Answers { get; init; }

    /// <summary>The typed or chosen values by question id, cleaned but not validated.</summary>
    public required ImmutableDictionary<string, string> Typed { get; init; }

    /// <summary>All errors, in the order of the questions.</summary>
    public required ImmutableArray<FieldError> Errors { get; init; }

    /// <summary>Reads a form. The names of the fields are the ids of the questions.</summary>
    /// <param name="questionnaire">The questions that can be answered.</param>
    /// <param name="form">The fields and their values. An empty value is no answer.</param>
    /// <param name="satisfactionIsKnown">An answer to the required question is stored.</param>
    public static Submission Read(
        Questionnaire questionnaire,
        IEnumerable<KeyValuePair<string, StringValues>> form,
        bool satisfactionIsKnown
    )
    {
        ArgumentNullException.ThrowIfNull(questionnaire);
        ArgumentNullException.ThrowIfNull(form);
        var typed = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var errors = new List<FieldError>();
        foreach (var (field, values) in form)
        {
            var question = questionnaire.Questions.FirstOrDefault(candidate => candidate.Id == field);
            if (question is null)
            {
                if (!errors.Exists(error => error.Kind is FieldErrorKind.UnknownField))
                {
                    errors.Add(new FieldError("", FieldErrorKind.UnknownField));
                }

                continue;
            }
            if (values.Count > 1)
            {
                errors.Add(new FieldError(question.Id, FieldErrorKind.Repeated));
                continue;
            }
            var value = Comments.Clean(values.ToString());
            if (value.Length == 0)
            {
                continue;
            }

            typed[question.Id] = value;
            if (Validate(question, value) is { } invalid)
            {
                errors.Add(invalid);
            }
        }
        if (
            !satisfactionIsKnown
            && !typed.ContainsKey(StandardQuestions.Satisfaction.Id)
            && !errors.Exists(error => error.Field == StandardQuestions.Satisfaction.Id)
        )
        {
            errors.Add(new FieldError(StandardQuestions.Satisfaction.Id, FieldErrorKind.Missing));
        }

        var read = typed.ToImmutable();
        return new Submission
        {
            Answers = errors.Count == 0 ? read : [],
            Typed = read,
            Errors =
            [
                .. errors.OrderBy(error =>
                    error.Field.Length == 0 ? int.MaxValue : IndexOf(questionnaire, error.Field)
                ),
            ],
        };
    }

    private static FieldError? Validate(Question question, string value)
    {
        if (question.Kind is not QuestionKind.Text)
        {
            return question.Choices.Contains(value) ? null : new FieldError(question.Id, FieldErrorKind.UnknownChoice);
        }

        var length = Comments.Count(value);
        return length > Comments.MaxLength ? new FieldError(question.Id, FieldErrorKind.TooLong, length) : null;
    }

    private static int IndexOf(Questionnaire questionnaire, string id)
    {
        for (var index = 0; index < questionnaire.Questions.Length; index++)
        {
            if (questionnaire.Questions[index].Id == id)
            {
                return index;
            }
        }
        return questionnaire.Questions.Length;
    }
}
