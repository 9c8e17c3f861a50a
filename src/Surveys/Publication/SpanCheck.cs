namespace Surveys.Publication;

/// <summary>
/// Finds hidden sums that can be computed exactly from published ones. Each sum is a set of atoms (the smallest groups that exist); a hidden
/// set can be computed when its indicator vector is a linear combination of the published vectors.
/// </summary>
/// <remarks>
/// The vectors are projected onto random coordinates modulo a prime, one more than there are published sets. The projection keeps every linear
/// relation, and it adds a false one with a probability below 2^-50 for each hidden set. A false relation hides one cell too many; no relation
/// is ever missed. The cost does not depend on the number of atoms once the sums are projected.
/// </remarks>
internal static class SpanCheck
{
    /// <summary>The Mersenne prime 2^61 - 1: products fit into 128 bits and reduce without a division.</summary>
    private const ulong Prime = (1UL << 61) - 1;

    /// <summary>The hidden sets that follow from the published ones, by their index.</summary>
    /// <param name="published">The sets whose sums are published; an atom is any number.</param>
    /// <param name="hidden">The sets whose sums must stay unknown. An empty set always follows.</param>
    public static IReadOnlyList<int> FindDerivable(
        IReadOnlyList<IReadOnlyCollection<int>> published,
        IReadOnlyList<IReadOnlyCollection<int>> hidden
    )
    {
        var width = published.Count + 1;
        var basis = new List<(ulong[] Vector, int Pivot)>(published.Count);
        foreach (var set in published)
        {
            var vector = Project(set, width);
            Reduce(vector, basis);
            var pivot = Array.FindIndex(vector, value => value != 0);
            if (pivot >= 0)
            {
                Scale(vector, Invert(vector[pivot]));
                basis.Add((vector, pivot));
            }
        }

        var derivable = new List<int>();
        for (var index = 0; index < hidden.Count; index++)
        {
            var vector = Project(hidden[index], width);
            Reduce(vector, basis);
            if (Array.TrueForAll(vector, value => value == 0))
            {
                derivable.Add(index);
            }
        }

        return derivable;
    }

    private static ulong[] Project(IReadOnlyCollection<int> set, int width)
    {
        var vector = new ulong[width];
        foreach (var atom in set)
        {
            // SplitMix64, seeded by the mixed atom: one atom has the same random coordinates in every set.
            var seed = (ulong)atom + 1;
            var state = NextRandom(ref seed);
            for (var i = 0; i < width; i++)
            {
                vector[i] = Add(vector[i], NextRandom(ref state));
            }
        }

        return vector;
    }

    private static ulong NextRandom(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15UL;
        var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9UL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
        return (mixed ^ (mixed >> 31)) % Prime;
    }

    private static void Reduce(ulong[] vector, List<(ulong[] Vector, int Pivot)> basis)
    {
        foreach (var (row, pivot) in basis)
        {
            if (vector[pivot] is not 0 and var factor)
            {
                var minus = Prime - factor;
                for (var i = pivot; i < vector.Length; i++)
                {
                    vector[i] = Add(vector[i], Multiply(minus, row[i]));
                }
            }
        }
    }

    private static void Scale(ulong[] vector, ulong factor)
    {
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = Multiply(vector[i], factor);
        }
    }

    private static ulong Add(ulong a, ulong b)
    {
        var sum = a + b;
        return sum >= Prime ? sum - Prime : sum;
    }

    private static ulong Multiply(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        var sum = (low & Prime) + ((high << 3) | (low >> 61));
        sum = (sum & Prime) + (sum >> 61);
        return sum >= Prime ? sum - Prime : sum;
    }

    /// <summary>The inverse modulo the prime, by Fermat's little theorem.</summary>
    private static ulong Invert(ulong value)
    {
        var (result, factor) = (1UL, value);
        for (var exponent = Prime - 2; exponent > 0; exponent >>= 1)
        {
            if ((exponent & 1) is 1)
            {
                result = Multiply(result, factor);
            }

            factor = Multiply(factor, factor);
        }

        return result;
    }
}
