using System.Collections.Immutable;

namespace Surveys.Integrity;

/// <summary>
/// What the signals of manipulation of one service's month are computed from. Imported interactions count among
/// interactions and ballots alone, withdrawn ones only in <see cref="Numbers"/> and the counts below it.
/// </summary>
internal sealed record IntegrityCounts
{
    /// <summary>The service.</summary>
    public required string ServiceId { get; init; }

    /// <summary>
    /// Whether the service has a sender of texts. A service without one has shown ballots alone. It is a fact of the
    /// service register.
    /// </summary>
    public bool HasSender { get; init; } = true;

    /// <summary>Interactions. Counter: one for each row.</summary>
    public required long Interactions { get; init; }

    /// <summary>
    /// The number of interactions by the ministry's independent source; null if unknown. It is stored by month.
    /// </summary>
    public long? Volume { get; init; }

    /// <summary>
    /// Interactions that no text can reach: no phone, no consent, sensitive, no sender, unusable number. Counter: one
    /// for each row whose ballot is shown.
    /// </summary>
    public long Unreachable { get; init; }

    /// <summary>
    /// Whether the ministry accepted the service's shown ballots. It is a fact of the service register.
    /// </summary>
    public bool AreShownBallotsAccepted { get; init; }

    /// <summary>Interactions whose text was handed to the carrier and was not reported undelivered.</summary>
    public long Reached { get; init; }

    /// <summary>
    /// Verified ballots: rows with an answer to satisfaction that came by reply or by the code of a text.
    /// </summary>
    public long VerifiedBallots { get; init; }

    /// <summary>
    /// Shown ballots: rows with an answer to satisfaction that came by a link that the service showed.
    /// </summary>
    public long ShownBallots { get; init; }

    /// <summary>Texts withheld, by the reason's wire name. Counter: one for each reason.</summary>
    public ImmutableSortedDictionary<string, long> Withheld { get; init; } =
        ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>
    /// The delay from the receipt of the report to the first answer to satisfaction, of verified ballots. Counter: one
    /// for each bucket (<see cref="DelayHistogram.CounterOf"/>).
    /// </summary>
    public DelayHistogram Delays { get; init; } = DelayHistogram.Empty;

    /// <summary>
    /// The largest number of first answers to satisfaction within one clock minute (UTC), of both kinds of ballots. A
    /// maximum does not add up over hosts, so it needs counts by minute or a read of the month's rows.
    /// </summary>
    public long BusiestMinute { get; init; }

    /// <summary>Ballots with answers to three questions or more, the comment aside.</summary>
    public long CompleteBallots { get; init; }

    /// <summary>
    /// The number of <see cref="CompleteBallots"/> that give the most frequent combination of answers. It needs counts
    /// by combination or a read of the month's rows.
    /// </summary>
    public long IdenticalBallots { get; init; }

    /// <summary>
    /// Interactions that were received more than 24 hours after their <c>completedAt</c>. Counter: one, decided when
    /// the report is received.
    /// </summary>
    public long Backdated { get; init; }

    /// <summary>
    /// Reports with a usable phone number. Counter: one, decided when the report is received, as the three below.
    /// </summary>
    public long Numbers { get; init; }

    /// <summary>
    /// Reports whose number shares all digits but the last with a different number that the same service reported in
    /// the same month: numbers bought in a row. It needs a keyed hash of the number without its last digit.
    /// </summary>
    public long NeighbouringNumbers { get; init; }

    /// <summary>Reports whose number the same service reported before in the same month.</summary>
    public long RepeatedNumbers { get; init; }

    /// <summary>
    /// Reports whose number no service had reported before. The contacts know it when the report is received.
    /// </summary>
    public long NewNumbers { get; init; }
}
