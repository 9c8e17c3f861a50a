using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Surveys.Aggregates;
using Surveys.Ledger;
using Surveys.Scoring;

namespace Surveys.Pages.Dashboards;

/// <summary>A point of a curve.</summary>
/// <param name="Label">Beneath it.</param>
/// <param name="Share">Its height and its band; null where there is none.</param>
/// <param name="IsHidden">There is one, and it may not be shown.</param>
/// <param name="Target">What is to be reached; null where there is no such thing.</param>
internal sealed record LinePoint(string Label, Share? Share, bool IsHidden, double? Target = null);

/// <summary>A row of bars or intervals.</summary>
/// <param name="Label">Before it.</param>
/// <param name="Value">The figure in words.</param>
/// <param name="Share">Its place; null where there is none to draw.</param>
internal sealed record ChartRow(string Label, string Value, Share? Share);

/// <summary>A service in the plane of satisfaction and saving.</summary>
/// <param name="Label">What it is called in the table beneath.</param>
/// <param name="Name">Its name.</param>
/// <param name="Csat">How satisfied its citizens are.</param>
/// <param name="Net">What it saves.</param>
/// <param name="Target">What is to be reached.</param>
/// <param name="Verdict">What both say; its shape says it too.</param>
/// <param name="VerdictName">That in words.</param>
internal sealed record ValuePoint(
    string Label,
    string Name,
    Share Csat,
    decimal Net,
    double Target,
    Verdict Verdict,
    string VerdictName
);

/// <summary>
/// Charts as SVG: pure functions from figures to text. Shapes and words carry what colour does; every size is in the units of a narrow screen, so that the words
/// can be read there. (Elements close without a space, since the page's own void elements lose theirs.)
/// </summary>
internal static class Charts
{
    private const double Wide = 400;

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Shares over time, with their intervals as a band and what is to be reached as a dashed line.</summary>
    public static string Line(
        DashboardTexts texts,
        string id,
        string title,
        string description,
        IReadOnlyList<LinePoint> points
    )
    {
        const double left = 40,
            right = 394,
            top = 12,
            bottom = 172;
        var least = points.SelectMany(point => (double?[])[point.Share?.Low, point.Target]).Min() ?? 0;
        var floor = Math.Min(Math.Floor(least * 5) / 5, 0.8);
        double X(int place) =>
            points.Count is 1 ? (left + right) / 2 : left + 8 + ((right - left - 16) * place / (points.Count - 1));
        double Y(double share) => bottom - ((bottom - top) * (share - floor) / (1 - floor));
        var svg = Open(id, title, description, 205);
        for (var share = floor; share < 1.001; share += floor < 0.5 ? 0.2 : 0.1)
        {
            Line(svg, "grid", left, Y(share), right, Y(share));
            Words(svg, "axis end", left - 5, Y(share) + 4, texts.Percent(share));
        }

        foreach (var (from, count) in Runs(points))
        {
            var run = Enumerable.Range(from, count).ToList();
            if (run.Any(place => points[place].Share!.High > points[place].Share!.Low))
            {
                svg.Append("<path class=\"band\" d=\"M")
                    .AppendJoin('L', run.Select(place => At(X(place), Y(points[place].Share!.High))))
                    .Append('L')
                    .AppendJoin('L', Enumerable.Reverse(run).Select(place => At(X(place), Y(points[place].Share!.Low))))
                    .Append("Z\"/>");
            }

            svg.Append("<path class=\"curve\" d=\"M")
                .AppendJoin('L', run.Select(place => At(X(place), Y(points[place].Share!.Value))))
                .Append("\"/>");
        }

        for (var place = 0; place < points.Count; place++)
        {
            if (points[place].Target is { } target)
            {
                var half = (right - left - 16) / Math.Max(1, points.Count - 1) / 2;
                Line(
                    svg,
                    "target",
                    Math.Max(left, X(place) - half),
                    Y(target),
                    Math.Min(right, X(place) + half),
                    Y(target)
                );
            }

            if (points[place].Share is { } share)
            {
                Line(svg, "whisker", X(place), Y(share.Low), X(place), Y(share.High));
                svg.Append(
                    CultureInfo.InvariantCulture,
                    $"<circle class=\"dot\" cx=\"{X(place):0.#}\" cy=\"{Y(share.Value):0.#}\" r=\"4\"/>"
                );
            }
            else if (points[place].IsHidden)
            {
                Words(svg, "axis middle", X(place), bottom - 4, "\u00d7");
            }

            if (points.Count <= 12 || place % (1 + (points.Count / 12)) is 0)
            {
                Words(svg, "axis middle", X(place), bottom + 17, points[place].Label);
            }
        }

        if (points.Any(point => point.Target is not null))
        {
            Line(svg, "target", left, bottom + 28, left + 24, bottom + 28);
            Words(svg, "axis", left + 30, bottom + 32, texts.LegendTarget);
        }

        return Close(svg);
    }

