using System.Collections.Immutable;
using Surveys.Ledger;
using Surveys.Questionnaires;
using Surveys.ServiceRegister;

namespace Surveys.Pages;

/// <summary>A survey that a citizen opened by a link.</summary>
/// <param name="Row">The stored interaction.</param>
/// <param name="Service">The service of the interaction.</param>
/// <param name="Link">The kind of the link.</param>
/// <param name="Page">The context of the page.</param>
internal sealed record OpenedSurvey(Interaction Row, Service Service, AnswerLink Link, PageContext Page)
{
    /// <summary>The questionnaire of the service.</summary>
    public Questionnaire Questionnaire => Questionnaire.Find(Service.Questionnaire) ?? Questionnaire.AiServiceV1;

    /// <summary>The questions without an answer: first the satisfaction question alone, then all others.</summary>
    public ImmutableArray<Scoring.Question> LeftToAsk =>
        Questionnaire.LeftToAsk(
            Row.Survey.Answers.Keys.ToHashSet(StringComparer.Ordinal),
            Row.Report.Assistance is Assistance.Human
        );
}
