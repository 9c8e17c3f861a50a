using Surveys.Scoring;

namespace Surveys.Tests.Scoring;

/// <summary>
/// An attacker knows every published cell, adds and subtracts. Each smallest cell carries a counter of its own, so that what a published cell was
/// summed from can be read off what the guard gives out: one equation each. A hidden cell that lies in the span of these can be worked out.
/// </summary>
public sealed class AttackerTests
{
    private const int Months = 24;

    [Fact]
    public void No_hidden_cell_is_a_sum_or_difference_of_shown_ones()
    {
        var hidden = 0;
        for (var seed = 1; seed <= 12; seed++)
        {
            var ministry = new Ministry(new Random(seed));
            var span = new Span(ministry.Cells);
            foreach (var equation in ministry.KnownEquations.Concat(ministry.Published.Where(cell => !cell.IsHidden).Select(cell => ministry.Equation(cell.Shown!.Counts))))
            {
                span.Add(equation);
            }

            foreach (var cell in ministry.Published.Where(cell => cell.IsHidden))
            {
                Assert.False(span.Holds(ministry.Equation(cell.Whole.Counts)), $"seed {seed}: {string.Join(' ', cell.Whole.Counts.Select(pair => pair.Key))}");
                hidden++;
            }
        }

        Assert.InRange(hidden, 2000, int.MaxValue);
    }

    [Fact]
    public void The_attack_succeeds_where_only_the_small_cell_itself_is_hidden()
    {
        var span = new Span(3);
        span.Add([(0, 1), (1, 1), (2, 1)]);
        span.Add([(0, 1)]);
        span.Add([(1, 1)]);

        Assert.True(span.Holds([(2, 1)]));
        Assert.False(new Span(3).Holds([(2, 1)]));
    }

    /// <summary>Three services of two agencies over two years, each month split by two dimensions and by days.</summary>
    private sealed class Ministry
    {
        private readonly Dictionary<string, int> _number = new(StringComparer.Ordinal);

        public Ministry(Random random)
        {
            var services = Enumerable.Range(0, 3).Select(service => Service(service, random)).ToList();
            foreach (var group in new[] { services[..2], services })
            {
                foreach (var period in services[0].Keys)
                {
                    Published.Add(SmallGroups.SumOfShown([.. group.Select(cells => cells[period])]));
                }
            }
        }

        public List<Cell> Published { get; } = [];

        public List<List<(int Cell, long Factor)>> KnownEquations { get; } = [];

        public int Cells => _number.Count;

        public List<(int Cell, long Factor)> Equation(Counts counts) =>
            [.. counts.Where(pair => pair.Key.StartsWith("cell ", StringComparison.Ordinal)).Select(pair => (_number[pair.Key], pair.Value))];

        private Dictionary<string, Cell> Service(int service, Random random)
        {
            var months = new List<Cell>();
            var values = new Dictionary<string, List<Cell>>();
            for (var month = 0; month < Months; month++)
            {
                int[] languages = [Size(random), Size(random), Size(random)];
                var answers = languages.Sum();
                var byLanguage = Split($"cell {service} {month} language", languages);
                var byOutcome = Split($"cell {service} {month} outcome", Deal(random, answers, 4));
                var byDay = Split($"cell {service} {month} day", Deal(random, answers, 6));
                months.Add(SmallGroups.Month(Slice.Sum([.. byLanguage.Values])));
                Know(byLanguage, byOutcome);
                Know(byLanguage, byDay);
                Published.AddRange(SmallGroups.Within(byDay).Values);
                foreach (var (value, cell) in SmallGroups.Within(byLanguage).Select(pair => ($"language {pair.Key}", pair.Value))
                    .Concat(SmallGroups.Within(byOutcome).Select(pair => ($"outcome {pair.Key}", pair.Value))))
                {
                    if (!values.TryGetValue(value, out var series))
                    {
                        values[value] = series = [];
                    }

                    series.Add(cell);
                }
            }

            var cells = Periods("", months, cells => SmallGroups.Coarser(cells));
            foreach (var (value, series) in values)
            {
                foreach (var (period, cell) in Periods(value, series, cells => SmallGroups.SumOfShown(cells)))
                {
                    cells[period] = cell;
                }
            }

            Published.AddRange(cells.Values);
            return cells;
        }

