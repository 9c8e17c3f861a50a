using System.Data;
using System.Globalization;
using Surveys.Aggregates;
using Surveys.Calendar;
using Surveys.Integrity;
using Surveys.Ledger;
using Surveys.Publication;
using Surveys.Savings;
using Surveys.Scoring;
using Surveys.ServiceRegister;
using Surveys.Tests.Fixture;
using Surveys.Tests.Ledger;
using Rows = Surveys.Tests.Ledger.Interactions;

namespace Surveys.Tests.Scoring;

/// <summary>
/// docs/method.md is held to the code: its ids are the code's, and each of its examples comes out of the code that
/// makes the published figures.
/// </summary>
public sealed class MethodPageTests
{
    private static readonly Service Service = new()
    {
        ServiceId = "licence",
        Agency = "transport",
        Currency = Kazakhstan.Country.Currency,
        TimeZone = Kazakhstan.Country.DefaultZone,
        SendingWindow = Kazakhstan.Country.SendingWindow,
        Name = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty,
    };

    [Fact]
    public void Every_method_has_its_section_and_every_section_its_method()
    {
        var methods = typeof(Methods).GetFields().Select(field => (string)field.GetRawConstantValue()!).ToList();

        Assert.NotEmpty(methods);
        Assert.Equal(methods.Order(StringComparer.Ordinal), MethodPage.Methods().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_section_of_a_method_says_what_it_is_and_whence_and_when_not_and_shows_an_example() =>
        Assert.All(
            MethodPage.Methods(),
            method =>
                Assert.All(
                    method == Methods.SmallGroups
                        ? ["**Meaning.**", "**Source.**", "```example\n"]
                        : new[] { "**Meaning.**", "**Formula.**", "**Source.**", "**Unit.**", "ull", "```example\n" },
                    part => Assert.Contains(part, MethodPage.Section($"`{method}`"), StringComparison.Ordinal)
                )
        );

    [Fact]
    public void Every_example_comes_out_of_the_code()
    {
        var examples = MethodPage.Examples().ToList();
        Assert.InRange(examples.Count, 60, 1000);
        Assert.All(examples, example => Holds(example.Question, example.Answer, Answer(example.Question)));
    }

    [Fact]
    public void Every_sum_is_right()
    {
        using var table = new DataTable();
        table.Locale = CultureInfo.InvariantCulture;
        var sums = MethodPage.Sums().ToList();
        Assert.InRange(sums.Count, 10, 1000);
        Assert.All(
            sums,
            sum =>
                Holds(
                    sum.Question,
                    sum.Answer,
                    [new("", Convert.ToDouble(table.Compute(sum.Question, null), CultureInfo.InvariantCulture))]
                )
        );
    }

    /// <summary>
    /// Each part of the answer is what came out: words alike, numbers to the digits that are written.
    /// </summary>
    private static void Holds(string question, string answer, IReadOnlyList<Figure> figures)
    {
        var parts = answer.Split(", ").Select(part => part.Split(' ', 2)).ToList();
        Assert.NotEmpty(parts);
        foreach (var part in parts)
        {
            var (name, written) =
                part.Length is 2 && figures.Any(figure => figure.Name == part[0])
                    ? (part[0], part[1])
                    : ("", string.Join(' ', part));
            var figure = Assert.Single(figures, figure => figure.Name == name);
            var isRight = figure.Value switch
            {
                null => written is "null",
                string word => word == written,
                var number => decimal.TryParse(
                    written,
                    NumberStyles.Number,
                    CultureInfo.InvariantCulture,
                    out var known
                )
                    && Math.Abs(Convert.ToDouble(number, CultureInfo.InvariantCulture) - (double)known)
                        <= (0.5 * Math.Pow(10, -Digits(written))) + 1e-12,
            };
            Assert.True(
                isRight,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{question} -> {name} {written}, but it is {figure.Value ?? "null"}"
                )
            );
        }
    }

    private static int Digits(string number) =>
        number.Contains('.', StringComparison.Ordinal)
            ? number.Length - number.IndexOf('.', StringComparison.Ordinal) - 1
            : 0;

    private static IReadOnlyList<Figure> Answer(string question)
    {
        var words = question.Split(' ', 2);
        var parts = words[1].Split("; ");
        return words[0] switch
        {
            "csat" => Of(Satisfaction.Csat(Distribution(words[1]))),
            "index" => Alone(Satisfaction.Index(Numbers(words[1]))),
            "mean" => Alone(Satisfaction.Mean(Numbers(words[1]))),
            "weighted" => Of(
                Answers.Weighted(
                    parts.ToDictionary(
                        part => StratumOf(part.Split(' ')[0]),
                        part =>
                            Counts(
                                part.Split(": ")[1],
                                long.Parse(part.Split(' ')[1].TrimEnd(':'), CultureInfo.InvariantCulture)
                            )
                    )
                )
            ),
            "difference" => Of(Comparisons.Between(Counts(parts[0]), Counts(parts[1]))),
            "change" => Alone(Comparisons.ChangeOf(Counts(parts[0]), Counts(parts[1]))?.ToString().ToLowerInvariant()),
            "effect" => Of(Comparisons.Between(Counts(After(parts, "ai")!), Counts(After(parts, "human")!))),
            "gap" => Gap(parts),
            "silent" => Of(
                Comparisons.SilentFailure(
                    new Counts
                    {
                        [Counters.SilentFailed] = Pair(words[1]).Of,
                        [Counters.SilentAsked] = Pair(words[1]).Among,
                    }
                )
            ),
            "bias" => Of(Comparisons.SuccessOnlyBias(Counts(parts[0]), Counts(parts[1]))),
            "verdict" => Alone(WireName.Of(VerdictOf(parts))),
            "integrity" => Alone(WireName.Of(GradeOf(parts))),
            "hide" => Alone(Hidden(parts)),
            "versions" => Alone(Versions(Numbers(words[1]))),
            "rate" => Alone(
                ScoreOf(
                    new Counts
                    {
                        [Counters.Answer("satisfaction", "5")] = Number(parts, "responses"),
                        [Counters.Invited] = Number(parts, "invited"),
                        [Counters.Undelivered] = Number(parts, "undelivered"),
                    }
                ).ResponseRate
            ),
            "share" => Alone(
                ScoreOf(
                    Sum(
                        parts.SelectMany(part =>
                            Enumerable.Repeat(
                                Row($"{part.Split(' ')[0]} resolved"),
                                (int)Numbers(part.Split(' ')[1])[0]
                            )
                        )
                    )
                ).AiShare
            ),
            "row" => Of(Sum([Row(words[1])])),
            "day" => Alone(
                (Service with { TimeZone = words[1].Split(' ')[1] })
                    .DayOf(DateTimeOffset.Parse(words[1].Split(' ')[0], CultureInfo.InvariantCulture))
                    .ToString("O", CultureInfo.InvariantCulture)
            ),
            "money" => Of(
                MoneyFigures.Of(
                    [.. parts.Where(part => !part.StartsWith("texts", StringComparison.Ordinal)).Select(SavingOf)],
                    (long)(decimal.Parse(After(parts, "texts") ?? "0", CultureInfo.InvariantCulture) * 1_000_000)
                )
            ),
            "ratios" => Ratios(parts),
            _ => throw new InvalidDataException($"docs/method.md has an example that nothing works out: {question}"),
        };
    }

    private static IntegrityGrade GradeOf(string[] parts)
    {
        long CountOf(string name) => After(parts, name) is { } written ? Numbers(written)[0] : 0;
        return IntegrityGrades
            .Of([
                new IntegrityCounts
                {
                    ServiceId = "s",
                    Interactions = CountOf("interactions"),
                    Volume = After(parts, "volume") is { } volume ? Numbers(volume)[0] : null,
                    Unreachable = CountOf("unreachable"),
                    VerifiedBallots = CountOf("verified"),
                    ShownBallots = CountOf("shown"),
                },
            ])
            .Single()
            .Grade;
    }

    private static Verdict VerdictOf(string[] parts)
    {
        var effect = After(parts, "ai") is { } ai
            ? Comparisons.Between(Counts(ai), Counts(After(parts, "human")!))
            : null;
        decimal? net =
            After(parts, "net") is var written && written is "none"
                ? null
                : decimal.Parse(written!, CultureInfo.InvariantCulture);
        return Verdicts.Of(
            Satisfaction.Csat(Counts(After(parts, "csat")!)),
            effect,
            net,
            decimal.Parse(After(parts, "target")!, CultureInfo.InvariantCulture)
        );
    }

    private static List<Figure> Gap(string[] parts) =>
        Comparisons.GapOf(
            parts.Select(part => part.Split(' ', 2)).Select(part => KeyValuePair.Create(part[0], Counts(part[1])))
        )
            is { } gap
            ?
            [
                .. Of(new Difference(gap.Value, gap.Low, gap.High)),
                new("highest", gap.Highest),
                new("lowest", gap.Lowest),
            ]
            : Alone(null);

    /// <summary>The values of one dimension that stay hidden in a month, by their answers; "none" for none.</summary>
    private static string Hidden(string[] values)
    {
        var table = new GroupTable(
            ["language"],
            [
                .. values
                    .Select(value => value.Split(' '))
                    .Select(value => new Group(
                        [value[0]],
                        Slice(long.Parse(value[1], CultureInfo.InvariantCulture)).Counts
                    )),
            ]
        );
        var hidden = HiddenValues
            .Find(table, SmallGroupSuppression.Responses)
            .Values[0]
            .Order(StringComparer.Ordinal)
            .ToList();
        return hidden.Count is 0 ? "none" : string.Join(' ', hidden);
    }

    /// <summary>The answers of the published version after each run of the job, from the answers that there are at each.</summary>
    private static string Versions(IReadOnlyList<long> runs)
    {
        var state = MeasureVersion.None;
        return string.Join(
            ' ',
            runs.Select(answers =>
            {
                state = VersionRule.Advance(
                    state,
                    Slice(answers).Counts,
                    StandardQuestions.Satisfaction.CounterNames,
                    false
                );
                return state.Published.Responses;
            })
        );
    }

    private static List<Figure> Ratios(string[] parts)
    {
        var month = new DateOnly(2026, 11, 1);
        var (of, among) = Pair(After(parts, "satisfied")!);
        var counts = Answers.Of(of, among, Number(parts, "interactions"));
        var cell = new PublishedCell
        {
            Interactions = counts.Interactions,
            Counts = counts,
            Weighting = WeightedSum.Of([(counts.Interactions, among, of)]),
        };
        var figures = FiguresOf(month, cell);
        var value = ValueForMoney.Of(
            Service,
            Period.Containing(Interval.Month, month),
            figures,
            [SavingOf($"staff-time {After(parts, "saving")}")],
            grade: null
        );
        return
        [
            new("perInteraction", value.SavingPerInteraction),
            new("satisfiedInteractions", value.SatisfiedInteractions),
            new("perSatisfied", value.SavingPerSatisfiedInteraction),
        ];
    }

    private static Saving SavingOf(string part)
    {
        var words = part.Split(' ');
        var category = WireName.Find<SavingCategory>(words[0]) ?? throw new InvalidDataException(part);
        var amount = decimal.Parse(words[1], CultureInfo.InvariantCulture);
        var isHours = words is [_, _, "hours"];
        var status =
            words.Contains("verified") ? SavingStatus.Verified
            : words.Contains("rejected") ? SavingStatus.Rejected
            : SavingStatus.Claimed;
        decimal? verified =
            status is SavingStatus.Verified ? decimal.Parse(words[3], CultureInfo.InvariantCulture) : null;
        var report = new SavingReport(
            isHours ? null : amount,
            CashReleasing: false,
            isHours ? amount : null,
            null,
            null
        );
        return new Saving(
            "licence",
            new DateOnly(2026, 11, 1),
            category,
            new SavingStep(1, Rows.Noon, "key", status, report, verified, null),
            "key"
        );
    }

    /// <summary>Such as <c>ai resolved, text sent: resolved=yes</c>.</summary>
    private static Interaction Row(string words)
    {
        var parts = words.Split(": ");
        var facts = parts[0].Split(", ");
        var row = Rows.Row("licence", 1)
            .WithReport(report =>
                report with
                {
                    Assistance = WireName.Find<Assistance>(facts[0].Split(' ')[0])!.Value,
                    Outcome = WireName.Find<Outcome>(facts[0].Split(' ')[1])!.Value,
                }
            );
        foreach (var fact in facts[1..])
        {
            row = fact.Split(' ') switch
            {
                ["text", var state] => row with
                {
                    Sms = row.Sms with
                    {
                        State = WireName.Find<SmsState>(state)!.Value,
                        Reason = null,
                        Parts = 1,
                        CostMillionths = 1,
                    },
                },
                ["withheld", var reason] => row with
                {
                    Sms = row.Sms with { Reason = WireName.Find<Reason>(reason)!.Value },
                },
                ["imported"] => row with
                {
                    Report = row.Report with { Imported = true },
                    Sms = row.Sms with { Reason = null },
                    Survey = row.Survey with { LinkIssued = false },
                },
                ["withdrawn"] => row with { Survey = row.Survey with { Withdrawn = true } },
                _ => throw new InvalidDataException(fact),
            };
        }

        return parts is [_, var answers]
            ? answers
                .Split(", ")
                .Select(answer => answer.Split('='))
                .Aggregate(
                    row,
                    (answered, answer) => Surveys.Tests.Ledger.Interactions.WithAnswer(answered, answer[0], answer[1])
                )
            : row;
    }

    private static Counts Sum(IEnumerable<Interaction> rows)
    {
        var tally = new Tally();
        foreach (var row in rows)
        {
            RowCounts.Add(tally, row, 1);
        }

        return tally.Total().Counts;
    }

    private static Score ScoreOf(Counts counts) =>
        Score.Of(
            FiguresOf(
                    new DateOnly(2026, 11, 1),
                    new PublishedCell { Interactions = counts.Interactions, Counts = counts }
                )
                .Of(Period.Containing(Interval.Month, new DateOnly(2026, 11, 1))),
            null,
            Period.Containing(Interval.Month, new DateOnly(2026, 11, 1)),
            null
        );

    private static ServiceFigures FiguresOf(DateOnly month, PublishedCell cell) =>
        new(
            new Dictionary<string, PublishedMonth>
            {
                [PublishedTable.NameOf(month)] = new(
                    "licence",
                    1,
                    default,
                    PublicationStatus.Settled,
                    Provenance.Verified,
                    cell,
                    HasCorrections: false
                ),
            },
            new Dictionary<(string, string), PublishedBreakdown>()
        );

    private static Cell Slice(long answers) => new(Answers.Of(answers, answers), null);

    private static Stratum StratumOf(string written) =>
        written.Split('/') is [var assistance, var channel, var language]
            ? new Stratum(assistance, channel, language)
            : throw new InvalidDataException(written);

    private static Counts Counts(string pair, long interactions = 0) =>
        Answers.Of(Pair(pair).Of, Pair(pair).Among, interactions);

    private static Counts Distribution(string written) =>
        Numbers(written) is [var one, var two, var three, var four, var five]
            ? Answers.Of(one, two, three, four, five)
            : throw new InvalidDataException(written);

    private static (long Of, long Among) Pair(string written) =>
        written.Split(" of ") is [var of, var among]
            ? (Numbers(of)[0], Numbers(among)[0])
            : throw new InvalidDataException(written);

    private static List<long> Numbers(string written) =>
        [.. written.Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture))];

    private static long Number(string[] parts, string name) => Numbers(After(parts, name)!)[0];

    private static string? After(string[] parts, string name) =>
        parts
            .Select(part => part.Split(' ', 2))
            .Where(part => part[0] == name)
            .Select(part => part[1])
            .SingleOrDefault();

    private static List<Figure> Alone(object? value) => [new("", value)];

    private static List<Figure> Of(Proportion? share) =>
        share is null
            ? Alone(null)
            : [new("value", share.Value), new("low", share.Low), new("high", share.High), new("n", share.N)];

    private static List<Figure> Of(Difference? difference) =>
        difference is { } known
            ? [new("value", known.Value), new("low", known.Low), new("high", known.High)]
            : Alone(null);

    private static List<Figure> Of(Counts counts) =>
        [
            new("interactions", counts.Interactions),
            new("invited", counts[Counters.Invited]),
            new("undelivered", counts[Counters.Undelivered]),
            new("withdrawn", counts[Counters.Withdrawn]),
            new("parts", counts[Counters.Parts]),
            new("asked", counts[Counters.SilentAsked]),
            new("failed", counts[Counters.SilentFailed]),
        ];

    private static List<Figure> Of(MoneyFigures? money) =>
        money is null
            ? Alone(null)
            :
            [
                new("claimed", money.Claimed),
                new("verified", money.Verified),
                new("cost", money.Cost),
                new("textCost", money.TextCost),
                new("net", money.Net),
                new("netVerified", money.NetVerified),
                new("citizenHours", money.CitizenHours),
            ];

    /// <summary>A number, a word or null, by name; alone it has none.</summary>
    private sealed record Figure(string Name, object? Value);
}
