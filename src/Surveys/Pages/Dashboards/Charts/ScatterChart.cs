namespace Surveys.Pages.Dashboards.Charts;

/// <summary>
/// Services by satisfaction (horizontal, with interval and target) and net saving (vertical, in one currency).
/// </summary>
internal sealed class ScatterChart
{
    private const double Left = 12;
    private const double Right = 448;
    private const double Top = 34;
    private const double Bottom = 318;
    private const double Height = 350;
    private const double Width = 460;

    private readonly DashboardTexts texts;
    private readonly SvgDrawing svg;
    private readonly double floor;
    private readonly double max;
    private readonly double min;

    private ScatterChart(DashboardTexts texts, SvgDrawing svg, IReadOnlyList<ValuePoint> points)
    {
        (this.texts, this.svg) = (texts, svg);
        var lowest = points.Select(point => Math.Min(point.Csat.Low, point.Target)).DefaultIfEmpty(0).Min();
        floor = Math.Min(0.8, Math.Floor(lowest * 10) / 10);
        max = Math.Max(1, (double)points.Select(point => point.Net).DefaultIfEmpty(0).Max()) * 1.12;
        min = Math.Min(-max / 6, (double)points.Select(point => point.Net).DefaultIfEmpty(0).Min() * 1.12);
    }

    /// <summary>Draws the chart.</summary>
    /// <param name="texts">The texts in the reader's language.</param>
    /// <param name="id">The prefix of ids within the page.</param>
    /// <param name="title">The title.</param>
    /// <param name="description">The description for screen readers.</param>
    /// <param name="points">The services.</param>
    /// <param name="currency">The currency of all net savings (ISO 4217).</param>
    public static string Draw(
        DashboardTexts texts,
        string id,
        string title,
        string description,
        IReadOnlyList<ValuePoint> points,
        string currency
    )
    {
        var chart = new ScatterChart(texts, new SvgDrawing(id, title, description, Height, Width), points);
        chart.DrawGrid(currency);
        foreach (var point in points)
        {
            chart.DrawPoint(point, currency);
        }

        return chart.svg.ToString();
    }

    private double X(double share) => Left + ((Right - Left) * (share - floor) / (1 - floor));

    private double Y(double net) => Bottom - ((Bottom - Top) * (net - min) / (max - min));

    private void DrawGrid(string currency)
    {
        for (var share = floor; share < 1.001; share += floor < 0.5 ? 0.2 : 0.1)
        {
            var kind =
                share > 0.99 ? "axis end"
                : share == floor ? "axis"
                : "axis middle";
            svg.Line("grid", X(share), Top, X(share), Bottom);
            svg.Text(kind, X(share), Bottom + 16, texts.Percent(share));
        }

        svg.Text("axis end", Right, Bottom + 31, texts.PlaneAcross);
        svg.Text("axis", Left, 14, DashboardTexts.Fill(texts.PlaneUp, currency));
        foreach (var net in Ticks(min, max))
        {
            svg.Line(net is 0 ? "zero" : "grid", Left, Y(net), Right, Y(net));
            svg.Text("axis", Left + 2, Y(net) - 3, texts.Number((decimal)net, 0));
        }
    }

    private void DrawPoint(ValuePoint point, string currency)
    {
        var (x, y) = (X(point.Csat.Value), Y((double)point.Net));
        var figures = $"{texts.WithInterval(point.Csat)}; {texts.Money(point.Net, currency)}; {point.VerdictName}";
        svg.BeginGroup(VerdictShape.KindOf(point.Verdict), $"{point.Label}. {point.Name}: {figures}");
        svg.Line("bar", X(point.Csat.Low), y, X(point.Csat.High), y);
        svg.Line("notch", X(point.Target), y - 7, X(point.Target), y + 7);
        svg.Path("shape", VerdictShape.PathOf(point.Verdict, x, y));
        svg.Text("name middle", x, y - 10, point.Label);
        svg.EndGroup();
    }

    /// <summary>About five round numbers between two numbers, including 0.</summary>
    private static IEnumerable<double> Ticks(double min, double max)
    {
        var raw = (max - min) / 5;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var factor = (raw / power) switch
        {
            <= 1 => 1,
            <= 2 => 2,
            <= 5 => 5,
            _ => 10,
        };
        var step = power * factor;
        for (var at = Math.Ceiling(min / step) * step; at <= max; at += step)
        {
            yield return Math.Round(at);
        }
    }
}
