using System.Collections.Immutable;
using Surveys.Scoring;

namespace Surveys.Questionnaires;

/// <summary>A questionnaire: its questions in their order.</summary>
/// <param name="Id">The stable name in a service's settings.</param>
/// <param name="WordingVersion">
/// Increases with every change of the wording, so that a change of a score can be compared with it.
/// </param>
/// <param name="Questions">The questions in the order in which they are asked.</param>
public sealed record Questionnaire(string Id, int WordingVersion, ImmutableArray<Question> Questions)
{
    /// <summary>The standard questionnaire. All services use it, so that their scores are comparable.</summary>
    public static readonly Questionnaire AiServiceV1 = new("ai-service-v1", 1, StandardQuestions.All);

    /// <summary>The questions about the AI.</summary>
    private static readonly ImmutableHashSet<string> OfAiOnly =
    [
        StandardQuestions.KnewAi.Id,
        StandardQuestions.Human.Id,
    ];

    /// <summary>The questionnaire of an id; null if there is none.</summary>
    public static Questionnaire? Find(string id) => id == AiServiceV1.Id ? AiServiceV1 : null;

    /// <summary>
    /// The questions to ask next: the satisfaction question alone until it is answered, then all others as one form.
    /// </summary>
    /// <param name="answered">The ids of the questions that were answered in any channel.</param>
    /// <param name="byPersonAlone">No AI took part; the questions about it are left out.</param>
    /// <returns>The questions in their order; none if all are answered.</returns>
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
