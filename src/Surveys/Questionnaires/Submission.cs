using System.Collections.Immutable;
using Microsoft.Extensions.Primitives;
using Surveys.Interactions;
using Surveys.Scoring;

namespace Surveys.Questionnaires;

/// <summary>What is wrong with one field of a posted form.</summary>
public enum FieldErrorKind
{
    /// <summary>The satisfaction question has no answer, here or before.</summary>
    Missing,

    /// <summary>No question of that name.</summary>
    UnknownField,

    /// <summary>An answer that the question doesn't offer.</summary>
    UnknownChoice,

    /// <summary>More than one answer to one question.</summary>
    Repeated,

    /// <summary>A comment of more than <see cref="Comments.MaxLength"/> characters.</summary>
    TooLong,
}

/// <summary>One fault of a posted form.</summary>
/// <param name="Field">The question's id; empty where no question of the posted name exists (what was posted is never echoed as a name).</param>
/// <param name="Kind">What is wrong.</param>
/// <param name="Length">How many characters a comment that is too long has; else 0.</param>
public sealed record FieldError(string Field, FieldErrorKind Kind, int Length = 0);

/// <summary>A posted form, read: the answers if all is well, every fault if not, and in both cases what was typed, to be shown again.</summary>
public sealed record Submission
{
    /// <summary>The answers by question; empty where there are faults, since a form is taken whole or not at all.</summary>
    public required ImmutableDictionary<string, string> Answers { get; init; }

    /// <summary>What was typed or chosen, by question, cleaned but not judged.</summary>
    public required ImmutableDictionary<string, string> Typed { get; init; }

    /// <summary>All faults at once, in the order of the questions.</summary>
    public required ImmutableArray<FieldError> Errors { get; init; }

    /// <summary>Reads a form whose fields are named as the questions.</summary>
    /// <param name="questionnaire">What may be answered.</param>
    /// <param name="form">Fields and values; an empty value is no answer.</param>
    /// <param name="satisfactionIsKnown">An answer to the one required question is stored already.</param>
    public static Submission Read(
        Questionnaire questionnaire,
        IEnumerable<KeyValuePair<string, StringValues>> form,
        bool satisfactionIsKnown
    )
    {
        ArgumentNullException.ThrowIfNull(questionnaire);
        ArgumentNullException.ThrowIfNull(form);
        var typed = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var faults = new List<FieldError>();
        foreach (var (field, values) in form)
        {
            var question = questionnaire.Questions.FirstOrDefault(candidate => candidate.Id == field);
            if (question is null)
            {
                if (!faults.Exists(fault => fault.Kind is FieldErrorKind.UnknownField))
                {
                    faults.Add(new FieldError("", FieldErrorKind.UnknownField));
                }

                continue;
            }
            if (values.Count > 1)
            {
                faults.Add(new FieldError(question.Id, FieldErrorKind.Repeated));
                continue;
            }
            var value = Comments.Clean(values.ToString());
            if (value.Length == 0)
            {
                continue;
            }

            typed[question.Id] = value;
            if (Judge(question, value) is { } wrong)
            {
                faults.Add(wrong);
            }
        }
        if (
            !satisfactionIsKnown
            && !typed.ContainsKey(StandardQuestions.Satisfaction.Id)
            && !faults.Exists(fault => fault.Field == StandardQuestions.Satisfaction.Id)
        )
        {
            faults.Add(new FieldError(StandardQuestions.Satisfaction.Id, FieldErrorKind.Missing));
        }

        var read = typed.ToImmutable();
        return new Submission
        {
            Answers = faults.Count == 0 ? read : [],
            Typed = read,
            Errors =
            [
                .. faults.OrderBy(fault =>
                    fault.Field.Length == 0 ? int.MaxValue : IndexOf(questionnaire, fault.Field)
                ),
            ],
        };
    }

    private static FieldError? Judge(Question question, string value)
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
