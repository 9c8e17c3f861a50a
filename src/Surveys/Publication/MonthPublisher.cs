using Surveys.Scoring;

namespace Surveys.Publication;

/// <summary>What is published of a settled period: the whole, and each breakdown.</summary>
/// <param name="Whole">All interactions.</param>
/// <param name="Breakdowns">By the name of the dimension.</param>
/// <param name="PublishedSets">The sums of groups that it publishes of the satisfaction measure; what coarser periods are checked against.</param>
/// <param name="HiddenSets">The sums of groups that it hides, each with its dimension's position.</param>
/// <param name="HiddenByCheck">Values that only the check of <see cref="HiddenValues"/> hid.</param>
internal sealed record SettledFigures(
    PublishedCell Whole,
    IReadOnlyDictionary<string, PublishedBreakdown> Breakdowns,
    IReadOnlyList<IReadOnlyCollection<int>> PublishedSets,
    IReadOnlyList<(int Dimension, IReadOnlyCollection<int> Groups)> HiddenSets,
    int HiddenByCheck
);

/// <summary>Makes the published figures of a settled period from its table of groups. Pure.</summary>
internal static class MonthPublisher
{
    /// <summary>The questions with figures of their own beside satisfaction.</summary>
    public static readonly IReadOnlyList<Question> Questions =
    [
        .. StandardQuestions.All.Where(question =>
            question.Kind is not QuestionKind.Text && question != StandardQuestions.Satisfaction
        ),
    ];

    private static readonly HashSet<string> AnswerCounters =
    [
        .. StandardQuestions.All.SelectMany(question => question.CounterNames),
    ];

    private static readonly AnswersOf SilentAsked = counts => counts[Counters.SilentAsked];

    /// <summary>Whether a counter counts answers to a question.</summary>
    public static bool IsAnswer(string counter) => AnswerCounters.Contains(counter);

    /// <summary>The figures of a settled month.</summary>
    public static SettledFigures Publish(GroupTable table, DateOnly month) =>
        Publish(table, month, alsoPublished: [], alsoHidden: [], isMonth: true);

    /// <summary>The figures of a settled period of several months, beside what its months publish and hide.</summary>
    /// <param name="table">The months' tables, joined.</param>
    /// <param name="through">The last month.</param>
    /// <param name="alsoPublished">What the months and earlier versions of the period publish.</param>
    /// <param name="alsoHidden">What the months hide.</param>
    public static SettledFigures Publish(
        GroupTable table,
        DateOnly through,
        IReadOnlyList<IReadOnlyCollection<int>> alsoPublished,
        IReadOnlyList<(int Dimension, IReadOnlyCollection<int> Groups)> alsoHidden
    ) => Publish(table, through, alsoPublished, alsoHidden, isMonth: false);

    /// <summary>The cell of a period as a whole.</summary>
    public static PublishedCell Whole(Counts total, WeightedSum? weighting) =>
        total.Responses < SmallGroupSuppression.MinAnswers
            ? PublishedCell.Hidden(total)
            : new PublishedCell
            {
                Interactions = total.Interactions,
                Counts = Publishable(total, question => total.AnswersTo(question) >= SmallGroupSuppression.MinAnswers),
                Weighting = weighting,
            };

    private static SettledFigures Publish(
        GroupTable table,
        DateOnly through,
        IReadOnlyList<IReadOnlyCollection<int>> alsoPublished,
        IReadOnlyList<(int Dimension, IReadOnlyCollection<int> Groups)> alsoHidden,
        bool isMonth
    )
    {
        var total = table.Total();
        if (total.Responses < SmallGroupSuppression.MinAnswers)
        {
            return new SettledFigures(PublishedCell.Hidden(total), HiddenBreakdowns(table, through), [], [], 0);
        }

        var hidden = HiddenValues.Find(table, SmallGroupSuppression.Responses, null, alsoPublished, alsoHidden);
        var sets = SetsOf(table, hidden.Values);
        List<IReadOnlyCollection<int>> published = [.. alsoPublished, .. sets.Published];
        var strata = isMonth
            ? WeightingStrata.Find(
                table,
                hidden.Values,
                merged =>
                    SpanCheck.FindDerivable([.. published, .. merged], [.. sets.Hidden.Select(each => each.Groups)])
                        is []
            )
            : [];
        published.AddRange(strata.Select(stratum => stratum.Groups));
        var hiddenByQuestion = Questions
            .Select(question =>
                (question.Id, HiddenValues.Find(table, counts => counts.AnswersTo(question), hidden.Values))
            )
            .Append((Counters.SilentAsked, HiddenValues.Find(table, SilentAsked, hidden.Values)))
            .ToDictionary(each => each.Item1, each => each.Item2.Values);
        var breakdowns = new Dictionary<string, PublishedBreakdown>(StringComparer.Ordinal);
        for (var dimension = 0; dimension < table.Dimensions.Count; dimension++)
        {
            breakdowns[table.Dimensions[dimension]] = Breakdown(
                table,
                dimension,
                hidden.Values[dimension],
                hiddenByQuestion.ToDictionary(pair => pair.Key, pair => pair.Value[dimension]),
                strata,
                through
            );
        }

        return new SettledFigures(
            Whole(
                total,
                WeightedSum.Of([
                    .. strata.Select(stratum => (stratum.Interactions, stratum.Answers, stratum.Satisfied)),
                ])
            ),
            breakdowns,
            [.. sets.Published, .. strata.Select(stratum => stratum.Groups)],
            sets.Hidden,
            hidden.HiddenByCheck
        );
    }

