using Surveys.Aggregates;

namespace Surveys.Pages.Dashboards;

/// <summary>The figures of a score as text. Suppressed figures become the word for hidden.</summary>
internal static class ScoreTexts
{
    /// <summary>A figure of a score: "hidden" where it is suppressed, a dash where there is none.</summary>
    public static string FigureOf(this DashboardTexts texts, Score score, Measure<ScoreSource> measure) =>
        (measure.Style, score.Values[measure]) switch
        {
            (_, null) => measure.IsFromAnswers && score.Suppressed ? texts.Hidden : texts.None,
            (MeasureStyle.Count, long count) => texts.Whole(count),
            (MeasureStyle.Percentage, double share) => texts.Percent(share, 1),
            (MeasureStyle.Share, Share share) => texts.WithInterval(share),
            (MeasureStyle.Number, double number) => texts.Number((decimal)number, measure.Decimals),
            (MeasureStyle.Change, "up") => texts.ChangeUp,
            (MeasureStyle.Change, "down") => texts.ChangeDown,
            (MeasureStyle.Change, "none") => texts.ChangeNone,
            _ => throw new ArgumentException($"{measure.Id} is no single number.", nameof(measure)),
        };

    /// <summary>A figure that the answers of a score decide.</summary>
    public static string OrHidden(this DashboardTexts texts, Score score, string figure) =>
        score.Suppressed ? texts.Hidden : figure;

    /// <summary>The number of answers.</summary>
    public static string Answers(this DashboardTexts texts, Score score) =>
        texts.FigureOf(score, ScoreMeasures.Responses);

    /// <summary>The satisfaction with its interval.</summary>
    public static string Csat(this DashboardTexts texts, Score score) => texts.FigureOf(score, ScoreMeasures.Csat);

    /// <summary>The response rate.</summary>
    public static string ResponseRate(this DashboardTexts texts, Score score) =>
        texts.FigureOf(score, ScoreMeasures.ResponseRate);

    /// <summary>The share of interactions in which AI took part.</summary>
    public static string AiShare(this DashboardTexts texts, Score score) =>
        texts.FigureOf(score, ScoreMeasures.AiShare);

    /// <summary>The change against the period before.</summary>
    public static string Change(this DashboardTexts texts, Score score) => texts.FigureOf(score, ScoreMeasures.Change);
}
