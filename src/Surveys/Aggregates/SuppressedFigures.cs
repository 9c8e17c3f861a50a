using System.Collections.Immutable;
using Surveys.Scoring;

namespace Surveys.Aggregates;

/// <summary>
/// A group's period after suppression, one cell for each kind of answer. The answers to satisfaction decide whether the
/// group is published at all. The answers to every other question follow the same rules on their own; otherwise a
/// hidden figure of a question could be computed from its neighbours. Only the cell of satisfaction has strata, since
/// nothing else is weighted.
/// </summary>
internal sealed class SuppressedFigures
{
    /// <summary>The questions that have figures besides satisfaction, in the order in which they are asked.</summary>
    public static readonly ImmutableArray<Question> Questions =
    [
        .. StandardQuestions.All.Where(question =>
            question.Kind is not QuestionKind.Text && question != StandardQuestions.Satisfaction
        ),
    ];

    /// <summary>
    /// What the suppression of each cell counts: satisfaction first, then <see cref="Questions"/>, then silent failure.
    /// </summary>
    private static readonly ImmutableArray<AnswersOf> AnswerCounts =
    [
        SmallGroupSuppression.Responses,
        .. Questions.Select<Question, AnswersOf>(question => counts => counts.AnswersTo(question)),
        counts => counts[Counters.SilentAsked],
    ];

    private readonly ImmutableArray<SuppressedCell> _cells;

    private SuppressedFigures(ImmutableArray<SuppressedCell> cells) => _cells = cells;

    /// <summary>A period without interactions.</summary>
    public static SuppressedFigures Empty { get; } = Month(Cell.Empty);

    /// <summary>The cell of the answers to satisfaction, which decides for the group.</summary>
    public SuppressedCell Satisfaction => _cells[0];

    /// <summary>The cell of the joint measure of silent failure.</summary>
    public SuppressedCell Silent => _cells[^1];

    /// <summary>The cell of one of <see cref="Questions"/>.</summary>
    public SuppressedCell Question(Question question) => _cells[1 + Questions.IndexOf(question)];

    /// <summary>Rule 1.</summary>
    public static SuppressedFigures Month(Cell month)
    {
        var unweighted = month.WithoutStrata;
        return ForEach((place, of) => SmallGroupSuppression.Month(place is 0 ? month : unweighted, of));
    }

    /// <summary>Rule 2.</summary>
    public static SortedDictionary<TKey, SuppressedFigures> WithinMonth<TKey>(SortedDictionary<TKey, Cell> month)
        where TKey : notnull
    {
        var unweighted = new SortedDictionary<TKey, Cell>(month.Comparer);
        foreach (var (key, cell) in month)
        {
            unweighted[key] = cell.WithoutStrata;
        }

        var cells = AnswerCounts
            .Select((of, place) => SmallGroupSuppression.WithinMonth(place is 0 ? month : unweighted, of))
            .ToList();
        var figures = new SortedDictionary<TKey, SuppressedFigures>(month.Comparer);
        foreach (var key in month.Keys)
        {
            figures[key] = ForEach((place, _) => cells[place][key]);
        }

        return figures;
    }

    /// <summary>Rule 3, for a service's quarter or year.</summary>
    public static SuppressedFigures CoarserPeriod(IReadOnlyList<SuppressedFigures> finer) =>
        ForEach((place, of) => SmallGroupSuppression.CoarserPeriod([.. finer.Select(each => each._cells[place])], of));

    /// <summary>Rules 3 and 4, for totals, values, agencies and all.</summary>
    public static SuppressedFigures SumPublished(IReadOnlyList<SuppressedFigures> parts)
    {
        var sum = new Sum();
        foreach (var part in parts)
        {
            sum.Add(part);
        }

        return sum.Total();
    }

    /// <summary>
    /// For a dimension that is known from the answer, hides the value of those who did not answer wherever another
    /// value is hidden. Otherwise the difference to the total would show how many answered.
    /// </summary>
    public static void HideNonRespondents(SortedDictionary<string, SuppressedFigures> values)
    {
        if (
            values.TryGetValue(Tally.None, out var silent)
            && values.Any(pair => pair.Key != Tally.None && pair.Value.Satisfaction.IsHidden)
        )
        {
            values[Tally.None] = ForEach(
                (place, _) => new SuppressedCell(silent._cells[place].Totals, null, LeftOut: false)
            );
        }
    }

    /// <summary>
    /// A running sum by rules 3 and 4. Its memory does not grow with the number of parts, such as services.
    /// </summary>
    internal sealed class Sum
    {
        private readonly CellSum _totals = new();
        private readonly ImmutableArray<PublishedSum> _published = [.. AnswerCounts.Select(_ => new PublishedSum())];

        public void Add(SuppressedFigures part)
        {
            // All cells of a part have the same totals.
            _totals.Add(part.Satisfaction.Totals);
            for (var place = 0; place < _published.Length; place++)
            {
                _published[place].Add(part._cells[place]);
            }
        }

        /// <summary>Adds a part to the sum of a key, which begins with the first part.</summary>
        public static void Add<TKey>(IDictionary<TKey, Sum> sums, TKey key, SuppressedFigures part)
        {
            if (!sums.TryGetValue(key, out var sum))
            {
                sums[key] = sum = new Sum();
            }

            sum.Add(part);
        }

        /// <summary>The sum. Call it after the last part.</summary>
        public SuppressedFigures Total()
        {
            var totals = _totals.Total();
            var unweighted = totals.WithoutStrata;
            return ForEach((place, of) => _published[place].Total(place is 0 ? totals : unweighted, of));
        }
    }

    private static SuppressedFigures ForEach(Func<int, AnswersOf, SuppressedCell> cell) =>
        new([.. AnswerCounts.Select((of, place) => cell(place, of))]);
}
