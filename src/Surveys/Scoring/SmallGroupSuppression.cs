namespace Surveys.Scoring;

/// <summary>A group's period after suppression.</summary>
/// <param name="Totals">All interactions of the group.</param>
/// <param name="Published">What the figures of answers are taken from; null where they are hidden.</param>
/// <param name="LeftOut">
/// Whether answers of hidden cells below this one are not in <paramref name="Published"/>.
/// </param>
internal sealed record SuppressedCell(Cell Totals, Cell? Published, bool LeftOut)
{
    public static readonly SuppressedCell Empty = new(Cell.Empty, Cell.Empty, LeftOut: false);

    public bool IsHidden => Published is null;
}

/// <summary>
/// Counts the answers that a figure is computed from. The suppression compares this number with the minimum.
/// </summary>
internal delegate long AnswersOf(Counts counts);

/// <summary>
/// Suppresses small groups, so that no citizen can be singled out: no hidden cell is a sum or difference of published
/// ones, and nothing large is hidden for something small. The numbers of the rules are those of
/// <c>suppression.ten.v1</c> in docs/method.md. The API, CSV, pages and comments all use these rules.
/// </summary>
internal static class SmallGroupSuppression
{
    /// <summary>Minimum number of answers behind a published figure.</summary>
    public const int MinAnswers = 10;

    /// <summary>
    /// Minimum number of hidden cells in a group, since a single one would be the difference of the others to the
    /// total.
    /// </summary>
    private const int MinHiddenCells = 2;

    /// <summary>The answers to satisfaction, which decide whether a cell is published at all.</summary>
    public static readonly AnswersOf Responses = counts => counts.Responses;

    /// <summary>
    /// Rule 1: a service's month is exact, and published from 10 answers on. A month without answers has nothing to
    /// hide.
    /// </summary>
    public static SuppressedCell Month(Cell month, AnswersOf? of = null) =>
        new(month, IsSmall((of ?? Responses)(month.Counts)) ? null : month, LeftOut: false);

    /// <summary>
    /// Rule 2: of a month's days, or values of one dimension, those with 1 to 9 answers are hidden. The next smallest
    /// are hidden too, until the hidden cells are two or more and hold 10 answers or more together. Of equals, the
    /// first key is hidden first.
    /// </summary>
    public static SortedDictionary<TKey, SuppressedCell> WithinMonth<TKey>(
        SortedDictionary<TKey, Cell> month,
        AnswersOf? of = null
    )
        where TKey : notnull
    {
        var (hidden, answers) = (0, 0L);
        var order = month
            .Select(pair => (pair.Key, pair.Value, Answers: (of ?? Responses)(pair.Value.Counts)))
            .Where(each => each.Answers > 0)
            .OrderBy(each => each.Answers)
            .ToList();
        while (hidden < order.Count && (IsSmall(order[hidden].Answers) || (hidden > 0 && !IsEnough(hidden, answers))))
        {
            answers += order[hidden++].Answers;
        }

        var cells = new SortedDictionary<TKey, SuppressedCell>(month.Comparer);
        foreach (var (key, cell) in month)
        {
            cells[key] = new SuppressedCell(cell, cell, LeftOut: false);
        }

        foreach (var (key, cell, _) in order.Take(hidden))
        {
            cells[key] = new SuppressedCell(cell, null, LeftOut: false);
        }

        return cells;
    }

    /// <summary>
    /// Rule 3: a service's quarter is the sum of its published months. The hidden months are added where they are two
    /// or more and hold 10 answers or more together. A year follows from its quarters in the same way.
    /// </summary>
    public static SuppressedCell CoarserPeriod(IReadOnlyList<SuppressedCell> finer, AnswersOf? of = null)
    {
        var hidden = finer.Where(cell => cell.IsHidden).ToList();
        return IsEnough(hidden.Count, hidden.Sum(cell => (of ?? Responses)(cell.Totals.Counts)))
            ? SumPublished(
                [
                    .. finer.Select(cell =>
                        cell.IsHidden ? new SuppressedCell(cell.Totals, cell.Totals, LeftOut: false) : cell
                    ),
                ],
                of
            )
            : SumPublished(finer, of);
    }

    /// <summary>
    /// Rules 3 and 4: a total, a dimension's value over several months, an agency and all services are the sum of what
    /// is published.
    /// </summary>
    public static SuppressedCell SumPublished(IReadOnlyList<SuppressedCell> cells, AnswersOf? of = null)
    {
        var (totals, published) = (new CellSum(), new PublishedSum());
        foreach (var cell in cells)
        {
            totals.Add(cell.Totals);
            published.Add(cell);
        }

        return published.Total(totals.Total(), of ?? Responses);
    }

    /// <summary>
    /// Rule 5: a question's figures need 10 answers to that question, besides the rules above on its own answers.
    /// </summary>
    public static bool HasEnoughAnswers(Counts counts, Question question) => counts.AnswersTo(question) >= MinAnswers;

    private static bool IsSmall(long answers) => answers is > 0 and < MinAnswers;

    private static bool IsEnough(int cells, long answers) => cells >= MinHiddenCells && answers >= MinAnswers;
}

/// <summary>A running sum of what is published of cells, by rules 3 and 4.</summary>
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
