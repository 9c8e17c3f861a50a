namespace Surveys.Scoring;

/// <summary>A group's period after suppression.</summary>
/// <param name="Totals">All interactions of the group.</param>
/// <param name="Published">What the figures of answers are taken from; null where they are hidden.</param>
/// <param name="LeftOut">Whether answers of hidden cells below this one are not in <paramref name="Published"/>.</param>
internal sealed record SuppressedCell(Cell Totals, Cell? Published, bool LeftOut)
{
    public static readonly SuppressedCell Empty = new(Cell.Empty, Cell.Empty, LeftOut: false);

    public bool IsHidden => Published is null;
}

/// <summary>Counts the answers that a figure is computed from. The suppression compares this number with the minimum.</summary>
internal delegate long AnswersOf(Counts counts);

/// <summary>
/// The thresholds of suppression and the sums of published cells. What is hidden is decided once, when figures are published
/// (<c>suppression.span.v2</c> in docs/method.md); the API, CSV, pages and comments only add up what is published.
/// </summary>
internal static class SmallGroupSuppression
{
    /// <summary>Minimum number of answers behind a published figure.</summary>
    public const int MinAnswers = 10;

    /// <summary>The answers to satisfaction, which decide whether a cell is published at all.</summary>
    public static readonly AnswersOf Responses = counts => counts.Responses;

    /// <summary>Whether a question's figures may be published: they need 10 answers to that question.</summary>
    public static bool HasEnoughAnswers(Counts counts, Question question) => counts.AnswersTo(question) >= MinAnswers;
}

/// <summary>A running sum of what is published of cells: nothing that is hidden enters it.</summary>
internal sealed class PublishedSum
{
    private readonly CellSum _published = new();
    private SuppressedCell? _first;
    private bool _isSingle = true;
    private bool _isLeftOut;

    public void Add(SuppressedCell cell)
    {
        _isSingle = _first is null;
        _first ??= cell;
        _isLeftOut |= cell.LeftOut || cell.IsHidden;
        if (cell.Published is { } published)
        {
            _published.Add(published);
        }
    }

    /// <summary>The sum. A single cell stays as it is.</summary>
    /// <param name="totals">All interactions of the added cells.</param>
    /// <param name="of">Counts the answers that decide whether the sum is published.</param>
    public SuppressedCell Total(Cell totals, AnswersOf of)
    {
        if (_isSingle && _first is not null)
        {
            return _first;
        }

        var published = _published.Total();
        var isHidden = _isLeftOut && of(published.Counts) is 0;
        return new SuppressedCell(totals, isHidden ? null : published, _isLeftOut);
    }
}
