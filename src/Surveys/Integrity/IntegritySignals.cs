using System.Collections.Immutable;

namespace Surveys.Integrity;

/// <summary>
/// The signals of manipulation. The limits are set so that in the tests' simulation invented ballots of 50 % and more
/// of the real ones are unsound, and of the months of honest services at most one in 200.
/// </summary>
internal static class IntegritySignals
{
    /// <summary>Minimum number of ballots, reports or interactions for a share of them.</summary>
    private const long MinCount = 30;

    /// <summary>Minimum number of phone numbers or reached citizens for a share of them.</summary>
    private const long MinNumbers = 100;

    /// <summary>Share of unreachable interactions beyond which the ministry's consent is needed.</summary>
    private const double MaxUnreachable = 0.2;

    private const double MinCoverage = 0.8;
    private const double MaxCoverage = 1.1;

    /// <summary>
    /// No difference in counting explains a quarter more interactions than the independent source has.
    /// </summary>
    private const double MaxPlausibleCoverage = 1.25;

    private const double MaxShownShare = 0.25;

    /// <summary>A service with so many citizens who can't be texted has the ministry's consent.</summary>
    private const double MaxPlausibleUnreachable = 0.3;

    /// <summary>
    /// Fewer citizens answer a link on a screen than a text. The simulation of honest services assumes 3 to 20 %.
    /// </summary>
    private const double MaxPlausibleShownRate = 0.22;

    /// <summary>
    /// Text messages reach thousands of people at the start of a day, and still their answers spread over hours.
    /// </summary>
    private const double MaxBusiestMinute = 0.05;

    private const long MinBusiestMinute = 10;

    private const double MaxNeighbouring = 0.05;

    /// <summary>
    /// Number of mobile numbers in use, for the share of neighbours that chance explains. The number is low on purpose,
    /// so that large services are not suspected.
    /// </summary>
    private const double NumbersInUse = 20_000_000;

    /// <summary>Interactions reported as a share of the ministry's independent number.</summary>
    public static readonly IntegritySignal Coverage = new(
        "coverage",
        SignalFamily.Coverage,
        counts => counts.Volume is > 0 ? (double)counts.Interactions / counts.Volume : null
    )
    {
        Limits =
        [
            new(
                SignalWeight.Decisive,
                (counts, value) => value > MaxPlausibleCoverage && counts.Interactions - counts.Volume >= MinCount
            ),
            new(SignalWeight.Suspect, (_, value) => value > MaxCoverage),
            new(SignalWeight.Limit, (_, value) => value < MinCoverage),
        ],
    };

    /// <summary>Share of interactions that no text can reach.</summary>
    public static readonly IntegritySignal Unreachable = new(
        "unreachable",
        SignalFamily.Ballots,
        counts => Share(counts.Unreachable, counts.Interactions, min: 1)
    )
    {
        Limits =
        [
            new(SignalWeight.Limit, (counts, value) => value > MaxUnreachable && !counts.AreShownBallotsAccepted),
        ],
    };

    /// <summary>Share of shown ballots among all ballots.</summary>
    public static readonly IntegritySignal ShownShare = new(
        "shownShare",
        SignalFamily.Ballots,
        counts => Share(counts.ShownBallots, counts.ShownBallots + counts.VerifiedBallots, MinCount)
    )
    {
        Limits =
        [
            new(SignalWeight.Decisive, (counts, value) => IsTooMuchShown(counts, value) && IsShownImplausible(counts)),
            new(SignalWeight.Suspect, IsTooMuchShown),
        ],
    };

    /// <summary>Median delay from the report to the answer, in seconds.</summary>
    public static readonly IntegritySignal MedianSeconds = new(
        "medianSeconds",
        SignalFamily.Timing,
        counts => counts.Delays.Count >= MinCount ? counts.Delays.Median() : null
    )
    {
        Outlier = new(SignalWeight.Suspect, MinSpread: 0.3, value => value <= 120)
        {
            IsLow = true,
            IsLogarithmic = true,
        },
    };

    /// <summary>Share of answers within 60 seconds of the report.</summary>
    public static readonly IntegritySignal WithinMinute = new(
        "withinMinute",
        SignalFamily.Timing,
        counts => Share(counts.Delays.WithinMinute, counts.Delays.Count, MinCount)
    )
    {
        Limits = [new(SignalWeight.Decisive, (_, value) => value > 0.5)],
        Outlier = new(SignalWeight.Suspect, MinSpread: 0.02, value => value > 0.2),
    };