    /// <summary>Shares beside one another, each with its interval and a notch at what is to be reached.</summary>
    public static string Intervals(
        DashboardTexts texts,
        string id,
        string title,
        string description,
        IReadOnlyList<ChartRow> rows,
        double? target
    )
    {
        const double left = 8,
            right = 392,
            step = 40,
            top = 6;
        double X(double share) => left + ((right - left) * share);
        var height = top + (rows.Count * step) + 22;
        var svg = Open(id, title, description, height);
        for (var share = 0.0; share < 1.001; share += 0.25)
        {
            Line(svg, "grid", X(share), top, X(share), height - 20);
            Words(
                svg,
                share is 0 ? "axis"
                    : share > 0.99 ? "axis end"
                    : "axis middle",
                X(share),
                height - 6,
                texts.Percent(share)
            );
        }

        foreach (var (row, place) in rows.Select((row, place) => (row, place)))
        {
            var y = top + (place * step) + 14;
            Words(svg, "name", left, y, row.Label);
            Words(svg, "value end", right, y, row.Value);
            if (row.Share is { } known)
            {
                Line(svg, "bar", X(known.Low), y + 13, X(known.High), y + 13);
                svg.Append(
                    CultureInfo.InvariantCulture,
                    $"<circle class=\"dot\" cx=\"{X(known.Value):0.#}\" cy=\"{y + 13:0.#}\" r=\"5\"/>"
                );
            }

            if (target is { } wanted)
            {
                // Beside the bar alone: across the words it would be in the way.
                Line(svg, "mark", X(wanted), y + 5, X(wanted), y + 21);
            }
        }

        return Close(svg);
    }

    /// <summary>Parts of a whole as bars.</summary>
    public static string Bars(string id, string title, string description, IReadOnlyList<ChartRow> rows)
    {
        const double left = 8,
            right = 392,
            step = 40,
            top = 2;
        var svg = Open(id, title, description, top + (rows.Count * step) + 6);
        foreach (var (row, place) in rows.Select((row, place) => (row, place)))
        {
            var y = top + (place * step) + 14;
            Words(svg, "name", left, y, row.Label);
            Words(svg, "value end", right, y, row.Value);
            Box(svg, "rail", left, y + 6, right - left, 14);
            Box(svg, "fill", left, y + 6, (right - left) * Math.Clamp(row.Share?.Value ?? 0, 0, 1), 14);
        }

        return Close(svg);
    }

    /// <summary>Services by satisfaction (across, with its interval and a notch at the target) and net saving (upwards).</summary>
    public static string Scatter(
        DashboardTexts texts,
        string id,
        string title,
        string description,
        IReadOnlyList<ValuePoint> points,
        string currency
    )
    {
        const double left = 12,
            right = 448,
            top = 34,
            bottom = 318;
        var floor = Math.Min(
            0.8,
            Math.Floor(points.Select(point => Math.Min(point.Csat.Low, point.Target)).DefaultIfEmpty(0).Min() * 10) / 10
        );
        var most = Math.Max(1, (double)points.Select(point => point.Net).DefaultIfEmpty(0).Max()) * 1.12;
        var least = Math.Min(-most / 6, (double)points.Select(point => point.Net).DefaultIfEmpty(0).Min() * 1.12);
        double X(double share) => left + ((right - left) * (share - floor) / (1 - floor));
        double Y(double net) => bottom - ((bottom - top) * (net - least) / (most - least));
        var svg = Open(id, title, description, 350, 460);
        for (var share = floor; share < 1.001; share += floor < 0.5 ? 0.2 : 0.1)
        {
            Line(svg, "grid", X(share), top, X(share), bottom);
            Words(
                svg,
                share > 0.99 ? "axis end"
                    : share == floor ? "axis"
                    : "axis middle",
                X(share),
                bottom + 16,
                texts.Percent(share)
            );
        }

        Words(svg, "axis end", right, bottom + 31, texts.PlaneAcross);
        Words(svg, "axis", left, 14, DashboardTexts.Fill(texts.PlaneUp, currency));
        foreach (var net in Steps(least, most))
        {
            Line(svg, net is 0 ? "zero" : "grid", left, Y(net), right, Y(net));
            Words(svg, "axis", left + 2, Y(net) - 3, texts.Number((decimal)net, 0));
        }

        foreach (var point in points)
        {
            var (x, y) = (X(point.Csat.Value), Y((double)point.Net));
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<g class=\"verdict {WireName.Of(point.Verdict)}\"><title>{Encoder.Encode($"{point.Label}. {point.Name}: {texts.WithInterval(point.Csat)}; {texts.Money(point.Net, currency)}; {point.VerdictName}")}</title>"
            );
            Line(svg, "bar", X(point.Csat.Low), y, X(point.Csat.High), y);
            Line(svg, "notch", X(point.Target), y - 7, X(point.Target), y + 7);
            svg.Append("<path class=\"shape\" d=\"").Append(ShapeOf(point.Verdict, x, y)).Append("\"/>");
            Words(svg, "name middle", x, y - 10, point.Label);
            svg.Append("</g>");
        }

