using System.Globalization;
using Surveys.Ledger;
using Surveys.Scoring;

namespace Surveys.Pages.Dashboards.Charts;

/// <summary>The shape of each verdict. Verdicts differ by shape as well as by colour.</summary>
internal static class VerdictShape
{
    /// <summary>The shape alone, for legends and tables.</summary>
    public static string Draw(Verdict verdict) =>
        $"<svg class=\"chart key\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><g class=\"{KindOf(verdict)}\">"
        + $"<path class=\"shape\" d=\"{PathOf(verdict, 8, 8)}\"/></g></svg>";

    /// <summary>The CSS classes of a verdict.</summary>
    public static string KindOf(Verdict verdict) => $"verdict {WireName.Of(verdict)}";

    /// <summary>The path around a centre: a disc, a triangle, a square, a cross, or a ring for inconclusive.</summary>
    public static string PathOf(Verdict verdict, double x, double y)
    {
        FormattableString path = verdict switch
        {
            Verdict.Sustained => $"M{x - 6:0.#} {y:0.#}a6 6 0 1 0 12 0a6 6 0 1 0 -12 0Z",
            Verdict.AtCitizensExpense => $"M{x - 7:0.#} {y - 5:0.#}h14l-7 12Z",
            Verdict.NotYetSaving => $"M{x - 5.5:0.#} {y - 5.5:0.#}h11v11h-11Z",
            Verdict.Failing => $"M{x - 6:0.#} {y - 3:0.#}l3 -3l3 3l3 -3l3 3l-3 3l3 3l-3 3l-3 -3l-3 3l-3 -3l3 -3Z",
            Verdict.Inconclusive => $"M{x - 5:0.#} {y:0.#}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0Z",
            _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "Unknown verdict."),
        };
        return path.ToString(CultureInfo.InvariantCulture);
    }
}
