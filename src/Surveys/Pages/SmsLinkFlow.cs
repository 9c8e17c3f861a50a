using System.Collections.Immutable;
using Surveys.Ledger;
using Surveys.Questionnaires;
using Surveys.Scoring;

namespace Surveys.Pages;

/// <summary>
/// The flow behind the code of a text. Only the citizen has the code, so the page asks what has no answer yet, whether
/// it was answered by text or on the page, and offers changes for 10 minutes. Forms for changes are empty.
/// </summary>
internal sealed class SmsLinkFlow(OpenedSurvey survey, DateTimeOffset now) : SurveyFlow(survey, now)
{
    private SurveyProgress Progress => Survey.Row.Survey;

    private bool HasSatisfaction => Progress.Satisfaction is not null;

    /// <summary>The questions with an answer that can still be changed.</summary>
    private ImmutableArray<Question> Changeable =>
        [
            .. Survey.Questionnaire.Questions.Where(question =>
                Progress.Answers.TryGetValue(question.Id, out var answer) && AnswerRules.MayChange(answer, Now)
            ),
        ];

    /// <inheritdoc />
    public override bool IsClosed => !AnswerRules.IsOpen(Survey.Row, Now);

    /// <inheritdoc />
    public override CitizenPage Closed(bool sent) =>
        CitizenPage.Closed(Survey.Page, Progress.Withdrawn ? null : Survey.Service.DayOf(Progress.ExpiresAt), sent);

    /// <inheritdoc />
    public override CitizenPage Show(SurveyStep asked)
    {
        if (!HasSatisfaction)
        {
            return CitizenPage.Survey(ViewOf(SurveyStep.First));
        }

        if (asked is SurveyStep.Change)
        {
            return Changeable.IsEmpty
                ? CitizenPage.Thanks(PageOf(asked), mayChange: false, changedNothing: true)
                : CitizenPage.Survey(ViewOf(asked));
        }

        if (asked is SurveyStep.Thanks or SurveyStep.ThanksUnchanged || Survey.LeftToAsk.IsEmpty)
        {
            var mayChange = !Changeable.IsEmpty;
            return CitizenPage.Thanks(PageOf(asked), mayChange, changedNothing: asked is SurveyStep.ThanksUnchanged);
        }

        return CitizenPage.Survey(ViewOf(SurveyStep.First));
    }

    /// <inheritdoc />
    public override SurveyView ViewOf(SurveyStep step) =>
        step is SurveyStep.Change
            ? Ask(step, Changeable, mayChange: false)
            : Ask(SurveyStep.First, Survey.LeftToAsk, AnswerRules.MayChange(Progress.Satisfaction, Now)) with
            {
                Step = HasSatisfaction ? SurveyStep.Rest : SurveyStep.First,
            };

    /// <inheritdoc />
    public override bool RequiresSatisfaction(SurveyStep step) => !HasSatisfaction;

    /// <inheritdoc />
    public override Decision<AnswerResult> Apply(Interaction? row, IReadOnlyDictionary<string, string> answers) =>
        ApplyRules(row, answers);

    /// <inheritdoc />
    public override SurveyStep After(bool isFirstForm, AnswerResult result) =>
        result is AnswerResult.LeftAsBefore ? SurveyStep.ThanksUnchanged
        : isFirstForm ? SurveyStep.First
        : SurveyStep.Thanks;
}