        return Close(svg);
    }

    /// <summary>The shape of a verdict by itself, for a legend.</summary>
    public static string VerdictKey(Verdict verdict) =>
        $"<svg class=\"chart key\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><g class=\"verdict {WireName.Of(verdict)}\"><path class=\"shape\" d=\"{ShapeOf(verdict, 8, 8)}\"/></g></svg>";

    /// <summary>A circle, a triangle on its point, a square, a cross; a ring where nothing can be told.</summary>
    private static string ShapeOf(Verdict verdict, double x, double y)
    {
        FormattableString path = verdict switch
        {
            Verdict.Sustained => $"M{x - 6:0.#} {y:0.#}a6 6 0 1 0 12 0a6 6 0 1 0 -12 0Z",
            Verdict.AtCitizensExpense => $"M{x - 7:0.#} {y - 5:0.#}h14l-7 12Z",
            Verdict.NotYetSaving => $"M{x - 5.5:0.#} {y - 5.5:0.#}h11v11h-11Z",
            Verdict.Failing => $"M{x - 6:0.#} {y - 3:0.#}l3 -3l3 3l3 -3l3 3l-3 3l3 3l-3 3l-3 -3l-3 3l-3 -3l3 -3Z",
            Verdict.Inconclusive => $"M{x - 5:0.#} {y:0.#}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0Z",
            _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "No such verdict."),
        };
        return path.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Round numbers between two, 0 among them.</summary>
    private static IEnumerable<double> Steps(double least, double most)
    {
        var raw = (most - least) / 5;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step =
            power
            * (
                (raw / power) switch
                {
                    <= 1 => 1,
                    <= 2 => 2,
                    <= 5 => 5,
                    _ => 10,
                }
            );
        for (var at = Math.Ceiling(least / step) * step; at <= most; at += step)
        {
            yield return Math.Round(at);
        }
    }

    /// <summary>Stretches of points that are all known.</summary>
    private static IEnumerable<(int From, int Count)> Runs(IReadOnlyList<LinePoint> points)
    {
        for (var from = 0; from < points.Count; from++)
        {
            var count = points.Skip(from).TakeWhile(point => point.Share is not null).Count();
            if (count > 0)
            {
                yield return (from, count);
                from += count;
            }
        }
    }

    private static StringBuilder Open(
        string id,
        string title,
        string description,
        double height,
        double width = Wide
    ) =>
        new StringBuilder().Append(
            CultureInfo.InvariantCulture,
            $"<svg class=\"chart\" viewBox=\"0 0 {width:0.#} {height:0.#}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\"><title id=\"{id}-title\">{Encoder.Encode(title)}</title><desc id=\"{id}-desc\">{Encoder.Encode(description)}</desc>"
        );

    private static string Close(StringBuilder svg) => svg.Append("</svg>").ToString();

    private static string At(double x, double y) => string.Create(CultureInfo.InvariantCulture, $"{x:0.#} {y:0.#}");

    private static void Line(StringBuilder svg, string kind, double x1, double y1, double x2, double y2) =>
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<line class=\"{kind}\" x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\"/>"
        );

    private static void Box(StringBuilder svg, string kind, double x, double y, double width, double height) =>
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<rect class=\"{kind}\" x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{width:0.#}\" height=\"{height:0.#}\"/>"
        );

    private static void Words(StringBuilder svg, string kind, double x, double y, string words) =>
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text class=\"{kind}\" x=\"{x:0.#}\" y=\"{y:0.#}\">{Encoder.Encode(words)}</text>"
        );
}
