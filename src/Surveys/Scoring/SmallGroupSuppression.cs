namespace Surveys.Scoring;

/// <summary>A group's period as it may be published.</summary>
/// <param name="Totals">All that it holds.</param>
/// <param name="Published">What its figures of answers are taken from; null where they are hidden.</param>
/// <param name="LeftOut">Whether answers of hidden cells below this one are not in <paramref name="Published"/>.</param>
internal sealed record SuppressedCell(Cell Totals, Cell? Published, bool LeftOut)
{
    public static readonly SuppressedCell Empty = new(Cell.Empty, Cell.Empty, LeftOut: false);

    public bool IsHidden => Published is null;
}

/// <summary>How many answers a figure rests on: what decides whether it may be shown. Satisfaction's are the responses; each other question has its own.</summary>
internal delegate long AnswersOf(Counts counts);

/// <summary>
/// Guards small groups, so that no citizen can be singled out: no hidden cell is a sum or difference of shown ones, and nothing large is hidden for
/// something small. The rules are numbered as in <c>suppression.ten.v1</c> of docs/method.md. One guard for API, CSV, pages and comments.
/// </summary>
internal static class SmallGroupSuppression
{
    /// <summary>From so many answers on a figure is shown.</summary>
    public const int MinAnswers = 10;

    /// <summary>So many hidden cells hide each other.</summary>
    private const int MinHiddenCells = 2;

    /// <summary>What a cell as a whole is judged by.</summary>
    public static readonly AnswersOf Responses = counts => counts.Responses;

    /// <summary>Rule 1: a service's month is exact, and shown from 10 answers on. Without any answer there is nothing to hide.</summary>
    public static SuppressedCell Month(Cell month, AnswersOf? of = null) =>
        new(month, IsSmall((of ?? Responses)(month.Counts)) ? null : month, LeftOut: false);

    /// <summary>
    /// Rule 2: of a month's days, or values of one dimension, those with 1 to 9 answers are hidden, and then the next smallest too, until the hidden
    /// are two or more and hold 10 answers or more together. Of equals, the first by key goes first.
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
    /// Rule 3: a service's quarter is the sum of its shown months, and of the hidden ones where these are two or more and hold 10 answers or more together; its year
    /// likewise from its quarters.
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

    /// <summary>Rules 3 and 4: a total, a dimension's value over several months, an agency, all: the sum of what is shown.</summary>
    public static SuppressedCell SumPublished(IReadOnlyList<SuppressedCell> cells, AnswersOf? of = null)
    {
        var (whole, shown) = (new CellSum(), new PublishedSum());
        foreach (var cell in cells)
        {
            whole.Add(cell.Totals);
            shown.Add(cell);
        }

        return shown.Total(whole.Total(), of ?? Responses);
    }

    /// <summary>Rule 5: a question's figures need 10 answers to that question. The rules above are applied to its own answers as well.</summary>
    public static bool IsShown(Counts counts, Question question) => counts.AnswersTo(question) >= MinAnswers;

    private static bool IsSmall(long answers) => answers is > 0 and < MinAnswers;

    private static bool IsEnough(int cells, long answers) => cells >= MinHiddenCells && answers >= MinAnswers;
}

/// <summary>Rules 3 and 4 over cells that come one by one: the sum of what is shown of them.</summary>
internal sealed class PublishedSum
{
    private readonly CellSum _shown = new();
    private SuppressedCell? _first;
    private bool _isOnly = true;
    private bool _isLeftOut;

    public void Add(SuppressedCell cell)
    {
        _isOnly = _first is null;
        _first ??= cell;
        _isLeftOut |= cell.LeftOut || cell.IsHidden;
        if (cell.Published is { } shown)
        {
            _shown.Add(shown);
        }
    }

    /// <summary>The cell of the sum; one cell alone stays as it is.</summary>
    /// <param name="whole">All that the added cells hold.</param>
    /// <param name="of">What decides.</param>
    public SuppressedCell Total(Cell whole, AnswersOf of)
    {
        if (_isOnly && _first is not null)
        {
            return _first;
        }

        var shown = _shown.Total();
        return new SuppressedCell(whole, _isLeftOut && of(shown.Counts) is 0 ? null : shown, _isLeftOut);
    }
}
