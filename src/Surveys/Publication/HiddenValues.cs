using Surveys.Scoring;

namespace Surveys.Publication;

/// <summary>
/// Decides which values of which dimension stay hidden for one measure of a settled month: <c>suppression.span.v2</c> of docs/method.md.
/// </summary>
/// <remarks>
/// 1. A value with fewer than 10 answers is hidden, zero included: hidden and empty look alike.
/// 2. Complementary suppression: while the hidden values of a dimension are fewer than two or hold fewer than 10 answers together, the value
/// with the fewest answers among the others is hidden too.
/// 3. Check: no hidden value may be a linear combination of everything that is published over all dimensions together (the total, the shown
/// values, the joint cell of each dimension's hidden values, and the weighting strata). While one is, the next value of its dimension is hidden.
/// </remarks>
internal sealed class HiddenValues
{
    private const int MinHidden = 2;

    private readonly List<Axis> _axes;
    private readonly List<int> _everything;

    private HiddenValues(GroupTable table, AnswersOf answersOf)
    {
        _everything = [.. Enumerable.Range(0, table.Groups.Count)];
        _axes =
        [
            .. Enumerable.Range(0, table.Dimensions.Count).Select(dimension => new Axis(table, dimension, answersOf)),
        ];
    }

    /// <summary>How many values the check of rule 3 hid beyond rules 1 and 2.</summary>
    public int HiddenByCheck { get; private set; }

    /// <summary>The hidden values of each dimension, in the order of the table's dimensions.</summary>
    public IReadOnlyList<IReadOnlySet<string>> Values => [.. _axes.Select(axis => axis.Hidden)];

    /// <summary>Applies the rules.</summary>
    /// <param name="table">The month.</param>
    /// <param name="answersOf">How many answers a group has to the measure.</param>
    /// <param name="alreadyHidden">Values that are hidden for another reason, by dimension; null: none.</param>
    /// <param name="alsoPublished">Other sums of groups that are published, such as those of single months.</param>
    /// <param name="alsoHidden">Other sums of groups that must stay unknown, each with the dimension that it belongs to.</param>
    public static HiddenValues Find(
        GroupTable table,
        AnswersOf answersOf,
        IReadOnlyList<IReadOnlySet<string>>? alreadyHidden = null,
        IReadOnlyList<IReadOnlyCollection<int>>? alsoPublished = null,
        IReadOnlyList<(int Dimension, IReadOnlyCollection<int> Groups)>? alsoHidden = null
    )
    {
        var hidden = new HiddenValues(table, answersOf);
        for (var index = 0; index < hidden._axes.Count; index++)
        {
            hidden._axes[index].HideSmall(alreadyHidden?[index]);
        }

        hidden.HideDerivable(alsoPublished ?? [], alsoHidden ?? []);
        return hidden;
    }

    private void HideDerivable(
        IReadOnlyList<IReadOnlyCollection<int>> alsoPublished,
        IReadOnlyList<(int Dimension, IReadOnlyCollection<int> Groups)> alsoHidden
    )
    {
        while (true)
        {
            List<IReadOnlyCollection<int>> published = [_everything, .. alsoPublished];
            List<(Axis Axis, IReadOnlyCollection<int> Groups)> hidden =
            [
                .. alsoHidden.Select(each => (_axes[each.Dimension], each.Groups)),
            ];
            foreach (var suppressed in _axes.Where(each => each.HasHidden))
            {
                hidden.AddRange(suppressed.HiddenSets().Select(set => (suppressed, set)));
                published.Add(suppressed.JointSet());
            }

            published.AddRange(_axes.SelectMany(each => each.ShownSets()));
            var derivable = SpanCheck.FindDerivable(published, [.. hidden.Select(each => each.Groups)]);
            if (derivable.Count is 0 || FindAxisToHide(derivable.Select(index => hidden[index].Axis)) is not { } axis)
            {
                // Either nothing follows, or only the total is published and nothing is left to hide.
                return;
            }

            axis.HideNext();
            HiddenByCheck++;
        }
    }

    /// <summary>The first of the leaking dimensions in which a value can still be hidden, else any such dimension; null where there is none.</summary>
    private Axis? FindAxisToHide(IEnumerable<Axis> leaking) =>
        leaking.Concat(_axes).FirstOrDefault(axis => axis.CanHide);

    /// <summary>One dimension: its values, how many answers each has, and which are hidden.</summary>
    private sealed class Axis
    {
        private readonly SortedDictionary<string, List<int>> _sets;
        private readonly Dictionary<string, long> _answers;
        private readonly Queue<string> _byAnswers;

        public Axis(GroupTable table, int dimension, AnswersOf answersOf)
        {
            _sets = table.GroupsBy(dimension);
            _answers = _sets.ToDictionary(
                pair => pair.Key,
                pair => pair.Value.Sum(group => answersOf(table.Groups[group].Counts)),
                StringComparer.Ordinal
            );
            _byAnswers = new Queue<string>(
                _answers
                    .OrderBy(pair => pair.Value)
                    .ThenBy(pair => pair.Key, StringComparer.Ordinal)
                    .Select(pair => pair.Key)
            );
        }

        public HashSet<string> Hidden { get; } = new(StringComparer.Ordinal);

        public bool HasHidden => Hidden.Count > 0;

        /// <summary>A dimension with one value shows nothing but the total, so that hiding it hides nothing.</summary>
        public bool CanHide => _sets.Count > 1 && Hidden.Count < _sets.Count;

        private long HiddenAnswers => Hidden.Sum(value => _answers[value]);

        public void HideSmall(IReadOnlySet<string>? alreadyHidden)
        {
            Hidden.UnionWith(
                _answers.Where(pair => pair.Value < SmallGroupSuppression.MinAnswers).Select(pair => pair.Key)
            );
            Hidden.UnionWith(alreadyHidden ?? new HashSet<string>());
            while (
                HasHidden && CanHide && (Hidden.Count < MinHidden || HiddenAnswers < SmallGroupSuppression.MinAnswers)
            )
            {
                HideNext();
            }
        }

        public void HideNext()
        {
            while (!Hidden.Add(_byAnswers.Dequeue()))
            {
                // It is hidden already; the next one is taken.
            }
        }

        public IEnumerable<IReadOnlyCollection<int>> HiddenSets() => Hidden.Select(value => _sets[value]);

        public IEnumerable<IReadOnlyCollection<int>> ShownSets() =>
            _sets.Where(pair => !Hidden.Contains(pair.Key)).Select(pair => pair.Value);

        public IReadOnlyCollection<int> JointSet() => [.. Hidden.SelectMany(value => _sets[value])];
    }
}
