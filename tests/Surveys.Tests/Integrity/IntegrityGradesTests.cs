using System.Globalization;
using Surveys.Integrity;
using Surveys.Ledger;

namespace Surveys.Tests.Integrity;

/// <summary>The grade tells stuffing from honest services, in a seeded simulation.</summary>
public sealed class IntegrityGradesTests(ITestOutputHelper output)
{
    private const int Services = 200;
    private const int Months = 12;

    /// <summary>One in 200 service-months.</summary>
    private const int MaxUnsound = Services * Months / 200;

    private static readonly Dictionary<string, Action<SimulatedMonth, int, Random>> Attacks = new()
    {
        ["burst"] = Stuffing.Burst,
        ["patient"] = Stuffing.Patient,
        ["sim-cards"] = Stuffing.SimCards,
    };

    public static TheoryData<string, double, int> AttackCases { get; } =
        new(
            from attack in Attacks.Keys
            from share in (double[])[0.5, 5]
            from ballots in (int[])[100, 400, 2000]
            select (attack, share, ballots)
        );

    [Fact]
    public void Of_200_honest_services_over_12_months_at_most_one_month_in_200_is_unsound()
    {
        var random = new Random(14);
        var services = Enumerable.Range(0, Services).Select(number => new HonestService(number, random)).ToList();
        var reports = Enumerable
            .Range(0, Months)
            .SelectMany(month =>
                IntegrityGrades.Of([.. services.Select(service => service.Month(month, random).ToCounts())])
            )
            .ToList();

        foreach (var reason in reports.SelectMany(report => report.Reasons).GroupBy(reason => reason.Signal.Id))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{reason.Key}: {reason.Count()}"));
        }

