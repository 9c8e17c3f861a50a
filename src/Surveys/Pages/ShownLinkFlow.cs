using Surveys.Ledger;
using Surveys.Questionnaires;
using Surveys.Scoring;

namespace Surveys.Pages;

/// <summary>
/// The flow behind a link that a service shows. The service has the link too, so responses depend on the request and
/// the expiry date alone. They are the same whether the survey is unanswered, answered or withdrawn, and whether the
/// answers were stored.
/// </summary>
internal sealed class ShownLinkFlow(OpenedSurvey survey, DateTimeOffset now) : SurveyFlow(survey, now)
{
    private static readonly IReadOnlySet<string> None = new HashSet<string>();

    private static readonly IReadOnlySet<string> SatisfactionOnly = new HashSet<string>
    {
        StandardQuestions.Satisfaction.Id,
    };

    /// <inheritdoc />
    public override bool IsClosed => Now > Survey.Row.Survey.ExpiresAt;

    /// <inheritdoc />
    public override CitizenPage Closed(bool sent) =>
        CitizenPage.Closed(Survey.Page, Survey.Service.DayOf(Survey.Row.Survey.ExpiresAt), sent);

    /// <inheritdoc />
    public override CitizenPage Show(SurveyStep asked) =>
        asked is SurveyStep.Thanks or SurveyStep.ThanksUnchanged
            ? CitizenPage.Thanks(PageOf(SurveyStep.Thanks), mayChange: true, changedNothing: false)
            : CitizenPage.Survey(ViewOf(asked));

    /// <inheritdoc />
    public override SurveyView ViewOf(SurveyStep step)
    {
        var isHuman = Survey.Row.Report.Assistance is Assistance.Human;
        var first = Survey.Questionnaire.LeftToAsk(None, isHuman);
        var rest = Survey.Questionnaire.LeftToAsk(SatisfactionOnly, isHuman);
        return step switch
        {
            SurveyStep.Change => Ask(step, [.. first, .. rest], mayChange: false),
            SurveyStep.Rest => Ask(step, rest, mayChange: true),
            _ => Ask(SurveyStep.First, first, mayChange: false),
        };
    }

    /// <inheritdoc />
    public override bool RequiresSatisfaction(SurveyStep step) => step is not (SurveyStep.Rest or SurveyStep.Change);

    /// <summary>
    /// Stores answers as long as a satisfaction answer is stored or among them. It writes the row in any case, because
    /// the time of a response must not tell whether the answers were stored.
    /// </summary>
    public override Decision<AnswerResult> Apply(Interaction? row, IReadOnlyDictionary<string, string> answers)
    {
        if (row is null)
        {
            return new(null, AnswerResult.Unknown);
        }

        var hasSatisfaction =
            row.Survey.Satisfaction is not null || answers.ContainsKey(StandardQuestions.Satisfaction.Id);
        var next = hasSatisfaction ? ApplyRules(row, answers).Row! : row;
        return new(ReferenceEquals(next, row) ? row with { } : next, AnswerResult.Taken);
    }

    /// <inheritdoc />
    public override SurveyStep After(bool isFirstForm, AnswerResult result) =>
        isFirstForm ? SurveyStep.Rest : SurveyStep.Thanks;
}
