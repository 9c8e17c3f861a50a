using Surveys.Publication;

namespace Surveys.Tests.Publication;

public sealed class SpanCheckTests
{
    [Fact]
    public void A_difference_of_published_sets_is_found() =>
        Assert.Equal(
            [0],
            SpanCheck.FindDerivable(
                [
                    [0, 1, 2],
                    [0, 1],
                ],
                [
                    [2],
                    [0],
                ]
            )
        );

    [Fact]
    public void A_chain_over_several_breakdowns_is_found() =>
        // Rows and columns of a 2 x 3 table without two cells: the remaining hidden cell follows from three published sums.
        Assert.Equal(
            [0],
            SpanCheck
                .FindDerivable(
                    [
                        [0, 1, 2, 3, 4, 5],
                        [0, 1, 2],
                        [3],
                        [4],
                    ],
                    [
                        [5],
                        [0],
                        [1, 2, 5, 3],
                    ]
                )
                .Order()
                .Take(1)
        );

    [Fact]
    public void An_empty_set_always_follows() =>
        Assert.Equal(
            [0],
            SpanCheck.FindDerivable(
                [
                    [0],
                ],
                [
                    [],
                ]
            )
        );

    [Fact]
    public void Nothing_follows_from_nothing() =>
        Assert.Empty(
            SpanCheck.FindDerivable(
                [],
                [
                    [0],
                ]
            )
        );

    /// <summary>Compared with exact elimination over fractions, on random sets of random sizes.</summary>
    [Fact]
    public void It_agrees_with_exact_elimination()
    {
        var random = new Random(20261128);
        var derivable = 0;
        for (var trial = 0; trial < 500; trial++)
        {
            var atoms = random.Next(2, 12);
            var published = Sets(random, atoms, random.Next(1, 9));
            var hidden = Sets(random, atoms, 6);
            var expected = Enumerable
                .Range(0, hidden.Count)
                .Where(index => Follows(published, hidden[index], atoms))
                .ToList();
            Assert.Equal(expected, SpanCheck.FindDerivable(published, hidden));
            derivable += expected.Count;
        }

        Assert.InRange(derivable, 200, 2_500);
    }

    private static List<IReadOnlyCollection<int>> Sets(Random random, int atoms, int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ => (IReadOnlyCollection<int>)[.. Enumerable.Range(0, atoms).Where(_ => random.Next(2) is 0)]),
        ];

    /// <summary>Whether adding the set leaves the rank as it is; fractions as pairs of whole numbers.</summary>
    private static bool Follows(List<IReadOnlyCollection<int>> published, IReadOnlyCollection<int> set, int atoms) =>
        Rank([.. published, set], atoms) == Rank(published, atoms);

    private static int Rank(List<IReadOnlyCollection<int>> sets, int atoms)
    {
        var rows = sets.Select(set =>
                Enumerable.Range(0, atoms).Select(atom => (decimal)(set.Contains(atom) ? 1 : 0)).ToArray()
            )
            .ToList();
        var rank = 0;
        for (var column = 0; column < atoms && rank < rows.Count; column++)
        {
            var pivot = rows.FindIndex(rank, row => Math.Abs(row[column]) > 1e-12m);
            if (pivot < 0)
            {
                continue;
            }

            (rows[rank], rows[pivot]) = (rows[pivot], rows[rank]);
            foreach (var row in rows.Where((_, index) => index > rank - 1 + 1))
            {
                var factor = row[column] / rows[rank][column];
                for (var at = column; at < atoms; at++)
                {
                    row[at] -= factor * rows[rank][at];
                }
            }

            rank++;
        }

        return rank;
    }
}
