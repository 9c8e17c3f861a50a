using Surveys.Questionnaires;

namespace Surveys.Tests.Questionnaires;

public sealed class QuestionnaireTests
{
    [Fact]
    public void The_satisfaction_question_comes_first_and_alone()
    {
        Assert.Equal(["satisfaction"], Left(false));
        Assert.Equal(["satisfaction"], Left(false, "resolved", "comment"));
    }

    [Fact]
    public void An_answered_question_is_not_asked_again() =>
        Assert.Equal(
            ["understood", "knewAi", "human", "contactAgain", "aiUse", "comment"],
            Left(false, "satisfaction", "resolved", "ease")
        );

    [Fact]
    public void No_question_is_left_after_all_answers() =>
        Assert.Empty(
            Left(
                false,
                "satisfaction",
                "resolved",
                "ease",
                "understood",
                "knewAi",
                "human",
                "contactAgain",
                "aiUse",
                "comment"
            )
        );

    [Fact]
    public void A_questionnaire_is_found_by_its_exact_id()
    {
        Assert.Same(Questionnaire.AiServiceV1, Questionnaire.Find("ai-service-v1"));
        Assert.Null(Questionnaire.Find("AI-SERVICE-V1"));
    }

    private static IEnumerable<string> Left(bool byPersonAlone, params string[] answered) =>
        Questionnaire.AiServiceV1.LeftToAsk(answered.ToHashSet(), byPersonAlone).Select(question => question.Id);
}
