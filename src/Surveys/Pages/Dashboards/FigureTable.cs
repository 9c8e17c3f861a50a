namespace Surveys.Pages.Dashboards;

/// <summary>A table of figures in words: the first cell of a row is its head.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Header">The columns.</param>
/// <param name="Rows">The rows.</param>
public sealed record FigureTable(
    string Caption,
    IReadOnlyList<string> Header,
    IReadOnlyList<IReadOnlyList<string>> Rows
);

/// <summary>A chart, what it says in a sentence, and its data.</summary>
/// <param name="Svg">The drawing; empty where there is nothing to draw.</param>
/// <param name="Sentence">What it says; empty where it needs no words.</param>
/// <param name="Table">The same as a table.</param>
public sealed record Figure(string Svg, string Sentence, FigureTable Table);
