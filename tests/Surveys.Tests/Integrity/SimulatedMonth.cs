using System.Collections.Immutable;
using Surveys.Integrity;

namespace Surveys.Tests.Integrity;

/// <summary>One service's month that is filled interaction by interaction, as the ledger would be.</summary>
internal sealed class SimulatedMonth(IntegrityCounts facts)
{
    private readonly long[] _delays = new long[DelayHistogram.Bounds.Length + 1];
    private readonly Dictionary<long, long> _minutes = [];
    private readonly Dictionary<string, long> _combinations = new(StringComparer.Ordinal);
    private IntegrityCounts _counts = facts;

    /// <summary>The first instant of the month. All times are seconds from it.</summary>
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    public long VerifiedBallots => _counts.VerifiedBallots;

    /// <summary>Adds an interaction that no text can reach.</summary>
    public void AddUnreachable() =>
        _counts = _counts with { Interactions = _counts.Interactions + 1, Unreachable = _counts.Unreachable + 1 };

    /// <summary>Adds an interaction with a phone number.</summary>
    public void AddReachable(bool isReached, bool isNew, bool isRepeated, bool isNeighbour) =>
        _counts = _counts with
        {
            Interactions = _counts.Interactions + 1,
            Numbers = _counts.Numbers + 1,
            Reached = _counts.Reached + (isReached ? 1 : 0),
            NewNumbers = _counts.NewNumbers + (isNew ? 1 : 0),
            RepeatedNumbers = _counts.RepeatedNumbers + (isRepeated ? 1 : 0),
            NeighbouringNumbers = _counts.NeighbouringNumbers + (isNeighbour ? 1 : 0),
            Withheld = isReached
                ? _counts.Withheld
                : _counts.Withheld.SetItem("cooldown", _counts.Withheld.GetValueOrDefault("cooldown") + 1),
        };

    public void AddBackdated() => _counts = _counts with { Backdated = _counts.Backdated + 1 };

    /// <summary>Adds the first answer to satisfaction.</summary>
    /// <param name="isShown">Whether the ballot is shown.</param>
    /// <param name="reported">When the interaction was reported.</param>
    /// <param name="answered">When it was answered.</param>
    /// <param name="combination">The answers to all questions; null where only satisfaction was answered.</param>
    public void AddBallot(bool isShown, double reported, double answered, string? combination)
    {
        _counts = isShown
            ? _counts with
            {
                ShownBallots = _counts.ShownBallots + 1,
            }
            : _counts with
            {
                VerifiedBallots = _counts.VerifiedBallots + 1,
            };
        if (!isShown)
        {
            _delays[DelayHistogram.BucketOf(TimeSpan.FromSeconds(answered - reported))]++;
        }

        var minute = Start.AddSeconds(answered).ToUnixTimeSeconds() / 60;
        _minutes[minute] = _minutes.GetValueOrDefault(minute) + 1;
        if (combination is not null)
        {
            _combinations[combination] = _combinations.GetValueOrDefault(combination) + 1;
        }
    }

    /// <summary>The counts, with an independent volume of the honest interactions.</summary>
    public IntegrityCounts ToCounts() =>
        _counts with
        {
            Delays = new DelayHistogram([.. _delays]),
            BusiestMinute = _minutes.Values.DefaultIfEmpty().Max(),
            CompleteBallots = _combinations.Values.Sum(),
            IdenticalBallots = _combinations.Values.DefaultIfEmpty().Max(),
        };

    /// <summary>
    /// Sets the independent volume from the interactions so far and the share of them that the service reports.
    /// </summary>
    public void SetVolume(double coverage) =>
        _counts = _counts with { Volume = (long)Math.Round(_counts.Interactions / coverage) };
}
