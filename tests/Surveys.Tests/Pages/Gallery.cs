using System.Collections.Immutable;
using Surveys.Pages;
using Surveys.Questionnaires;
using Surveys.Scoring;
using Surveys.ServiceRegister;

namespace Surveys.Tests.Pages;

/// <summary>Every citizens' page in every state, created without storage.</summary>
internal static class Gallery
{
    /// <summary>The states by their names, which golden files have too.</summary>
    public static readonly ImmutableSortedDictionary<string, Func<Language, CitizenPage>> States = new Dictionary<
        string,
        Func<Language, CitizenPage>
    >
    {
        ["survey"] = language => CitizenPage.Survey(First(language)),
        ["survey-nothing-chosen"] = language =>
            CitizenPage.Survey(
                First(language) with
                {
                    Errors = [new FieldError("satisfaction", FieldErrorKind.Missing)],
                }
            ),
        ["survey-not-saved"] = language =>
            CitizenPage.Survey(First(language) with { Typed = Typed(("satisfaction", "4")), NotSaved = true }),
        ["survey-all-wrong"] = language =>
            CitizenPage.Survey(
                First(language) with
                {
                    Questions = StandardQuestions.All,
                    Typed = Typed(("resolved", "partly"), ("comment", "Сәлем! مرحبا <b>&amp;")),
                    Errors =
                    [
                        new FieldError("satisfaction", FieldErrorKind.Missing),
                        new FieldError("ease", FieldErrorKind.UnknownChoice),
                        new FieldError("knewAi", FieldErrorKind.Repeated),
                        new FieldError("comment", FieldErrorKind.TooLong, 1234),
                        new FieldError("", FieldErrorKind.UnknownField),
                    ],
                }
            ),
        ["rest"] = language =>
            CitizenPage.Survey(
                Rest(language) with
                {
                    Page = SurveyContext(language) with { Query = SurveyFlow.QueryOf(SurveyStep.Rest) },
                    MayChange = true,
                }
            ),
        ["rest-later"] = language => CitizenPage.Survey(Rest(language)),
        ["rest-too-long"] = language =>
            CitizenPage.Survey(
                Rest(language) with
                {
                    Typed = Typed(
                        ("resolved", "yes"),
                        ("ease", "5"),
                        ("comment", string.Join(' ', Enumerable.Repeat("комментарий", 90)))
                    ),
                    Errors = [new FieldError("comment", FieldErrorKind.TooLong, 1079)],
                }
            ),
        ["rest-not-saved"] = language =>
            CitizenPage.Survey(
                Rest(language) with
                {
                    Typed = Typed(("human", "not-needed"), ("comment", "Рақмет!")),
                    NotSaved = true,
                }
            ),
        ["change"] = language =>
            CitizenPage.Survey(
                Rest(language) with
                {
                    Page = SurveyContext(language) with { Query = SurveyFlow.QueryOf(SurveyStep.Change) },
                    Step = SurveyStep.Change,
                    Questions = StandardQuestions.All,
                }
            ),
        ["thanks"] = language => CitizenPage.Thanks(SurveyContext(language), mayChange: true, changedNothing: false),
        ["thanks-already"] = language =>
            CitizenPage.Thanks(SurveyContext(language), mayChange: false, changedNothing: true),
        ["opt-out"] = language => CitizenPage.OptOut(OptOutContext(language), notSaved: false),
        ["opt-out-not-saved"] = language => CitizenPage.OptOut(OptOutContext(language), notSaved: true),
        ["opted-out"] = language => CitizenPage.OptedOut(OptOutContext(language), canReply: true),
        ["no-number"] = language => CitizenPage.NoNumber(OptOutContext(language)),
        ["closed"] = language => CitizenPage.Closed(SurveyContext(language), new DateOnly(2026, 11, 23), sent: false),
        ["closed-sent"] = language => CitizenPage.Closed(SurveyContext(language), new DateOnly(2026, 3, 1), sent: true),
        ["unknown"] = language => CitizenPage.Unknown(OtherContext(language, "/s/7Kq2Xm9aBd")),
        ["problem"] = language => CitizenPage.Problem(SurveyContext(language), 503),
        ["unreadable"] = language => CitizenPage.Problem(SurveyContext(language), 415),
        ["too-many"] = language => CitizenPage.Problem(OtherContext(language, "/verify"), 429),
        ["verify"] = language => CitizenPage.Verify(OtherContext(language, "/verify"), "", new LinkCheck.NotAsked()),
        ["verify-empty"] = language =>
            CitizenPage.Verify(OtherContext(language, "/verify") with { Query = "code=" }, "", new LinkCheck.Empty()),
        ["verify-unknown"] = language =>
            CitizenPage.Verify(
                OtherContext(language, "/verify") with
                {
                    Query = "code=abc",
                },
                "abc",
                new LinkCheck.Unknown()
            ),
        ["verify-text"] = language =>
            CitizenPage.Verify(
                VerifyContext(language),
                "7Kq2Xm9aBc",
                new LinkCheck.SmsLink(new DateTimeOffset(2026, 11, 23, 15, 4, 0, TimeSpan.FromHours(5)))
            ),
        ["verify-link"] = language =>
            CitizenPage.Verify(VerifyContext(language), "7Kq2Xm9aBc", new LinkCheck.ShownLink()),
        ["privacy"] = language => CitizenPage.Privacy(OtherContext(language, "/privacy")),
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>A service without an Arabic name, so that the Arabic page shows a name in another language.</summary>
    public static readonly ServiceBranding Service = new(
        new Dictionary<string, string>
        {
            ["kk"] = "Жүргізуші куәлігін ауыстыру",
            ["ru"] = "Замена водительского удостоверения",
            ["en"] = "Renewing a driving licence",
        },
        "Қазақстан Республикасының Жасанды интеллект министрлігі",
        Accent.TryParse("#00695c", out var accent, out _) ? accent : throw new InvalidOperationException()
    );

    /// <summary>The HTML of a state in a language.</summary>
    public static Task<string> RenderAsync(string state, string language) =>
        States[state](LanguageCatalog.Shipped[language]).RenderAsync();

    /// <summary>The context of a survey's page.</summary>
    public static PageContext SurveyContext(Language language) =>
        new()
        {
            Language = language,
            Path = "/s/7Kq2Xm9aBc",
            SurveyPath = "/s/7Kq2Xm9aBc",
            Service = Service,
        };

    /// <summary>The page with the satisfaction question.</summary>
    public static SurveyView First(Language language) =>
        new() { Page = SurveyContext(language), Questions = [StandardQuestions.Satisfaction] };

    /// <summary>The page with the other questions.</summary>
    public static SurveyView Rest(Language language) =>
        new()
        {
            Page = SurveyContext(language),
            Questions = Questionnaire.AiServiceV1.LeftToAsk(
                new HashSet<string> { "satisfaction" },
                byPersonAlone: false
            ),
            Step = SurveyStep.Rest,
        };

    private static PageContext OptOutContext(Language language) =>
        SurveyContext(language) with
        {
            Path = "/s/7Kq2Xm9aBc/opt-out",
        };

    private static PageContext OtherContext(Language language, string path) =>
        new() { Language = language, Path = path };

    private static PageContext VerifyContext(Language language) =>
        OtherContext(language, "/verify") with
        {
            Query = "code=7Kq2Xm9aBc",
            Service = Service,
        };

    private static ImmutableDictionary<string, string> Typed(params (string Question, string Value)[] answers) =>
        answers.ToImmutableDictionary(answer => answer.Question, answer => answer.Value);
}
