using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Surveys.Ledger;
using Surveys.Questionnaires;
using Surveys.Scoring;

namespace Surveys.Pages;

/// <summary>A page of the survey.</summary>
public enum SurveyStep
{
    /// <summary>The satisfaction question.</summary>
    First,

    /// <summary>The other questions, after the satisfaction question.</summary>
    Rest,

    /// <summary>Questions again, to change their answers.</summary>
    Change,

    /// <summary>The thanks page.</summary>
    Thanks,

    /// <summary>The thanks page after answers that arrived too late to change anything.</summary>
    ThanksUnchanged,
}

/// <summary>
/// Which page a link shows, and what a form does. No page shows a stored answer. See <see cref="SmsLinkFlow"/> and
/// <see cref="ShownLinkFlow"/> for the two kinds of links.
/// </summary>
internal abstract class SurveyFlow(OpenedSurvey survey, DateTimeOffset now)
{
    private const string ChangeField = "change";
    private const string RestField = "rest";
    private const string DoneField = "done";
    private const string UnchangedValue = "kept";

    /// <summary>The flow of a link.</summary>
    public static SurveyFlow Of(OpenedSurvey survey, DateTimeOffset now) =>
        survey.Link is AnswerLink.Shown ? new ShownLinkFlow(survey, now) : new SmsLinkFlow(survey, now);

    /// <summary>The step that an address asks for.</summary>
    public static SurveyStep StepIn(IQueryCollection query) =>
        query.ContainsKey(ChangeField) ? SurveyStep.Change
        : query.ContainsKey(RestField) ? SurveyStep.Rest
        : !query.ContainsKey(DoneField) ? SurveyStep.First
        : query[DoneField] == UnchangedValue ? SurveyStep.ThanksUnchanged
        : SurveyStep.Thanks;

    /// <summary>The query of a step, without the language.</summary>
    public static string QueryOf(SurveyStep step) =>
        step switch
        {
            SurveyStep.Change => ChangeField + "=1",
            SurveyStep.Rest => RestField + "=1",
            SurveyStep.Thanks => DoneField + "=1",
            SurveyStep.ThanksUnchanged => $"{DoneField}={UnchangedValue}",
            _ => "",
        };

    /// <summary>The form contains the satisfaction question only.</summary>
    public static bool IsFirstForm<T>(IReadOnlyDictionary<string, T> form) =>
        form.Count is 1 && form.ContainsKey(StandardQuestions.Satisfaction.Id);

    /// <summary>The survey accepts no more answers, and the page says so.</summary>
    public abstract bool IsClosed { get; }

    /// <summary>The page that says that the survey is closed.</summary>
    /// <param name="sent">The request contained answers, and they were not stored.</param>
    public abstract CitizenPage Closed(bool sent);

    /// <summary>The page for the step that the address asks for.</summary>
    public abstract CitizenPage Show(SurveyStep asked);

    /// <summary>The questions of a form's page.</summary>
    /// <param name="step">The step that the form's address names.</param>
    public abstract SurveyView ViewOf(SurveyStep step);

    /// <summary>A form of this step needs an answer to the satisfaction question.</summary>
    public abstract bool RequiresSatisfaction(SurveyStep step);

    /// <summary>Adds answers to the interaction.</summary>
    /// <param name="row">The stored interaction; null if it is missing.</param>
    /// <param name="answers">The answers by question id; the comment is masked.</param>
    public abstract Decision<AnswerResult> Apply(Interaction? row, IReadOnlyDictionary<string, string> answers);

    /// <summary>The step after a form.</summary>
    /// <param name="isFirstForm">The form contained the satisfaction question only.</param>
    /// <param name="result">What happened to the answers.</param>
    public abstract SurveyStep After(bool isFirstForm, AnswerResult result);

    /// <summary>The address of a step.</summary>
    public string AddressOf(SurveyStep step) => Survey.Page.To(Survey.Page.Path, query: QueryOf(step));

    /// <summary>The opened survey.</summary>
    protected OpenedSurvey Survey => survey;

    /// <summary>The time of the request.</summary>
    protected DateTimeOffset Now => now;

    /// <summary>The context of the page of a step. Its language links lead to the same step.</summary>
    protected PageContext PageOf(SurveyStep step) => Survey.Page with { Query = QueryOf(step) };

    /// <summary>Adds answers by the rules that all channels share.</summary>
    protected Decision<AnswerResult> ApplyRules(Interaction? row, IReadOnlyDictionary<string, string> answers) =>
        AnswerRules.Apply(row, answers, ResponseChannel.Web, Survey.Link, Now);

    /// <summary>A page with questions.</summary>
    protected SurveyView Ask(SurveyStep step, ImmutableArray<Question> questions, bool mayChange) =>
        new()
        {
            Page = PageOf(step),
            Step = step,
            Questions = questions,
            MayChange = mayChange,
        };
}
