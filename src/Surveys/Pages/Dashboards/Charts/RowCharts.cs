namespace Surveys.Pages.Dashboards.Charts;

/// <summary>Charts with one row for each value.</summary>
internal static class RowCharts
{
    private const double Left = 8;
    private const double Right = 392;
    private const double RowHeight = 40;

    /// <summary>Draws shares with their intervals, and a mark at the target.</summary>
    /// <param name="texts">The texts in the reader's language.</param>
    /// <param name="id">The prefix of ids within the page.</param>
    /// <param name="title">The title.</param>
    /// <param name="description">The description for screen readers.</param>
    /// <param name="rows">The rows from top to bottom.</param>
    /// <param name="target">The target, 0 to 1; null if there is none.</param>
    public static string DrawIntervals(
        DashboardTexts texts,
        string id,
        string title,
        string description,
        IReadOnlyList<ChartRow> rows,
        double? target
    )
    {
        const double top = 6;
        var height = top + (rows.Count * RowHeight) + 22;
        var svg = new SvgDrawing(id, title, description, height);
        for (var share = 0.0; share < 1.001; share += 0.25)
        {
            var kind =
                share is 0 ? "axis"
                : share > 0.99 ? "axis end"
                : "axis middle";
            svg.Line("grid", X(share), top, X(share), height - 20);
            svg.Text(kind, X(share), height - 6, texts.Percent(share));
        }

        var y = top + 14;
        foreach (var row in rows)
        {
            DrawLabel(svg, row, y);
            if (row.Share is { } share)
            {
                svg.Line("bar", X(share.Low), y + 13, X(share.High), y + 13);
                svg.Circle("dot", X(share.Value), y + 13, 5);
            }

            if (target is { } mark)
            {
                svg.Line("mark", X(mark), y + 5, X(mark), y + 21);
            }

            y += RowHeight;
        }

        return svg.ToString();
    }

    /// <summary>Draws shares of a whole as bars.</summary>
    /// <param name="id">The prefix of ids within the page.</param>
    /// <param name="title">The title.</param>
    /// <param name="description">The description for screen readers.</param>
    /// <param name="rows">The rows from top to bottom.</param>
    public static string DrawBars(string id, string title, string description, IReadOnlyList<ChartRow> rows)
    {
        const double top = 2;
        var svg = new SvgDrawing(id, title, description, top + (rows.Count * RowHeight) + 6);
        var y = top + 14;
        foreach (var row in rows)
        {
            DrawLabel(svg, row, y);
            svg.Rectangle("rail", Left, y + 6, Right - Left, 14);
            svg.Rectangle("fill", Left, y + 6, (Right - Left) * Math.Clamp(row.Share?.Value ?? 0, 0, 1), 14);
            y += RowHeight;
        }

        return svg.ToString();
    }

    private static double X(double share) => Left + ((Right - Left) * share);

    private static void DrawLabel(SvgDrawing svg, ChartRow row, double y)
    {
        svg.Text("name", Left, y, row.Label);
        svg.Text("value end", Right, y, row.Value);
    }
}
