using System.Collections.Immutable;
using Surveys.Ledger;

namespace Surveys.Integrity;

/// <summary>Counts the rows of one service's month into <see cref="IntegrityCounts"/>.</summary>
internal sealed class IntegrityTally(string serviceId)
{
    /// <summary>A combination of fewer answers is too often the same to tell of anything.</summary>
    private const int MinAnswersOfCombination = 3;

    private static readonly TimeSpan BackdatedAfter = TimeSpan.FromHours(24);

    private readonly long[] _delays = new long[DelayHistogram.Bounds.Length + 1];
    private readonly Dictionary<DateTimeOffset, long> _minutes = [];
    private readonly Dictionary<string, long> _combinations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _withheld = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _numbersByBlock = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _rowsByNumber = new(StringComparer.Ordinal);
    private long _interactions;
    private long _unreachable;
    private long _reached;
    private long _verified;
    private long _shown;
    private long _backdated;
    private long _new;

    /// <summary>
    /// Counts a row. Of an imported one nobody knows when it was reported and to whom, so it counts among interactions
    /// and ballots alone. Withdrawn ones count among the numbers alone.
    /// </summary>
    public void Add(Interaction row)
    {
        AddNumber(row.Contact);
        if (row.Survey.Withdrawn)
        {
            return;
        }

        _interactions++;
        _unreachable += row.Report.Ballot is Ballot.Shown ? 1 : 0;
        _backdated += !row.Report.Imported && row.Report.ReportedAt - row.Report.CompletedAt > BackdatedAfter ? 1 : 0;
        _reached += row.Sms.State is SmsState.Sent or SmsState.Delivered ? 1 : 0;
        if (row is { Report.Imported: false, Sms: { State: SmsState.Withheld, Reason: { } reason } })
        {
            Increase(_withheld, WireName.Of(reason));
        }

        AddAnswers(row);
    }

    /// <summary>The counts of all rows.</summary>
    public IntegrityCounts ToCounts() =>
        new()
        {
            ServiceId = serviceId,
            Interactions = _interactions,
            Unreachable = _unreachable,
            Reached = _reached,
            VerifiedBallots = _verified,
            ShownBallots = _shown,
            Withheld = _withheld.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Delays = new DelayHistogram([.. _delays]),
            BusiestMinute = _minutes.Values.DefaultIfEmpty().Max(),
            CompleteBallots = _combinations.Values.Sum(),
            IdenticalBallots = _combinations.Values.DefaultIfEmpty().Max(),
            Backdated = _backdated,
            Numbers = _rowsByNumber.Values.Sum(),
            NeighbouringNumbers = _numbersByBlock
                .Values.Where(numbers => numbers.Count > 1)
                .Sum(numbers => numbers.Sum(number => _rowsByNumber[number])),
            RepeatedNumbers = _rowsByNumber.Values.Sum(rows => rows - 1),
            NewNumbers = _new,
        };

    private void AddNumber(ContactDetails contact)
    {
        if (contact is not { PhoneHash: { } number, PhoneBlock: { } block })
        {
            return;
        }

        Increase(_rowsByNumber, number);
        if (!_numbersByBlock.TryGetValue(block, out var numbers))
        {
            _numbersByBlock[block] = numbers = new HashSet<string>(StringComparer.Ordinal);
        }

        numbers.Add(number);
        _new += contact.IsNewNumber ? 1 : 0;
    }

    private void AddAnswers(Interaction row)
    {
        if (!row.Survey.Answers.TryGetValue("satisfaction", out var satisfaction))
        {
            return;
        }

        _verified += row.Report.Ballot is Ballot.Verified ? 1 : 0;
        _shown += row.Report.Ballot is Ballot.Shown ? 1 : 0;
        if (row.Report.Imported)
        {
            return;
        }

        var at = satisfaction.FirstAt.ToUniversalTime();
        var minute = new DateTimeOffset(at.Ticks - (at.Ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        _minutes[minute] = _minutes.GetValueOrDefault(minute) + 1;
        if (row.Report.Ballot is Ballot.Verified)
        {
            _delays[DelayHistogram.BucketOf(satisfaction.FirstAt - row.Report.ReportedAt)]++;
        }

        var choices = row.Survey.Answers.Where(answer => answer.Value.Choice.Length > 0).ToList();
        if (choices.Count >= MinAnswersOfCombination)
        {
            Increase(
                _combinations,
                string.Join(
                    ' ',
                    choices
                        .OrderBy(answer => answer.Key, StringComparer.Ordinal)
                        .Select(answer => $"{answer.Key}={answer.Value.Choice}")
                )
            );
        }
    }

    private static void Increase(Dictionary<string, long> counts, string key) =>
        counts[key] = counts.GetValueOrDefault(key) + 1;
}