    private static (
        IReadOnlyList<IReadOnlyCollection<int>> Published,
        IReadOnlyList<(int Dimension, IReadOnlyCollection<int> Groups)> Hidden
    ) SetsOf(GroupTable table, IReadOnlyList<IReadOnlySet<string>> hidden)
    {
        List<IReadOnlyCollection<int>> published =
        [
            [.. Enumerable.Range(0, table.Groups.Count)],
        ];
        List<(int, IReadOnlyCollection<int>)> hiddenSets = [];
        for (var dimension = 0; dimension < table.Dimensions.Count; dimension++)
        {
            List<int> joint = [];
            foreach (var (value, groups) in table.GroupsBy(dimension))
            {
                if (hidden[dimension].Contains(value))
                {
                    hiddenSets.Add((dimension, groups));
                    joint.AddRange(groups);
                }
                else
                {
                    published.Add(groups);
                }
            }

            if (joint.Count > 0)
            {
                published.Add(joint);
            }
        }

        return (published, hiddenSets);
    }

    private static Dictionary<string, PublishedBreakdown> HiddenBreakdowns(GroupTable table, DateOnly through)
    {
        var breakdowns = new Dictionary<string, PublishedBreakdown>(StringComparer.Ordinal);
        for (var dimension = 0; dimension < table.Dimensions.Count; dimension++)
        {
            breakdowns[table.Dimensions[dimension]] = new PublishedBreakdown(
                table
                    .GroupsBy(dimension)
                    .ToDictionary(pair => pair.Key, pair => PublishedCell.Hidden(table.SumOf(pair.Value))),
                null,
                through
            );
        }

        return breakdowns;
    }

    private static PublishedBreakdown Breakdown(
        GroupTable table,
        int dimension,
        IReadOnlySet<string> hidden,
        IReadOnlyDictionary<string, IReadOnlySet<string>> hiddenByQuestion,
        IReadOnlyList<WeightingStratum> strata,
        DateOnly through
    )
    {
        var values = new Dictionary<string, PublishedCell>(StringComparer.Ordinal);
        List<int> joint = [];
        foreach (var (value, groups) in table.GroupsBy(dimension))
        {
            var counts = table.SumOf(groups);
            if (hidden.Contains(value))
            {
                joint.AddRange(groups);
                values[value] = PublishedCell.Hidden(counts);
                continue;
            }

            values[value] = new PublishedCell
            {
                Interactions = counts.Interactions,
                Counts = Publishable(
                    counts,
                    question => !hiddenByQuestion[question.Id].Contains(value),
                    !hiddenByQuestion[Counters.SilentAsked].Contains(value)
                ),
                Weighting = WeightingOf(groups, strata),
            };
        }

        if (joint.Count is 0)
        {
            return new PublishedBreakdown(values, null, through);
        }

        var sum = table.SumOf(joint);
        var isShown = sum.Responses >= SmallGroupSuppression.MinAnswers;
        return new PublishedBreakdown(
            values,
            isShown
                ? new PublishedCell
                {
                    Interactions = sum.Interactions,
                    Counts = Publishable(sum, _ => false, isSilentShown: false),
                }
                : PublishedCell.Hidden(sum),
            through
        );
    }

    /// <summary>The weighted score of a value from the strata that lie within it; null where a merged stratum reaches beyond it.</summary>
    private static WeightedSum? WeightingOf(List<int> groups, IReadOnlyList<WeightingStratum> strata)
    {
        var own = groups.ToHashSet();
        var within = strata.Where(stratum => stratum.Groups.All(own.Contains)).ToList();
        return within.Sum(stratum => stratum.Groups.Count) == own.Count
            ? WeightedSum.Of([.. within.Select(stratum => (stratum.Interactions, stratum.Answers, stratum.Satisfied))])
            : null;
    }

    /// <summary>The counters that may be published of a shown cell: without the questions that are hidden in it.</summary>
    private static Counts Publishable(Counts counts, Func<Question, bool> isShown, bool? isSilentShown = null)
    {
        var published = counts.Copy();
        foreach (var question in Questions.Where(question => !isShown(question)))
        {
            foreach (var counter in question.CounterNames)
            {
                published[counter] = 0;
            }
        }

        if (!(isSilentShown ?? counts[Counters.SilentAsked] >= SmallGroupSuppression.MinAnswers))
        {
            published[Counters.SilentAsked] = published[Counters.SilentFailed] = 0;
        }

        Counters.RemoveUnpublished(published, isWhole: isSilentShown is null);
        return published;
    }
}
