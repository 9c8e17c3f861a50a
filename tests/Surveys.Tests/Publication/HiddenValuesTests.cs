using Surveys.Publication;
using Surveys.Scoring;

namespace Surveys.Tests.Publication;

public sealed class HiddenValuesTests
{
    private static readonly AnswersOf Responses = SmallGroupSuppression.Responses;

    [Fact]
    public void A_small_value_is_hidden_together_with_the_next_smallest()
    {
        var table = Table(["language"], (["kk"], 50), (["ru"], 12), (["en"], 6));
        Assert.Equal(["en", "ru"], Hidden(table)[0].Order());
    }

    [Fact]
    public void A_value_without_answers_is_hidden_as_a_small_one_is()
    {
        var table = Table(["language"], (["kk"], 50), (["ru"], 12), (["en"], 0));
        Assert.Equal(["en", "ru"], Hidden(table)[0].Order());
    }

    [Fact]
    public void Nothing_is_hidden_where_every_value_has_ten_answers()
    {
        var table = Table(["language"], (["kk"], 50), (["ru"], 10), (["en"], 10));
        Assert.Empty(Hidden(table)[0]);
    }

    /// <summary>Model "(none)" is assistance "human": what hides one must hide the other.</summary>
    [Fact]
    public void Dimensions_that_determine_each_other_are_hidden_together()
    {
        var table = Table(
            ["assistance", "model"],
            (["ai", "m1"], 100),
            (["ai-handoff", "m1"], 5),
            (["human", "(none)"], 12)
        );
        var hidden = Hidden(table);
        Assert.Contains("human", hidden[0]);
        Assert.Contains("(none)", hidden[1]);
    }

    [Fact]
    public void In_random_months_no_hidden_value_follows_from_what_is_published()
    {
        var random = new Random(7);
        for (var trial = 0; trial < 200; trial++)
        {
            var table = RandomTable(random);
            if (table.Total().Responses < SmallGroupSuppression.MinAnswers)
            {
                continue;
            }

            var hidden = Hidden(table);
            var published = new List<IReadOnlyCollection<int>> { Enumerable.Range(0, table.Groups.Count).ToArray() };
            var secret = new List<IReadOnlyCollection<int>>();
            for (var dimension = 0; dimension < table.Dimensions.Count; dimension++)
            {
                foreach (var (value, groups) in table.GroupsBy(dimension))
                {
                    (hidden[dimension].Contains(value) ? secret : published).Add(groups);
                    Assert.True(table.SumOf(groups).Responses >= 10 || hidden[dimension].Contains(value));
                }
            }

            Assert.Empty(SpanCheck.FindDerivable(published, secret));
        }
    }

    private static IReadOnlyList<IReadOnlySet<string>> Hidden(GroupTable table) =>
        HiddenValues.Find(table, Responses).Values;

    private static GroupTable Table(string[] dimensions, params (string[] Values, int Answers)[] groups) =>
        new(dimensions, [.. groups.Select(group => new Group(group.Values, Answers(group.Answers)))]);

    private static Counts Answers(int answers)
    {
        var counts = new Counts();
        counts.Add(Counters.Interactions, answers + 1);
        counts.Add("satisfaction:5", answers);
        return counts;
    }

    private static GroupTable RandomTable(Random random)
    {
        string[] dimensions = ["assistance", "channel", "language", "outcome"];
        var groups = new Dictionary<string, (string[] Values, int Answers)>();
        var scale = random.Next(2, 40);
        for (var i = 0; i < random.Next(3, 60); i++)
        {
            string[] values = [.. dimensions.Select(dimension => $"{dimension}{random.Next(random.Next(1, 5))}")];
            groups[string.Join('/', values)] = (values, random.Next(scale));
        }

        return Table(dimensions, [.. groups.Values]);
    }
}
