using Surveys.Ledger;
using Surveys.Scoring;

namespace Surveys.Tests.Scoring;

public sealed class TallyTests
{
    public static readonly TheoryData<string> Names = [.. Dimensions.All.Select(dimension => dimension.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Reading_for_one_dimension_gives_the_same_cells_as_reading_everything(string name)
    {
        var dimension = Dimensions.Find(name)!;
        var stored = SomeTally().Encode();
        var everything = TallyFormat.Decode(stored);

        var part = TallyFormat.Decode(stored, dimension);

        Assert.NotEmpty(everything.By(dimension));
        Assert.Equal(Describe(everything.By(dimension)), Describe(part.By(dimension)));
        if (dimension.StratumPart is not null)
        {
            Assert.True(everything.Total().Counts.SameAs(part.Total().Counts));
            Assert.Empty(part.ValuesOf(Dimensions.Region));
        }
        else
        {
            Assert.Empty(part.Strata);
        }
    }

    [Fact]
    public void A_stored_tally_reads_back_the_same()
    {
        var tally = SomeTally();
        tally.Open.Add(Counters.Scheduled, -3);

        Assert.Empty(TallyFormat.Decode(tally.Encode()).DifferencesFrom(tally));
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
            foreach (var dimension in Dimensions.All.Where(dimension => dimension.StratumPart is null))
            {
                tally.Of(dimension, $"value {i % (3 + Dimensions.All.IndexOf(dimension))}").Add(counts);
            }
        }

        return tally;
    }

    private static IEnumerable<string> Describe(SortedDictionary<string, Cell> cells) =>
        cells.Select(pair => $"{pair.Key}: {Describe(pair.Value.Counts)}");

    private static string Describe(Counts counts) =>
        string.Join(
            ' ',
            counts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")
        );
}
