using System.Collections.Immutable;
using Surveys.Scoring;

namespace Surveys.Questionnaires;

/// <summary>A questionnaire: which questions, in which order, in which words.</summary>
/// <param name="Id">Its stable name, as a service's settings have it.</param>
/// <param name="WordingVersion">Raised whenever the words change, so that a change in a score can be set against it.</param>
/// <param name="Questions">All the questions, in the order in which they are asked.</param>
public sealed record Questionnaire(string Id, int WordingVersion, ImmutableArray<Question> Questions)
{
    /// <summary>The standard questionnaire, the same for every service so that scores compare.</summary>
    public static readonly Questionnaire AiServiceV1 = new("ai-service-v1", 1, StandardQuestions.All);

    /// <summary>The questions that make no sense where no AI took part.</summary>
    private static readonly ImmutableHashSet<string> OfAiOnly =
    [
        StandardQuestions.KnewAi.Id,
        StandardQuestions.Human.Id,
    ];

    /// <summary>The questionnaire of an id, or null.</summary>
    public static Questionnaire? Find(string id) => id == AiServiceV1.Id ? AiServiceV1 : null;

    /// <summary>What to ask next: the satisfaction question alone while it lacks an answer, then all the rest as one short form.</summary>
    /// <param name="answered">The ids of the questions that have an answer, given in whichever channel.</param>
    /// <param name="byPersonAlone">No AI took part, so that nobody is asked about one.</param>
    /// <returns>The questions in their order; none where nothing is left to ask.</returns>
    public ImmutableArray<Question> LeftToAsk(IReadOnlySet<string> answered, bool byPersonAlone)
    {
        ArgumentNullException.ThrowIfNull(answered);
        if (!answered.Contains(StandardQuestions.Satisfaction.Id))
        {
            return [StandardQuestions.Satisfaction];
        }

        return
        [
            .. Questions.Where(question =>
                !answered.Contains(question.Id) && !(byPersonAlone && OfAiOnly.Contains(question.Id))
            ),
        ];
    }
}