        private static Dictionary<string, Cell> Periods(string value, List<Cell> months, Func<IReadOnlyList<Cell>, Cell> coarser)
        {
            var quarters = months.Chunk(3).Select(coarser).ToList();
            var years = quarters.Chunk(4).Select(coarser).ToList();
            var cells = new Dictionary<string, Cell>();
            foreach (var (unit, series) in new[] { ("month", months), ("quarter", quarters), ("year", years) })
            {
                for (var i = 0; i < series.Count; i++)
                {
                    cells[$"{value} {unit} {i}"] = series[i];
                }
            }

            cells[$"{value} total 1"] = SmallGroups.SumOfShown([months[2], quarters[1], quarters[2], quarters[3], years[1]]);
            cells[$"{value} total 2"] = SmallGroups.SumOfShown([months[1], months[2], months[3]]);
            return cells;
        }

        /// <summary>Mostly small, some none, some large.</summary>
        private static int Size(Random random) => random.Next(6) switch { 0 => 0, 1 or 2 => random.Next(1, 5), 3 or 4 => random.Next(3, 15), _ => random.Next(20, 60) };

        private static int[] Deal(Random random, int answers, int cells)
        {
            var dealt = new int[cells];
            for (var i = 0; i < answers; i++)
            {
                dealt[Math.Min(random.Next(cells), random.Next(cells))]++;
            }

            return dealt;
        }

        private SortedDictionary<int, Slice> Split(string name, int[] answers)
        {
            var cells = new SortedDictionary<int, Slice>();
            for (var i = 0; i < answers.Length; i++)
            {
                var counts = Answers.Of(0, answers[i]);
                counts[$"{name} {i}"] = 1;
                _number[$"{name} {i}"] = _number.Count;
                cells[i] = new Slice(counts, null);
            }

            return cells;
        }

        /// <summary>Both splits make the same month.</summary>
        private void Know(SortedDictionary<int, Slice> one, SortedDictionary<int, Slice> other) =>
            KnownEquations.Add([.. one.Values.SelectMany(slice => Equation(slice.Counts)), .. other.Values.SelectMany(slice => Equation(slice.Counts)).Select(term => (term.Cell, -term.Factor))]);
    }

    /// <summary>The span of equations, by elimination modulo a prime of 31 bits: what is no combination there is none of whole numbers either.</summary>
    private sealed class Span(int cells)
    {
        private const long Prime = 2147483647;
        private readonly Dictionary<int, long[]> _rows = [];

        public void Add(IEnumerable<(int Cell, long Factor)> equation)
        {
            var rest = Reduce(equation);
            var lead = Array.FindIndex(rest, factor => factor is not 0);
            if (lead >= 0)
            {
                var inverse = Inverse(rest[lead]);
                _rows[lead] = [.. rest.Select(factor => factor * inverse % Prime)];
            }
        }

        public bool Holds(IEnumerable<(int Cell, long Factor)> equation) => Array.TrueForAll(Reduce(equation), factor => factor is 0);

        private long[] Reduce(IEnumerable<(int Cell, long Factor)> equation)
        {
            var row = new long[cells];
            foreach (var (cell, factor) in equation)
            {
                row[cell] = ((row[cell] + factor) % Prime + Prime) % Prime;
            }

            for (var lead = 0; lead < cells; lead++)
            {
                if (row[lead] is not 0 && _rows.TryGetValue(lead, out var known))
                {
                    var times = row[lead];
                    for (var i = lead; i < cells; i++)
                    {
                        row[i] = (row[i] + ((Prime - times) * known[i])) % Prime;
                    }
                }
            }

            return row;
        }

        private static long Inverse(long number)
        {
            long result = 1;
            for (var power = Prime - 2; power > 0; power >>= 1, number = number * number % Prime)
            {
                result = (power & 1) is 1 ? result * number % Prime : result;
            }

            return result;
        }
    }
}
