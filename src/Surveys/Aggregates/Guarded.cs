using System.Collections.Immutable;
using Surveys.Scoring;

namespace Surveys.Aggregates;

/// <summary>
/// One group's period as it may be published, measure by measure. The first measure, satisfaction, decides whether the cell is shown at all; the answers to each
/// other question are guarded by the same rules on their own, or a question's figure could be worked out from its neighbours'. Strata are kept for satisfaction alone:
/// nothing else is weighted.
/// </summary>
internal sealed class Guarded
{
    /// <summary>The questions that have figures beside satisfaction, in the order in which they are asked.</summary>
    public static readonly ImmutableArray<Question> Questions = [.. StandardQuestions.All.Where(question => question.Kind is not QuestionKind.Text && question != StandardQuestions.Satisfaction)];

    private static readonly ImmutableArray<AnswersOf> Measures =
    [
        SmallGroups.Responses,
        .. Questions.Select<Question, AnswersOf>(question => counts => counts.AnswersTo(question)),
        counts => counts[Counters.SilentAsked],
    ];

    private readonly ImmutableArray<Cell> _cells;

    private Guarded(ImmutableArray<Cell> cells) => _cells = cells;

    /// <summary>A period in which nothing happened.</summary>
    public static Guarded Empty { get; } = Month(Slice.Empty);

    /// <summary>What counts for the cell as a whole.</summary>
    public Cell Satisfaction => _cells[0];

    /// <summary>What counts for the joint measure of silent failure.</summary>
    public Cell Silent => _cells[^1];

    /// <summary>What counts for one of <see cref="Questions"/>, by its place there.</summary>
    public Cell Question(int place) => _cells[1 + place];

    /// <summary>Rule 1.</summary>
    public static Guarded Month(Slice month)
    {
        var bare = month.Bare;
        return Each((place, of) => SmallGroups.Month(place is 0 ? month : bare, of));
    }

    /// <summary>Rule 2.</summary>
    public static SortedDictionary<TKey, Guarded> Within<TKey>(SortedDictionary<TKey, Slice> month)
        where TKey : notnull
    {
        var bare = new SortedDictionary<TKey, Slice>(month.Comparer);
        foreach (var (key, slice) in month)
        {
            bare[key] = slice.Bare;
        }

        var cells = Measures.Select((of, place) => SmallGroups.Within(place is 0 ? month : bare, of)).ToList();
        var guarded = new SortedDictionary<TKey, Guarded>(month.Comparer);
        foreach (var key in month.Keys)
        {
            guarded[key] = Each((place, _) => cells[place][key]);
        }

        return guarded;
    }

    /// <summary>Rule 3, of a service's quarter or year.</summary>
    public static Guarded Coarser(IReadOnlyList<Guarded> finer) => Each((place, of) => SmallGroups.Coarser([.. finer.Select(each => each._cells[place])], of));

    /// <summary>Rules 3 and 4, of totals, values, agencies and all.</summary>
    public static Guarded SumOfShown(IReadOnlyList<Guarded> parts)
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
    public static void KeepBackSilent(SortedDictionary<string, Guarded> values)
    {
        if (values.TryGetValue(Tally.None, out var silent) && values.Any(pair => pair.Key != Tally.None && pair.Value.Satisfaction.IsHidden))
        {
            values[Tally.None] = Each((place, _) => new Cell(silent._cells[place].Whole, null, LeftOut: false));
        }
    }

    /// <summary>Rules 3 and 4 over parts that come one by one, such as services: it holds itself alone, however many they are.</summary>
    internal sealed class Sum
    {
        private readonly SliceSum _whole = new();
        private readonly ImmutableArray<ShownSum> _shown = [.. Measures.Select(_ => new ShownSum())];

        public void Add(Guarded part)
        {
            // All measures are of the same whole.
            _whole.Add(part.Satisfaction.Whole);
            for (var place = 0; place < _shown.Length; place++)
            {
                _shown[place].Add(part._cells[place]);
            }
        }

        /// <summary>Adds a part to the sum of a key, which begins with the first part.</summary>
        public static void Add<TKey>(IDictionary<TKey, Sum> sums, TKey key, Guarded part)
        {
            if (!sums.TryGetValue(key, out var sum))
            {
                sums[key] = sum = new Sum();
            }

            sum.Add(part);
        }

        /// <summary>To be asked when all parts were added.</summary>
        public Guarded Total()
        {
            var whole = _whole.Total();
            var bare = whole.Bare;
            return Each((place, of) => _shown[place].Total(place is 0 ? whole : bare, of));
        }
    }

    private static Guarded Each(Func<int, AnswersOf, Cell> cell) => new([.. Measures.Select((of, place) => cell(place, of))]);
}