        var grades = reports.CountBy(report => report.Grade).ToDictionary();
        output.WriteLine(string.Join(", ", grades));
        Assert.InRange(grades.GetValueOrDefault(IntegrityGrade.Unsound), 0, MaxUnsound);
        Assert.InRange(grades.GetValueOrDefault(IntegrityGrade.Sound), Services * Months * 8 / 10, Services * Months);
    }

    [Theory, MemberData(nameof(AttackCases))]
    public void Invented_ballots_are_unsound_and_without_them_the_month_is_sound(
        string attack,
        double share,
        int ballots
    )
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var random = new Random(seed);
            List<IntegrityCounts> others =
            [
                .. Enumerable
                    .Range(0, 40)
                    .Select(number => new HonestService(number, random).Month(6, random).ToCounts()),
            ];
            var month = HonestService.WithBallots(ballots, random).Month(6, random);
            Assert.InRange(month.VerifiedBallots, ballots, 2 * ballots);
            var before = IntegrityGrades.Of([month.ToCounts(), .. others])[0];
            Attacks[attack](month, (int)Math.Round(month.VerifiedBallots * share), random);
            var after = IntegrityGrades.Of([month.ToCounts(), .. others])[0];

            Assert.Equal(IntegrityGrade.Sound, before.Grade);
            Assert.Equal(IntegrityGrade.Unsound, after.Grade);
        }
    }

    /// <summary>
    /// The share of shown ballots says nothing where the ministry accepted them, so time and volume have to.
    /// </summary>
    [Theory]
    [InlineData("burst", 0.5)]
    [InlineData("burst", 5)]
    [InlineData("patient", 0.5)]
    [InlineData("patient", 5)]
    public void Invented_ballots_are_unsound_where_shown_ballots_are_accepted(string attack, double share)
    {
        var random = new Random(1);
        var month = HonestService.WithBallots(100, random).Month(6, random);
        Attacks[attack](month, (int)Math.Round(month.VerifiedBallots * share), random);

        var report = IntegrityGrades.Of([month.ToCounts() with { AreShownBallotsAccepted = true }])[0];

        Assert.Equal(IntegrityGrade.Unsound, report.Grade);
    }

    [Theory]
    [InlineData(1000, 1000, "sound", "")]
    [InlineData(799, 1000, "doubtful", "coverage")]
    [InlineData(1101, 1000, "doubtful", "coverage")]
    [InlineData(1251, 1000, "unsound", "coverage")]
    public void Coverage_limits_the_grade(long interactions, long volume, string grade, string reason) =>
        Holds(Plain with { Interactions = interactions, Volume = volume }, grade, reason);

    [Theory]
    [InlineData(200, false, "sound", "")]
    [InlineData(201, false, "doubtful", "unreachable")]
    [InlineData(201, true, "sound", "")]
    public void Unreachable_citizens_limit_the_grade_without_the_consent_of_the_ministry(
        long unreachable,
        bool isAccepted,
        string grade,
        string reason
    ) => Holds(Plain with { Unreachable = unreachable, AreShownBallotsAccepted = isAccepted }, grade, reason);

    [Fact]
    public void A_service_without_a_sender_is_not_unsound_for_its_shown_ballots() =>
        Holds(
            Plain with
            {
                HasSender = false,
                Unreachable = 1000,
                VerifiedBallots = 0,
                ShownBallots = 300,
                Delays = DelayHistogram.Empty,
            },
            "doubtful",
            "unreachable"
        );

    [Fact]
    public void Two_suspect_signals_of_different_families_are_unsound_and_of_one_family_doubtful()
    {
        IntegrityReason Suspect(IntegritySignal signal) => new(signal, 1, SignalWeight.Suspect, null);

        Assert.Equal(
            IntegrityGrade.Unsound,
            IntegrityGrades.GradeOf([Suspect(IntegritySignals.Backdated), Suspect(IntegritySignals.Coverage)])
        );
        Assert.Equal(
            IntegrityGrade.Doubtful,
            IntegrityGrades.GradeOf([Suspect(IntegritySignals.MedianSeconds), Suspect(IntegritySignals.WithinMinute)])
        );
    }

    [Fact]
    public void A_note_has_no_effect_on_the_grade()
    {
        var note = new IntegrityReason(IntegritySignals.NewNumbers, 1, SignalWeight.Note, 0.3);
        var suspect = new IntegrityReason(IntegritySignals.Backdated, 1, SignalWeight.Suspect, 0);

        Assert.Equal(IntegrityGrade.Sound, IntegrityGrades.GradeOf([note]));
        Assert.Equal(IntegrityGrade.Doubtful, IntegrityGrades.GradeOf([note, suspect]));
    }

    [Fact]
    public void Every_signal_has_its_name_and_its_effect()
    {
        Assert.Distinct(IntegritySignals.All.Select(signal => signal.Id));
        Assert.All(IntegritySignals.All, signal => Assert.True(signal.Limits.Count > 0 || signal.Outlier is not null));
        Assert.All(
            IntegritySignals.All,
            signal => Assert.Equal(signal.Limits.OrderByDescending(limit => limit.Weight), signal.Limits)
        );
    }

    /// <summary>A month of which every signal can be computed and none is suspicious.</summary>
    private static IntegrityCounts Plain { get; } =
        new()
        {
            ServiceId = "plain",
            Interactions = 1000,
            Reached = 900,
            VerifiedBallots = 300,
            ShownBallots = 10,
            Delays = DelayHistogram.Empty with
            {
                Buckets = DelayHistogram.Empty.Buckets.SetItem(DelayHistogram.BucketOf(TimeSpan.FromHours(1)), 300),
            },
            BusiestMinute = 2,
            CompleteBallots = 150,
            IdenticalBallots = 20,
            Numbers = 950,
        };

    private static void Holds(IntegrityCounts counts, string grade, string reason)
    {
        var report = IntegrityGrades.Of([counts])[0];

        Assert.Equal(grade, WireName.Of(report.Grade));
        Assert.Equal(reason, string.Join(' ', report.Reasons.Select(each => each.Signal.Id)));
    }
}
