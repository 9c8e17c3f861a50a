using System.Collections.Immutable;

namespace Surveys.Scoring;

/// <summary>The kind of a question: which answers it takes and how they are scored.</summary>
public enum QuestionKind
{
    /// <summary>1 to 5, where 5 is best. It has a distribution and a mean.</summary>
    Scale,

    /// <summary>One of several named choices.</summary>
    Choice,

    /// <summary>Free text. It is stored with personal data masked and is not scored.</summary>
    Text,
}

/// <summary>A question as it is scored. Its wording by language is in the folder Questionnaires.</summary>
/// <param name="Id">The name of the form field, of the API's property and of the counters.</param>
/// <param name="Kind">What may be answered.</param>
/// <param name="Choices">The wire names of the answers in order; empty for free text.</param>
public sealed record Question(string Id, QuestionKind Kind, ImmutableArray<string> Choices)
{
    /// <summary>The counters of its choices, in their order.</summary>
    internal ImmutableArray<string> CounterNames { get; } = [.. Choices.Select(choice => Counters.Answer(Id, choice))];
}

/// <summary>
/// The questions of <c>ai-service-v1</c>. They are comparable over all services, so ids and choices never change.
/// </summary>
public static class StandardQuestions
{
    private static readonly ImmutableArray<string> OneToFive = ["1", "2", "3", "4", "5"];

    /// <summary>Overall satisfaction. The only required question.</summary>
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

    /// <summary>I had to contact the service again. It tests a claimed saving.</summary>
    public static readonly Question ContactAgain = new("contactAgain", QuestionKind.Choice, ["yes", "no"]);

    /// <summary>How often I use AI: the utilisation indicator.</summary>
    public static readonly Question AiUse = new("aiUse", QuestionKind.Choice, ["daily", "weekly", "seldom", "never"]);

    /// <summary>Free text of up to 1,000 characters.</summary>
    public static readonly Question Comment = new("comment", QuestionKind.Text, []);

    /// <summary>All questions, in the order in which they are asked.</summary>
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

    /// <summary>The question with an id; null where there is none.</summary>
    public static Question? Find(string id) => All.FirstOrDefault(question => question.Id == id);
}
