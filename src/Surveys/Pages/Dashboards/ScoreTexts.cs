using Surveys.Aggregates;

namespace Surveys.Pages.Dashboards;

/// <summary>The figures of a score as text. Suppressed figures become the word for hidden.</summary>
internal static class ScoreTexts
{
    /// <summary>A figure that the answers of a score decide.</summary>
    public static string OrHidden(this DashboardTexts texts, Score score, string figure) =>
        score.Suppressed ? texts.Hidden : figure;

    /// <summary>The number of answers.</summary>
    public static string Answers(this DashboardTexts texts, Score score) =>
        texts.OrHidden(score, texts.Whole(score.Responses ?? 0));

    /// <summary>The satisfaction with its interval.</summary>
    public static string Csat(this DashboardTexts texts, Score score) =>
        texts.OrHidden(score, texts.WithInterval(score.Csat));

    /// <summary>The response rate.</summary>
    public static string ResponseRate(this DashboardTexts texts, Score score) =>
        texts.OrHidden(score, texts.PercentOrNone(score.ResponseRate));

    /// <summary>The share of interactions in which AI took part.</summary>
    public static string AiShare(this DashboardTexts texts, Score score) => texts.PercentOrNone(score.AiShare);

    /// <summary>The change against the period before.</summary>
    public static string Change(this DashboardTexts texts, Score score) =>
        score.Change switch
        {
            "up" => texts.ChangeUp,
            "down" => texts.ChangeDown,
            "none" => texts.ChangeNone,
            _ => texts.None,
        };

    /// <summary>A share with one decimal; a dash if there is none.</summary>
    public static string PercentOrNone(this DashboardTexts texts, double? share) =>
        share is { } known ? texts.Percent(known, 1) : texts.None;
}
