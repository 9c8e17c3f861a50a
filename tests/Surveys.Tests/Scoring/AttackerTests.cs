using Surveys.Aggregates;
using Surveys.Calendar;
using Surveys.Ledger;
using Surveys.Scoring;

namespace Surveys.Tests.Scoring;

/// <summary>
/// An attacker knows every published cell of any number of queries, adds and subtracts. He knows too that the values of
/// every dimension, and the days, make up the same month. Each smallest cell carries a counter of its own, so that what
/// a published cell was summed from can be read off what the guard gives out: one equation each. A hidden cell that
/// lies in the span of these can be worked out.
/// </summary>
public sealed class AttackerTests
{
    /// <summary>What is attacked: all the answers; those to a question that few answer; the joint measure.</summary>
    public static readonly TheoryData<string> Measures = ["satisfaction", "ease", "silent"];

    [Theory]
    [MemberData(nameof(Measures))]
    public void No_hidden_cell_is_a_sum_or_difference_of_shown_ones(string measure)
    {
        var (hidden, sums) = (0, 0);
        for (var seed = 1; seed <= 4; seed++)
        {
            var ministry = new Ministry(new Random(seed), measure);
            var span = new Span(ministry.Cells);
            foreach (
                var equation in ministry.KnownEquations.Concat(
                    ministry
                        .Published.Where(each => !each.Cell.IsHidden)
                        .OrderBy(each => each.Name.StartsWith("sum ", StringComparison.Ordinal))
                        .Select(each => ministry.Equation(each.Cell.Published!.Counts))
                )
            )
            {
                span.Add(equation);
            }

            foreach (var (name, cell) in ministry.Published.Where(each => each.Cell.IsHidden))
            {
                hidden++;
                if (!span.Holds(ministry.Equation(cell.Totals.Counts)))
                {
                    continue;
                }

                // What hidden cells hold together is known where they join in a coarser cell, and then it is 10 answers
                // or more: no group that needs hiding.
                sums++;
                Assert.True(
                    ministry.AnswersIn(cell.Totals.Counts) >= SmallGroupSuppression.MinAnswers
                        && ministry.PartsOf(cell.Totals.Counts) > 1
                        && name.StartsWith("sum ", StringComparison.Ordinal),
                    $"seed {seed}: {name} can be worked out"
                );
            }
        }

        Assert.InRange(hidden, 2000, int.MaxValue);
        Assert.InRange(sums, 0, hidden / 20);
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

    /// <summary>
    /// The guard of the whole does not guard a question: were the question shown wherever the cell is and it has 10
    /// answers, its hidden month would be the quarter less the others.
    /// </summary>
    [Fact]
    public void The_attack_succeeds_on_a_question_that_is_guarded_by_its_own_month_alone()
    {
        long[] ease = [12, 15, 4];
        var months = ease.Select(answers =>
                SuppressedFigures.Month(
                    new Cell(
                        new Counts
                        {
                            [Counters.Answer("satisfaction", "5")] = 40,
                            [Counters.Answer("ease", "5")] = answers,
                        },
                        null
                    )
                )
            )
            .ToList();

        var quarter = SuppressedFigures.CoarserPeriod(months);

        Assert.Equal(31, quarter.Satisfaction.Published!.Counts.AnswersTo(StandardQuestions.Ease));
        Assert.Equal(27, quarter.Question(StandardQuestions.Ease).Published!.Counts.AnswersTo(StandardQuestions.Ease));
    }

    /// <summary>
    /// Three services of two agencies over two years: every day, month, quarter and year, some thirty totals, and each
    /// of them (but the days) broken down by language and by outcome; for the services, the agencies, and all.
    /// </summary>
    private sealed class Ministry
    {
        private const int Services = 3;
        private const int DaysWithAnswers = 6;
        private static readonly DateOnly Start = new(2025, 1, 1);
        private static readonly Dimension[] Attacked = [Dimensions.Language, Dimensions.Outcome];

        private readonly Dictionary<string, int> _number = new(StringComparer.Ordinal);
        private readonly string _measure;

        public Ministry(Random random, string measure)
        {
            _measure = measure;
            var services = Enumerable.Range(0, Services).Select(service => Service(service, random)).ToList();
            var totals = Enumerable
                .Range(0, 60)
                .Select(_ => (First: random.Next(24), Last: random.Next(24)))
                .Where(months => months.First <= months.Last)
                .Select(months =>
                    Period.Total(Start.AddMonths(months.First), Start.AddMonths(months.Last + 1).AddDays(-1))
                );
            var all = Period.Total(Start, Start.AddMonths(24).AddDays(-1));
            List<Period> coarse =
            [
                .. all.Divide(Interval.Month),
                .. all.Divide(Interval.Quarter),
                .. all.Divide(Interval.Year),
                .. totals,
            ];
            foreach (var service in services)
            {
                all.Divide(Interval.Day).ToList().ForEach(day => Publish($"day {day}", service.Of(day)));
            }

            foreach (var period in coarse)
            {
                // A month is the primary cell; a coarser one is a sum.
                PublishGroups(
                    period.Interval is Interval.Month ? "month" : "sum",
                    period,
                    services,
                    service => service.Of(period)
                );
                foreach (var dimension in Attacked)
                {
                    foreach (var value in services.SelectMany(service => service.By(dimension, period).Keys).Distinct())
                    {
                        PublishGroups(
                            period.Interval is Interval.Month ? $"{value} month" : $"sum {value}",
                            period,
                            services,
                            service => service.By(dimension, period).GetValueOrDefault(value, SuppressedFigures.Empty)
                        );
                    }
                }
            }
        }

        public List<(string Name, SuppressedCell Cell)> Published { get; } = [];

        public List<List<(int Cell, long Factor)>> KnownEquations { get; } = [];

        public int Cells => _number.Count;

        public List<(int Cell, long Factor)> Equation(Counts counts) =>
            [
                .. counts
                    .Where(pair => pair.Key.StartsWith("cell ", StringComparison.Ordinal))
                    .Select(pair => (_number[pair.Key], pair.Value)),
            ];

        /// <summary>How many of a cell's smallest cells hold any answers.</summary>
        public int PartsOf(Counts counts) =>
            counts.Count(pair => pair.Key.StartsWith("cell ", StringComparison.Ordinal));

        public long AnswersIn(Counts counts) =>
            _measure switch
            {
                "satisfaction" => counts.Responses,
                "ease" => counts.AnswersTo(StandardQuestions.Ease),
                _ => counts[Counters.SilentAsked],
            };

        private void PublishGroups(
            string name,
            Period period,
            List<ServiceFigures> services,
            Func<ServiceFigures, SuppressedFigures> cellOf
        )
        {
            services.ForEach(service => Publish($"{name} {period}", cellOf(service)));
            Publish($"sum agency {name} {period}", SuppressedFigures.SumPublished([.. services[..2].Select(cellOf)]));
            Publish($"sum all {name} {period}", SuppressedFigures.SumPublished([.. services.Select(cellOf)]));
        }

        /// <summary>
        /// A question's figures are kept back also where the cell as a whole is hidden; the attacker is given them even
        /// there.
        /// </summary>
        private void Publish(string name, SuppressedFigures guarded) =>
            Published.Add(
                (
                    name,
                    _measure switch
                    {
                        "satisfaction" => guarded.Satisfaction,
                        "ease" => guarded.Question(StandardQuestions.Ease),
                        _ => guarded.Silent,
                    }
                )
            );

        private ServiceFigures Service(int service, Random random)
        {
            var months = new Dictionary<DateOnly, Tally>();
            var days = new Dictionary<DateOnly, SortedDictionary<DateOnly, Tally>>();
            for (var month = Start; month < Start.AddMonths(24); month = month.AddMonths(1))
            {
                // Each citizen of the month, by language, outcome and day, who did or did not answer the question that
                // is attacked.
                var citizens = Enumerable
                    .Range(0, 3)
                    .SelectMany(language => Enumerable.Repeat(language, Size(random)))
                    .Select(language =>
                        (
                            Language: language,
                            Outcome: Draw(random, 4),
                            Day: Draw(random, DaysWithAnswers),
                            Answers: random.Next(3) is 0
                        )
                    )
                    .ToList();
                var sum = new Tally();
                var byDay = new SortedDictionary<DateOnly, Tally>();
                string[] languages = ["en", "kk", "ru"];
                string[] outcomes = ["abandoned", "resolved", "unresolved", Tally.None];
                foreach (var group in citizens.GroupBy(citizen => citizen.Language))
                {
                    sum.Of(new Stratum("ai", "web", languages[group.Key]))
                        .Add(
                            Cell(
                                $"cell {service} {month:yyyy-MM} language {group.Key}",
                                group.Count(),
                                group.Count(citizen => citizen.Answers)
                            )
                        );
                }

                foreach (var group in citizens.GroupBy(citizen => citizen.Outcome))
                {
                    sum.Of(Dimensions.Outcome, outcomes[group.Key])
                        .Add(
                            Cell(
                                $"cell {service} {month:yyyy-MM} outcome {group.Key}",
                                group.Count(),
                                group.Count(citizen => citizen.Answers)
                            )
                        );
                }

                foreach (var group in citizens.GroupBy(citizen => citizen.Day))
                {
                    var day = byDay[month.AddDays(group.Key)] = new Tally();
                    day.Of(Answers.Plain)
                        .Add(
                            Cell(
                                $"cell {service} {month:yyyy-MM} day {group.Key}",
                                group.Count(),
                                group.Count(citizen => citizen.Answers)
                            )
                        );
                }

                months[month] = sum;
                days[month] = byDay;
                var whole = Equation(sum.Total().Counts);
                Know(whole, sum.By(Dimensions.Outcome).Values.SelectMany(cell => Equation(cell.Counts)));
                Know(whole, byDay.Values.SelectMany(day => Equation(day.Total().Counts)));
            }

            return new ServiceFigures(months, days);
        }

        private void Know(IEnumerable<(int Cell, long Factor)> one, IEnumerable<(int Cell, long Factor)> other) =>
            KnownEquations.Add([.. one, .. other.Select(term => (term.Cell, -term.Factor))]);

        private Counts Cell(string name, int answers, int answersToOne)
        {
            _number[name] = _number.Count;
            return new Counts
            {
                [name] = 1,
                [Counters.Interactions] = answers,
                [Counters.Answer("satisfaction", "5")] = answers,
                [Counters.Answer("ease", "5")] = answersToOne,
                [Counters.SilentAsked] = answersToOne,
            };
        }

        /// <summary>Mostly small, some none, some large.</summary>
        private static int Size(Random random) =>
            random.Next(6) switch
            {
                0 => 0,
                1 or 2 => random.Next(1, 5),
                3 or 4 => random.Next(3, 15),
                _ => random.Next(20, 60),
            };

        /// <summary>The first more often than the last.</summary>
        private static int Draw(Random random, int cells) => Math.Min(random.Next(cells), random.Next(cells));
    }

    /// <summary>
    /// The span of equations, by elimination modulo a prime of 31 bits: what is no combination there is none of whole
    /// numbers either. A row is known up to its last factor that is not 0: those of a month, which come first, are
    /// short.
    /// </summary>
    private sealed class Span(int cells)
    {
        private const long Prime = 2147483647;
        private readonly Dictionary<int, (long[] Factors, int Last)> _rows = [];

        public void Add(IEnumerable<(int Cell, long Factor)> equation)
        {
            var rest = Reduce(equation);
            var lead = Array.FindIndex(rest, factor => factor is not 0);
            if (lead >= 0)
            {
                var inverse = Inverse(rest[lead]);
                _rows[lead] = (
                    [.. rest.Select(factor => factor * inverse % Prime)],
                    Array.FindLastIndex(rest, factor => factor is not 0)
                );
            }
        }

        public bool Holds(IEnumerable<(int Cell, long Factor)> equation) =>
            Array.TrueForAll(Reduce(equation), factor => factor is 0);

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
                    for (var i = lead; i <= known.Last; i++)
                    {
                        row[i] = (row[i] + ((Prime - times) * known.Factors[i])) % Prime;
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
