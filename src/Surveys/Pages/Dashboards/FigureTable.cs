namespace Surveys.Pages.Dashboards;

/// <summary>A table of figures as text. The first cell of each row is its header.</summary>
/// <param name="Caption">The caption.</param>
/// <param name="Header">The column headers.</param>
/// <param name="Rows">The rows; each has one cell for each column.</param>
public sealed record FigureTable(
    string Caption,
    IReadOnlyList<string> Header,
    IReadOnlyList<IReadOnlyList<string>> Rows
)
{
    /// <summary>A table with one row for each item. Each column has its header and its cells in one place.</summary>
    /// <param name="caption">The caption.</param>
    /// <param name="items">The items, one row each.</param>
    /// <param name="columns">The columns from left to right.</param>
    public static FigureTable Of<T>(
        string caption,
        IEnumerable<T> items,
        params IReadOnlyList<(string Header, Func<T, string> Cell)> columns
    ) =>
        new(
            caption,
            [.. columns.Select(column => column.Header)],
            [.. items.Select(item => (IReadOnlyList<string>)[.. columns.Select(column => column.Cell(item))])]
        );
}

/// <summary>A chart, a sentence about it, and its data as a table.</summary>
/// <param name="Svg">The chart; empty if there is nothing to draw.</param>
/// <param name="Sentence">What the chart shows; empty if it needs no sentence.</param>
/// <param name="Table">The data of the chart.</param>
public sealed record Figure(string Svg, string Sentence, FigureTable Table);
