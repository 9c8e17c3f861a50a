using System.Collections.Immutable;
using Surveys.Ledger;
using Surveys.Publication;
using Surveys.Scoring;

namespace Surveys.Aggregates;

/// <summary>Which published versions figures come from.</summary>
/// <param name="Version">The version of a service's month; of a sum, the sum of its parts' versions, so that it grows with each of them.</param>
/// <param name="AsOf">When the last of them was published.</param>
/// <param name="Status"><c>settled</c> or <c>provisional</c>.</param>
/// <param name="Provenance"><c>verified</c>, <c>shown</c>, or <c>mixed</c> where services of both kinds are added up.</param>
/// <param name="HasCorrections">Whether fewer than 10 answers were withdrawn after settlement.</param>
internal sealed record PublicationInfo(
    int Version,
    DateTimeOffset AsOf,
    string Status,
    string Provenance,
    bool HasCorrections
)
{
    private const string Mixed = "mixed";

    public static PublicationInfo Of(PublishedMonth month) =>
        new(month.Version, month.AsOf, WireName.Of(month.Status), WireName.Of(month.Provenance), month.HasCorrections);

    public bool IsSettled => Status == WireName.Of(PublicationStatus.Settled);

    public static PublicationInfo operator +(PublicationInfo one, PublicationInfo other) =>
        new(
            one.Version + other.Version,
            one.AsOf > other.AsOf ? one.AsOf : other.AsOf,
            one.IsSettled ? other.Status : one.Status,
            one.Provenance == other.Provenance ? one.Provenance : Mixed,
            one.HasCorrections || other.HasCorrections
        );
}

/// <summary>
/// A group's published period, one cell for each kind of answer. The answers to satisfaction decide whether the group is published at all; the
/// answers to every other question have cells of their own, since they are suppressed on their own.
/// </summary>
internal sealed class SuppressedFigures
{
    /// <summary>The questions that have figures besides satisfaction, in the order in which they are asked.</summary>
    public static readonly ImmutableArray<Question> Questions =
    [
        .. StandardQuestions.All.Where(question =>
            question.Kind is not QuestionKind.Text && question != StandardQuestions.Satisfaction
        ),
    ];

    /// <summary>What each cell counts: satisfaction first, then <see cref="Questions"/>, then silent failure.</summary>
    private static readonly ImmutableArray<AnswersOf> AnswerCounts =
    [
        SmallGroupSuppression.Responses,
        .. Questions.Select<Question, AnswersOf>(question => counts => counts.AnswersTo(question)),
        counts => counts[Counters.SilentAsked],
    ];

    private readonly ImmutableArray<SuppressedCell> _cells;

    private SuppressedFigures(ImmutableArray<SuppressedCell> cells, PublicationInfo? info) =>
        (_cells, Info) = (cells, info);

    /// <summary>A period of which nothing is published: it has no interactions, or no version yet.</summary>
    public static SuppressedFigures Unpublished { get; } =
        ForEach((_, _) => new SuppressedCell(Cell.Empty, null, LeftOut: false), null);

    /// <summary>The versions that the figures come from; null where nothing is published.</summary>
    public PublicationInfo? Info { get; }

    /// <summary>The cell of the answers to satisfaction, which decides for the group.</summary>
    public SuppressedCell Satisfaction => _cells[0];

    /// <summary>The cell of the joint measure of silent failure.</summary>
    public SuppressedCell Silent => _cells[^1];

    /// <summary>The cell of one of <see cref="Questions"/>.</summary>
    public SuppressedCell Question(Question question) => _cells[1 + Questions.IndexOf(question)];

    /// <summary>The figures of a published cell.</summary>
    public static SuppressedFigures Of(PublishedCell cell, PublicationInfo info)
    {
        var counts = cell.Counts is { } published ? published.Copy() : new Counts();
        counts[Counters.Interactions] = cell.Interactions;
        counts[Counters.ByAi] = cell.IsHidden ? cell.ByAi : counts[Counters.ByAi];
        var totals = new Cell(counts, cell.Weighting);
        return ForEach(
            (place, of) =>
                new SuppressedCell(
                    totals,
                    cell.IsHidden || (place > 0 && of(counts) is 0) ? null : totals,
                    cell.LeftOut
                ),
            info
        );
    }

    /// <summary>The sum of published figures; parts of which nothing is published are passed over.</summary>
    public static SuppressedFigures SumPublished(IReadOnlyList<SuppressedFigures> parts)
    {
        var sum = new Sum();
        foreach (var part in parts)
        {
            sum.Add(part);
        }

        return sum.Total();
    }

    /// <summary>A running sum of published figures. Its memory does not grow with the number of parts, such as services.</summary>
    internal sealed class Sum
    {
        private readonly CellSum _totals = new();
        private readonly ImmutableArray<PublishedSum> _published = [.. AnswerCounts.Select(_ => new PublishedSum())];
        private SuppressedFigures? _single;
        private PublicationInfo? _info;

        public void Add(SuppressedFigures part)
        {
            if (part.Info is null)
            {
                return;
            }

            _single = _info is null ? part : null;
            _info = _info is null ? part.Info : _info + part.Info;

            // All cells of a part have the same totals.
            _totals.Add(part.Satisfaction.Totals);
            for (var place = 0; place < _published.Length; place++)
            {
                _published[place].Add(part._cells[place]);
            }
        }

        /// <summary>Adds a part to the sum of a key, which begins with the first part.</summary>
        public static void Add<TKey>(IDictionary<TKey, Sum> sums, TKey key, SuppressedFigures part)
        {
            if (!sums.TryGetValue(key, out var sum))
            {
                sums[key] = sum = new Sum();
            }

            sum.Add(part);
        }

        /// <summary>The sum. Call it after the last part.</summary>
        public SuppressedFigures Total()
        {
            if (_single is not null || _info is null)
            {
                return _single ?? Unpublished;
            }

            var totals = _totals.Total();
            return ForEach((place, of) => _published[place].Total(totals, of), _info);
        }
    }

    private static SuppressedFigures ForEach(Func<int, AnswersOf, SuppressedCell> cell, PublicationInfo? info) =>
        new([.. AnswerCounts.Select((of, place) => cell(place, of))], info);
}
