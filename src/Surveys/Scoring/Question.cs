using System.Collections.Immutable;

namespace Surveys.Scoring;

/// <summary>A question's kind: what may be answered and how it is scored.</summary>
public enum QuestionKind
{
    /// <summary>1 to 5, where 5 is best: has a distribution and a mean.</summary>
    Scale,

    /// <summary>One of named choices: has a share each.</summary>
    Choice,

    /// <summary>Free text: kept masked, never scored.</summary>
    Text,
}

/// <summary>One question as it is scored. Its wording, by language and version, lives in the room Questionnaires.</summary>
/// <param name="Id">The name of the form field, of the API's property and of the counters.</param>
/// <param name="Kind">What may be answered.</param>
/// <param name="Choices">The wire names of the answers, in order; empty for a text.</param>
public sealed record Question(string Id, QuestionKind Kind, ImmutableArray<string> Choices)
{
    /// <summary>The counters of its choices, in their order; made once, since figures ask for them without end.</summary>
    internal ImmutableArray<string> CounterNames { get; } = [.. Choices.Select(choice => Counters.Answer(Id, choice))];
}

/// <summary>The questions of <c>ai-service-v1</c>: comparable over all services, so neither ids nor choices ever change.</summary>
public static class StandardQuestions
{
    private static readonly ImmutableArray<string> OneToFive = ["1", "2", "3", "4", "5"];

    /// <summary>All in all, how satisfied; the only one that is required.</summary>
    public static readonly Question Satisfaction = new("satisfaction", QuestionKind.Scale, OneToFive);

    /// <summary>Did you get what you came for?</summary>
    public static readonly Question Resolved = new("resolved", QuestionKind.Choice, ["yes", "partly", "no"]);

    /// <summary>How easy was it?</summary>
    public static readonly Question Ease = new("ease", QuestionKind.Scale, OneToFive);

    /// <summary>The assistant understood me and my language.</summary>
    public static readonly Question Understood = new("understood", QuestionKind.Scale, OneToFive);

    /// <summary>I knew that it was an AI.</summary>
    public static readonly Question KnewAi = new("knewAi", QuestionKind.Choice, ["yes", "no"]);

    /// <summary>I could reach a person when I needed one.</summary>
    public static readonly Question Human = new("human", QuestionKind.Choice, ["yes", "no", "not-needed"]);

    /// <summary>I had to contact the service again: what tests a claimed saving.</summary>
    public static readonly Question ContactAgain = new("contactAgain", QuestionKind.Choice, ["yes", "no"]);

    /// <summary>How often I use AI: the utilisation indicator.</summary>
    public static readonly Question AiUse = new("aiUse", QuestionKind.Choice, ["daily", "weekly", "seldom", "never"]);

    /// <summary>Free text of up to 1,000 characters.</summary>
    public static readonly Question Comment = new("comment", QuestionKind.Text, []);

    /// <summary>All of them, in the order in which they are asked.</summary>
    public static readonly ImmutableArray<Question> All =
    [
        Satisfaction,
        Resolved,
        Ease,
        Understood,
        KnewAi,
        Human,
        ContactAgain,
        AiUse,
        Comment,
    ];

    /// <summary>The question of an id, or null.</summary>
    public static Question? Find(string id) => All.FirstOrDefault(question => question.Id == id);
}
