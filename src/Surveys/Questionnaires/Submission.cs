using System.Collections.Immutable;
using Microsoft.Extensions.Primitives;
using Surveys.Interactions;
using Surveys.Scoring;

namespace Surveys.Questionnaires;

/// <summary>What is wrong with one field of a posted form.</summary>
public enum FaultKind
{
    /// <summary>The satisfaction question has no answer, here or before.</summary>
    Missing,

    /// <summary>No question of that name.</summary>
    UnknownField,

    /// <summary>An answer that the question doesn't offer.</summary>
    UnknownChoice,

    /// <summary>More than one answer to one question.</summary>
    Repeated,

    /// <summary>A comment of more than <see cref="Comments.Longest"/> characters.</summary>
    TooLong,
}

/// <summary>One fault of a posted form.</summary>
/// <param name="Field">The question's id; empty where no question of the posted name exists (what was posted is never echoed as a name).</param>
/// <param name="Kind">What is wrong.</param>
/// <param name="Length">How many characters a comment that is too long has; else 0.</param>
public sealed record Fault(string Field, FaultKind Kind, int Length = 0);

/// <summary>A posted form, read: the answers if all is well, every fault if not, and in both cases what was typed, to be shown again.</summary>
public sealed record Submission
{
    /// <summary>The answers by question; empty where there are faults, since a form is taken whole or not at all.</summary>
    public required ImmutableDictionary<string, string> Answers { get; init; }

    /// <summary>What was typed or chosen, by question, cleaned but not judged.</summary>
    public required ImmutableDictionary<string, string> Typed { get; init; }

    /// <summary>All faults at once, in the order of the questions.</summary>
    public required ImmutableArray<Fault> Faults { get; init; }

    /// <summary>Reads a form whose fields are named as the questions.</summary>
    /// <param name="questionnaire">What may be answered.</param>
    /// <param name="form">Fields and values; an empty value is no answer.</param>
    /// <param name="satisfactionIsKnown">An answer to the one required question is stored already.</param>
    public static Submission Read(Questionnaire questionnaire, IEnumerable<KeyValuePair<string, StringValues>> form, bool satisfactionIsKnown)
    {
        ArgumentNullException.ThrowIfNull(questionnaire);
        ArgumentNullException.ThrowIfNull(form);
        var typed = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var faults = new List<Fault>();
        foreach (var (field, values) in form)
        {
            var question = questionnaire.Questions.FirstOrDefault(candidate => candidate.Id == field);
            if (question is null)
            {
                if (!faults.Exists(fault => fault.Kind is FaultKind.UnknownField))
                {
                    faults.Add(new Fault("", FaultKind.UnknownField));
                }

                continue;
            }
            if (values.Count > 1)
            {
                faults.Add(new Fault(question.Id, FaultKind.Repeated));
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
        if (!satisfactionIsKnown && !typed.ContainsKey(StandardQuestions.Satisfaction.Id) && !faults.Exists(fault => fault.Field == StandardQuestions.Satisfaction.Id))
        {
            faults.Add(new Fault(StandardQuestions.Satisfaction.Id, FaultKind.Missing));
        }

        var read = typed.ToImmutable();
        return new Submission
        {
            Answers = faults.Count == 0 ? read : [],
            Typed = read,
            Faults = [.. faults.OrderBy(fault => fault.Field.Length == 0 ? int.MaxValue : IndexOf(questionnaire, fault.Field))],
        };
    }

    private static Fault? Judge(Question question, string value)
    {
        if (question.Kind is not QuestionKind.Text)
        {
            return question.Choices.Contains(value) ? null : new Fault(question.Id, FaultKind.UnknownChoice);
        }

        var length = Comments.Count(value);
        return length > Comments.Longest ? new Fault(question.Id, FaultKind.TooLong, length) : null;
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
