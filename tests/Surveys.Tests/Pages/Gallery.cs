using System.Collections.Immutable;
using Surveys.Pages;
using Surveys.Questionnaires;
using Surveys.Scoring;
using Surveys.ServiceRegister;

namespace Surveys.Tests.Pages;

/// <summary>Every citizen's page in every state, made without storage: for golden files, and for the browser's eyes and axe's.</summary>
internal static class Gallery
{
    /// <summary>The states by name, as in the names of golden files.</summary>
    public static readonly ImmutableSortedDictionary<string, Func<PageLanguage, Page>> States = new Dictionary<
        string,
        Func<PageLanguage, Page>
    >
    {
        ["survey"] = language => Page.Survey(First(language)),
        ["survey-nothing-chosen"] = language =>
            Page.Survey(First(language) with { Errors = [new FieldError("satisfaction", FieldErrorKind.Missing)] }),
        ["survey-not-saved"] = language =>
            Page.Survey(First(language) with { Typed = Typed(("satisfaction", "4")), NotSaved = true }),
        ["survey-all-wrong"] = language =>
            Page.Survey(
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
        ["rest"] = language => Page.Survey(Rest(language) with { MayChange = true }),
        ["rest-later"] = language => Page.Survey(Rest(language)),
        ["rest-too-long"] = language =>
            Page.Survey(
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
            Page.Survey(
                Rest(language) with
                {
                    Typed = Typed(("human", "not-needed"), ("comment", "Рақмет!")),
                    NotSaved = true,
                }
            ),
        ["thanks"] = language => Page.Thanks(Visit(language), mayChange: true, changedNothing: false),
        ["thanks-already"] = language => Page.Thanks(Visit(language), mayChange: false, changedNothing: true),
        ["opt-out"] = language => Page.OptOut(OptOutVisit(language), notSaved: false),
        ["opt-out-not-saved"] = language => Page.OptOut(OptOutVisit(language), notSaved: true),
        ["opted-out"] = language => Page.OptedOut(OptOutVisit(language), repliesReach: true),
        ["no-number"] = language => Page.NoNumber(OptOutVisit(language)),
        ["closed"] = language => Page.Closed(Visit(language), new DateOnly(2026, 11, 23), sent: false),
        ["closed-sent"] = language => Page.Closed(Visit(language), new DateOnly(2026, 3, 1), sent: true),
        ["unknown"] = language => Page.Unknown(Stranger(language, "/s/7Kq2Xm9aBd")),
        ["problem"] = language => Page.Problem(Visit(language), 503),
        ["unreadable"] = language => Page.Problem(Visit(language), 415),
        ["too-many"] = language => Page.Problem(Stranger(language, "/verify"), 429),
        ["verify"] = language => Page.Verify(Stranger(language, "/verify"), "", new LinkCheck.NotAsked()),
        ["verify-empty"] = language =>
            Page.Verify(Stranger(language, "/verify") with { Query = "code=" }, "", new LinkCheck.Empty()),
        ["verify-unknown"] = language =>
            Page.Verify(Stranger(language, "/verify") with { Query = "code=abc" }, "abc", new LinkCheck.Unknown()),
        ["verify-text"] = language =>
            Page.Verify(
                Verified(language),
                "7Kq2Xm9aBc",
                new LinkCheck.OfText(new DateTimeOffset(2026, 11, 23, 15, 4, 0, TimeSpan.FromHours(5)))
            ),
        ["verify-link"] = language => Page.Verify(Verified(language), "7Kq2Xm9aBc", new LinkCheck.OfLink()),
        ["privacy"] = language => Page.Privacy(Stranger(language, "/privacy")),
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>A service named in the contract's three languages, so that an Arabic page shows a name in another.</summary>
    public static readonly ServiceFace Service = new(
        new Dictionary<string, string>
        {
            ["kk"] = "Жүргізуші куәлігін ауыстыру",
            ["ru"] = "Замена водительского удостоверения",
            ["en"] = "Renewing a driving licence",
        },
        "Қазақстан Республикасының Жасанды интеллект министрлігі",
        Accent.TryParse("#00695c", out var accent, out _) ? accent : throw new InvalidOperationException()
    );

    /// <summary>A reader of a survey that exists.</summary>
    public static PageContext Visit(PageLanguage language) =>
        new()
        {
            Language = language,
            Path = "/s/7Kq2Xm9aBc",
            SurveyPath = "/s/7Kq2Xm9aBc",
            Service = Service,
        };

    /// <summary>The page that begins a survey.</summary>
    public static SurveyView First(PageLanguage language) =>
        new() { Visit = Visit(language), Questions = [StandardQuestions.Satisfaction] };

    /// <summary>The page that asks the rest.</summary>
    public static SurveyView Rest(PageLanguage language) =>
        new()
        {
            Visit = Visit(language),
            Questions = Questionnaire.AiServiceV1.LeftToAsk(
                new HashSet<string> { "satisfaction" },
                byPersonAlone: false
            ),
            Satisfaction = "4",
        };

    private static PageContext OptOutVisit(PageLanguage language) =>
        Visit(language) with
        {
            Path = "/s/7Kq2Xm9aBc/opt-out",
        };

    private static PageContext Stranger(PageLanguage language, string path) =>
        new() { Language = language, Path = path };

    private static PageContext Verified(PageLanguage language) =>
        Stranger(language, "/verify") with
        {
            Query = "code=7Kq2Xm9aBc",
            Service = Service,
        };

    private static ImmutableDictionary<string, string> Typed(params (string Question, string Value)[] answers) =>
        answers.ToImmutableDictionary(answer => answer.Question, answer => answer.Value);
}
