using System.Collections.Immutable;
using Surveys.Scoring;

namespace Surveys.Aggregates;

/// <summary>
/// One group's period as it may be published, measure by measure. The first measure, satisfaction, decides whether the cell is shown at all; the answers to each
/// other question are guarded by the same rules on their own, or a question's figure could be worked out from its neighbours'. Strata are kept for satisfaction alone:
/// nothing else is weighted.
/// </summary>
internal sealed class SuppressedFigures
{
    /// <summary>The questions that have figures beside satisfaction, in the order in which they are asked.</summary>
    public static readonly ImmutableArray<Question> Questions =
    [
        .. StandardQuestions.All.Where(question =>
            question.Kind is not QuestionKind.Text && question != StandardQuestions.Satisfaction
        ),
    ];

    private static readonly ImmutableArray<AnswersOf> Measures =
    [
        SmallGroupSuppression.Responses,
        .. Questions.Select<Question, AnswersOf>(question => counts => counts.AnswersTo(question)),
        counts => counts[Counters.SilentAsked],
    ];

    private readonly ImmutableArray<SuppressedCell> _cells;

    private SuppressedFigures(ImmutableArray<SuppressedCell> cells) => _cells = cells;

    /// <summary>A period in which nothing happened.</summary>
    public static SuppressedFigures Empty { get; } = Month(Cell.Empty);

    /// <summary>What counts for the cell as a whole.</summary>
    public SuppressedCell Satisfaction => _cells[0];

    /// <summary>What counts for the joint measure of silent failure.</summary>
    public SuppressedCell Silent => _cells[^1];

    /// <summary>What counts for one of <see cref="Questions"/>, by its place there.</summary>
    public SuppressedCell Question(int place) => _cells[1 + place];

    /// <summary>Rule 1.</summary>
    public static SuppressedFigures Month(Cell month)
    {
        var bare = month.WithoutStrata;
        return ForEachMeasure((place, of) => SmallGroupSuppression.Month(place is 0 ? month : bare, of));
    }

    /// <summary>Rule 2.</summary>
    public static SortedDictionary<TKey, SuppressedFigures> WithinMonth<TKey>(SortedDictionary<TKey, Cell> month)
        where TKey : notnull
    {
        var bare = new SortedDictionary<TKey, Cell>(month.Comparer);
        foreach (var (key, cell) in month)
        {
            bare[key] = cell.WithoutStrata;
        }

        var cells = Measures
            .Select((of, place) => SmallGroupSuppression.WithinMonth(place is 0 ? month : bare, of))
            .ToList();
        var guarded = new SortedDictionary<TKey, SuppressedFigures>(month.Comparer);
        foreach (var key in month.Keys)
        {
            guarded[key] = ForEachMeasure((place, _) => cells[place][key]);
        }

        return guarded;
    }

    /// <summary>Rule 3, of a service's quarter or year.</summary>
    public static SuppressedFigures CoarserPeriod(IReadOnlyList<SuppressedFigures> finer) =>
        ForEachMeasure(
            (place, of) => SmallGroupSuppression.CoarserPeriod([.. finer.Select(each => each._cells[place])], of)
        );

    /// <summary>Rules 3 and 4, of totals, values, agencies and all.</summary>
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
    /// The values of a dimension that comes from the answers themselves (how, by which link): who did not answer is then the rest, and is kept back wherever a
    /// neighbour is, since it would tell how many answered.
    /// </summary>
    public static void HideNonRespondents(SortedDictionary<string, SuppressedFigures> values)
    {
        if (
            values.TryGetValue(Tally.None, out var silent)
            && values.Any(pair => pair.Key != Tally.None && pair.Value.Satisfaction.IsHidden)
        )
        {
            values[Tally.None] = ForEachMeasure(
                (place, _) => new SuppressedCell(silent._cells[place].Totals, null, LeftOut: false)
            );
        }
    }

    /// <summary>Rules 3 and 4 over parts that come one by one, such as services: it holds itself alone, however many they are.</summary>
    internal sealed class Sum
    {
        private readonly CellSum _whole = new();
        private readonly ImmutableArray<PublishedSum> _shown = [.. Measures.Select(_ => new PublishedSum())];

        public void Add(SuppressedFigures part)
        {
            // All measures are of the same whole.
            _whole.Add(part.Satisfaction.Totals);
            for (var place = 0; place < _shown.Length; place++)
            {
                _shown[place].Add(part._cells[place]);
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

        /// <summary>To be asked when all parts were added.</summary>
        public SuppressedFigures Total()
        {
            var whole = _whole.Total();
            var bare = whole.WithoutStrata;
            return ForEachMeasure((place, of) => _shown[place].Total(place is 0 ? whole : bare, of));
        }
    }

    private static SuppressedFigures ForEachMeasure(Func<int, AnswersOf, SuppressedCell> cell) =>
        new([.. Measures.Select((of, place) => cell(place, of))]);
}
