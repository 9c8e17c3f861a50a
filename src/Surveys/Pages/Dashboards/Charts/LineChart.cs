namespace Surveys.Pages.Dashboards.Charts;

/// <summary>Shares over time: a line, a band for the intervals, and a dashed line for the target.</summary>
internal sealed class LineChart
{
    private const double Left = 40;
    private const double Right = 394;
    private const double Top = 12;
    private const double Bottom = 172;
    private const double Height = 205;
    private const double Padding = 8;

    /// <summary>The maximum number of labels on the horizontal axis.</summary>
    private const int MaxLabels = 12;

    private readonly DashboardTexts texts;
    private readonly IReadOnlyList<LinePoint> points;
    private readonly SvgDrawing svg;
    private readonly double floor;

    private LineChart(DashboardTexts texts, IReadOnlyList<LinePoint> points, SvgDrawing svg)
    {
        (this.texts, this.points, this.svg) = (texts, points, svg);
        var min = points.SelectMany(point => (double?[])[point.Share?.Low, point.Target]).Min() ?? 0;
        floor = Math.Min(Math.Floor(min * 5) / 5, 0.8);
    }

    /// <summary>Draws the chart.</summary>
    /// <param name="texts">The texts in the reader's language.</param>
    /// <param name="id">The prefix of ids within the page.</param>
    /// <param name="title">The title.</param>
    /// <param name="description">The description for screen readers.</param>
    /// <param name="points">The points from left to right.</param>
    public static string Draw(
        DashboardTexts texts,
        string id,
        string title,
        string description,
        IReadOnlyList<LinePoint> points
    )
    {
        var chart = new LineChart(texts, points, new SvgDrawing(id, title, description, Height));
        chart.DrawGrid();
        foreach (var run in chart.Runs())
        {
            chart.DrawRun(run);
        }

        for (var index = 0; index < points.Count; index++)
        {
            chart.DrawPoint(index);
        }

        chart.DrawLegend();
        return chart.svg.ToString();
    }

    private double X(int index) =>
        points.Count is 1
            ? (Left + Right) / 2
            : Left + Padding + ((Right - Left - (2 * Padding)) * index / (points.Count - 1));

    private double Y(double share) => Bottom - ((Bottom - Top) * (share - floor) / (1 - floor));

    private void DrawGrid()
    {
        for (var share = floor; share < 1.001; share += floor < 0.5 ? 0.2 : 0.1)
        {
            svg.Line("grid", Left, Y(share), Right, Y(share));
            svg.Text("axis end", Left - 5, Y(share) + 4, texts.Percent(share));
        }
    }

    /// <summary>The ranges of consecutive points that have a value.</summary>
    private IEnumerable<IReadOnlyList<int>> Runs()
    {
        for (var start = 0; start < points.Count; start++)
        {
            var count = points.Skip(start).TakeWhile(point => point.Share is not null).Count();
            if (count > 0)
            {
                yield return [.. Enumerable.Range(start, count)];
                start += count;
            }
        }
    }

    private void DrawRun(IReadOnlyList<int> run)
    {
        if (run.Any(index => points[index].Share!.High > points[index].Share!.Low))
        {
            var upper = run.Select(index => SvgDrawing.At(X(index), Y(points[index].Share!.High)));
            var lower = run.Reverse().Select(index => SvgDrawing.At(X(index), Y(points[index].Share!.Low)));
            svg.Path("band", $"M{string.Join('L', upper.Concat(lower))}Z");
        }

        var line = run.Select(index => SvgDrawing.At(X(index), Y(points[index].Share!.Value)));
        svg.Path("curve", "M" + string.Join('L', line));
    }

    private void DrawPoint(int index)
    {
        var point = points[index];
        if (point.Target is { } target)
        {
            var half = (Right - Left - (2 * Padding)) / Math.Max(1, points.Count - 1) / 2;
            var (from, to) = (Math.Max(Left, X(index) - half), Math.Min(Right, X(index) + half));
            svg.Line("target", from, Y(target), to, Y(target));
        }

        if (point.Share is { } share)
        {
            svg.Line("whisker", X(index), Y(share.Low), X(index), Y(share.High));
            svg.Circle("dot", X(index), Y(share.Value), 4);
        }
        else if (point.IsHidden)
        {
            svg.Text("axis middle", X(index), Bottom - 4, "\u00d7");
        }

        if (points.Count <= MaxLabels || index % (1 + (points.Count / MaxLabels)) is 0)
        {
            svg.Text("axis middle", X(index), Bottom + 17, point.Label);
        }
    }

    private void DrawLegend()
    {
        if (points.Any(point => point.Target is not null))
        {
            svg.Line("target", Left, Bottom + 28, Left + 24, Bottom + 28);
            svg.Text("axis", Left + 30, Bottom + 32, texts.LegendTarget);
        }
    }
}