    /// <summary>Share of the month's answers that came within its busiest minute.</summary>
    public static readonly IntegritySignal BusiestMinute = new(
        "busiestMinute",
        SignalFamily.Timing,
        counts => Share(counts.BusiestMinute, counts.VerifiedBallots + counts.ShownBallots, MinCount)
    )
    {
        Limits =
        [
            new(
                SignalWeight.Decisive,
                (counts, value) => value > MaxBusiestMinute && counts.BusiestMinute >= MinBusiestMinute
            ),
        ],
    };

    /// <summary>Share of the most frequent combination of answers among ballots with several answers.</summary>
    public static readonly IntegritySignal Identical = new(
        "identical",
        SignalFamily.Answers,
        counts => Share(counts.IdenticalBallots, counts.CompleteBallots, MinCount)
    )
    {
        Limits = [new(SignalWeight.Decisive, (_, value) => value > 0.6)],
        Outlier = new(SignalWeight.Suspect, MinSpread: 0.05, value => value > 0.35),
    };

    /// <summary>Share of the reached citizens who answered.</summary>
    public static readonly IntegritySignal ResponseRate = new(
        "responseRate",
        SignalFamily.Answers,
        counts => Share(counts.VerifiedBallots, counts.Reached, MinNumbers)
    )
    {
        Outlier = new(SignalWeight.Suspect, MinSpread: 0.05, value => value > 0.6),
    };

    /// <summary>Share of reports that came more than 24 hours after the interaction.</summary>
    public static readonly IntegritySignal Backdated = new(
        "backdated",
        SignalFamily.Reports,
        counts => Share(counts.Backdated, counts.Interactions, MinCount)
    )
    {
        Outlier = new(SignalWeight.Suspect, MinSpread: 0.02, value => value > 0.2),
    };

    /// <summary>Share of reported numbers that lie beside another reported number.</summary>
    public static readonly IntegritySignal NeighbouringNumbers = new(
        "neighbouringNumbers",
        SignalFamily.Numbers,
        counts => Share(counts.NeighbouringNumbers, counts.Numbers, MinNumbers)
    )
    {
        Limits =
        [
            new(
                SignalWeight.Decisive,
                (counts, value) => value > MaxNeighbouring + (9 * counts.Numbers / NumbersInUse)
            ),
        ],
    };

    /// <summary>Share of reports that repeat a number of the same month.</summary>
    public static readonly IntegritySignal RepeatedNumbers = new(
        "repeatedNumbers",
        SignalFamily.Numbers,
        counts => Share(counts.RepeatedNumbers, counts.Numbers, MinNumbers)
    )
    {
        Outlier = new(SignalWeight.Note, MinSpread: 0.05, value => value > 0.3),
    };

    /// <summary>Share of reported numbers that no service had reported before.</summary>
    public static readonly IntegritySignal NewNumbers = new(
        "newNumbers",
        SignalFamily.Numbers,
        counts => Share(counts.NewNumbers, counts.Numbers, MinNumbers)
    )
    {
        Outlier = new(SignalWeight.Note, MinSpread: 0.05, value => value > 0.5),
    };

    /// <summary>Share of interactions whose text was withheld, for whatever reason.</summary>
    public static readonly IntegritySignal Withheld = new(
        "withheld",
        SignalFamily.Numbers,
        counts => Share(counts.Withheld.Values.Sum(), counts.Interactions, MinNumbers)
    )
    {
        Outlier = new(SignalWeight.Note, MinSpread: 0.05, value => value > 0.5),
    };

    /// <summary>All signals, in the order of the API.</summary>
    public static readonly ImmutableArray<IntegritySignal> All =
    [
        Coverage,
        Unreachable,
        ShownShare,
        Withheld,
        MedianSeconds,
        WithinMinute,
        BusiestMinute,
        Identical,
        ResponseRate,
        Backdated,
        NeighbouringNumbers,
        RepeatedNumbers,
        NewNumbers,
    ];

    private static bool IsTooMuchShown(IntegrityCounts counts, double shownShare) =>
        shownShare > MaxShownShare && counts is { HasSender: true, AreShownBallotsAccepted: false };

    /// <summary>Whether the shown ballots are more than the service's citizens without a phone explain.</summary>
    private static bool IsShownImplausible(IntegrityCounts counts) =>
        counts.Unreachable > MaxPlausibleUnreachable * counts.Interactions
        || counts.ShownBallots > MaxPlausibleShownRate * counts.Unreachable;

    private static double? Share(long part, long all, long min) => all >= min ? (double)part / all : null;
}
