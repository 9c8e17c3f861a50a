using Surveys.Ledger;
using Surveys.Scoring;

namespace Surveys.Tests.Scoring;

public sealed class TallyTests
{
    public static readonly TheoryData<Dimension> Dimensions = [.. Enum.GetValues<Dimension>()];

    [Theory]
    [MemberData(nameof(Dimensions))]
    public void What_is_read_for_a_breakdown_is_what_the_whole_reading_says_of_it(Dimension dimension)
    {
        var stored = SomeTally().Encode();
        var whole = Tally.Decode(stored);

        var part = Tally.Decode(stored, dimension);

        Assert.NotEmpty(whole.By(dimension));
        Assert.Equal(Describe(whole.By(dimension)), Describe(part.By(dimension)));
        if (dimension is Dimension.Assistance or Dimension.Channel or Dimension.Language)
        {
            Assert.True(whole.Total().Counts.SameAs(part.Total().Counts));
            Assert.Empty(part.ValuesOf(Dimension.Region));
        }
        else
        {
            Assert.Empty(part.Strata);
        }
    }

    [Fact]
    public void What_is_stored_reads_back_the_same()
    {
        var tally = SomeTally();
        tally.Open.Add(Counters.Scheduled, -3);

        Assert.Empty(Tally.Decode(tally.Encode()).DifferencesFrom(tally));
    }

    private static Tally SomeTally()
    {
        var tally = new Tally();
        for (var i = 0; i < 30; i++)
        {
            var counts = Answers.Of(i % 4, 10 + i);
            tally
                .Of(
                    new Stratum(
                        WireName.Of((Assistance)(i % 3)),
                        WireName.Of((Channel)(i % 5)),
                        i % 2 is 0 ? "kk" : "ru"
                    )
                )
                .Add(counts);
            foreach (
                var dimension in (Dimension[])
                    [Dimension.Outcome, Dimension.ResponseChannel, Dimension.Link, Dimension.Region, Dimension.Model]
            )
            {
                tally.Of(dimension, $"value {i % (3 + (int)dimension)}").Add(counts);
            }
        }

        return tally;
    }

    private static IEnumerable<string> Describe(SortedDictionary<string, Cell> slices) =>
        slices.Select(pair =>
            $"{pair.Key}: {Describe(pair.Value.Counts)}; {string.Join(' ', pair.Value.Strata?.OrderBy(each => each.Key.ToString(), StringComparer.Ordinal).Select(each => $"{each.Key} {Describe(each.Value)}") ?? ["none"])}"
        );

    private static string Describe(Counts counts) =>
        string.Join(
            ' ',
            counts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")
        );
}
