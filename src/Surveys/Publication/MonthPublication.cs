using Azure.Data.Tables;
using Surveys.Interactions;
using Surveys.Scoring;
using Surveys.ServiceRegister;

namespace Surveys.Publication;

/// <summary>Advances the publication of one service's month.</summary>
internal sealed class MonthPublication(
    PublishedTable published,
    PublicationStates states,
    GroupTableReader reader,
    PeriodPublication periods
)
{
    private const string SatisfactionId = "satisfaction";

    private static readonly IReadOnlyList<Question> OtherQuestions =
    [
        .. StandardQuestions.All.Where(question =>
            question.Kind is not QuestionKind.Text && question != StandardQuestions.Satisfaction
        ),
    ];

    private static readonly HashSet<string> OtherCounters =
    [
        .. OtherQuestions.SelectMany(question => question.CounterNames),
        Counters.SilentAsked,
        Counters.SilentFailed,
    ];

    public Task<Dictionary<string, PublicationState>> ReadStatesAsync(
        DateOnly month,
        CancellationToken cancellationToken
    ) => states.ReadMonthAsync(month, cancellationToken);

    /// <summary>Publishes the next version of a month if one is due; whether it was.</summary>
    /// <param name="service">The service.</param>
    /// <param name="month">The month's first day.</param>
    /// <param name="rollup">The month's rollup as it is stored.</param>
    /// <param name="state">Where its publication stands.</param>
    /// <param name="asOf">The moment of the run.</param>
    /// <param name="cancellationToken">Ends the work; a repeat goes on from what is stored.</param>
    public async Task<bool> AdvanceAsync(
        Service service,
        DateOnly month,
        TableEntity rollup,
        PublicationState state,
        DateTimeOffset asOf,
        CancellationToken cancellationToken
    )
    {
        var rolledUpAt = rollup.GetDateTimeOffset("FoldedAt");
        if (state.Status is PublicationStatus.Settled && state.SeenRollup == rolledUpAt)
        {
            return false;
        }

        var provenance = service.HadSender(month) ? Provenance.Verified : Provenance.Shown;
        if (
            CanBeSettled(service, month, asOf)
            && await reader.ReadAsync(service.ServiceId, month, provenance, asOf, cancellationToken)
                is { IsOpen: false } rows
            && rows.Table.Groups.Count > 0
        )
        {
            return await SettleAsync(
                service,
                month,
                rows,
                provenance,
                state with
                {
                    SeenRollup = rolledUpAt,
                },
                asOf,
                cancellationToken
            );
        }

        var live = TallyFormat.Decode(rollup.GetBinary("Tally")).Total().Counts;
        live = provenance is Provenance.Shown ? Counters.OfShownBallots(live) : live;
        return state.Status is not PublicationStatus.Settled
            && await AdvanceProvisionalAsync(
                service.ServiceId,
                month,
                live,
                provenance,
                state,
                asOf,
                cancellationToken
            );
    }

    /// <summary>
    /// Whether every survey of a month can have ended: the month is over, reports of it are no longer accepted, and a text message that went out
    /// at once has expired. Whether they have is known from the rows.
    /// </summary>
    private static bool CanBeSettled(Service service, DateOnly month, DateTimeOffset asOf)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(service.TimeZone);
        var end = month.AddMonths(1).ToDateTime(TimeOnly.MinValue);
        var over = new DateTimeOffset(end, zone.GetUtcOffset(end));
        return asOf > over + InteractionReport.MaxAge && asOf > over.AddDays(service.ExpiryDays);
    }

    private async Task<bool> AdvanceProvisionalAsync(
        string serviceId,
        DateOnly month,
        Counts live,
        Provenance provenance,
        PublicationState state,
        DateTimeOffset asOf,
        CancellationToken cancellationToken
    )
    {
        var measures = Advance(state.Measures, live, isSettled: false);
        var isDue = measures.Any(pair =>
            !ReferenceEquals(
                pair.Value.Published,
                state.Measures.GetValueOrDefault(pair.Key, MeasureVersion.None).Published
            )
        );
        if (isDue)
        {
            // A waiting candidate that became the published state; the whole is what all measures publish.
            state = state with
            {
                Version = state.Version + 1,
                Status = PublicationStatus.Provisional,
            };
            var cell = MonthPublisher.Whole(Sum(measures), weighting: null);
            await published.WriteAsync(
                PublishedTable.NameOf(month),
                new PublishedMonth(
                    serviceId,
                    state.Version,
                    asOf,
                    PublicationStatus.Provisional,
                    provenance,
                    cell,
                    HasCorrections: false
                ),
                new Dictionary<string, PublishedBreakdown>(),
                cancellationToken
            );
        }

        await states.WriteAsync(month, serviceId, state with { Measures = measures }, cancellationToken);
        return isDue;
    }

    private async Task<bool> SettleAsync(
        Service service,
        DateOnly month,
        MonthRows rows,
        Provenance provenance,
        PublicationState state,
        DateTimeOffset asOf,
        CancellationToken cancellationToken
    )
    {
        var live = rows.Table.Total();
        var measures = Advance(state.Measures, live, isSettled: true);
        var satisfaction = state.Measures.GetValueOrDefault(SatisfactionId, MeasureVersion.None).Published;
        var distance = VersionRule.DistanceOf(satisfaction, live, StandardQuestions.Satisfaction.CounterNames);
        var wasSettled = state.Status is PublicationStatus.Settled;
        if (wasSettled && distance < VersionRule.MinStep && !AddsInteractionsAlone(satisfaction, live, distance))
        {
            // Corrections stay out; that there are some is told.
            var corrected = state with
            {
                HasCorrections = state.HasCorrections || distance > 0,
            };
            if (corrected.HasCorrections != state.HasCorrections)
            {
                await FlagCorrectionsAsync(service.ServiceId, month, asOf, cancellationToken);
            }

            await states.WriteAsync(month, service.ServiceId, corrected, cancellationToken);
            return corrected.HasCorrections != state.HasCorrections;
        }

        var figures = MonthPublisher.Publish(rows.Table, month);
        state = state with
        {
            Version = state.Version + 1,
            Status = PublicationStatus.Settled,
            Measures = measures,
            Table = rows.Table,
            HasCorrections = false,
        };
        var breakdowns = new Dictionary<string, PublishedBreakdown>(figures.Breakdowns, StringComparer.Ordinal)
        {
            [PublishedTable.Days] = MonthPublisher.Publish(rows.Days, month, [], []).Breakdowns[PublishedTable.Days],
        };
        await published.WriteAsync(
            PublishedTable.NameOf(month),
            new PublishedMonth(
                service.ServiceId,
                state.Version,
                asOf,
                PublicationStatus.Settled,
                provenance,
                figures.Whole,
                HasCorrections: false
            ),
            breakdowns,
            cancellationToken
        );
        await states.WriteAsync(month, service.ServiceId, state, cancellationToken);
        await periods.PublishAsync(
            service.ServiceId,
            month,
            other => CanBeSettled(service, other, asOf),
            provenance,
            asOf,
            cancellationToken
        );
        return true;
    }

    private async Task FlagCorrectionsAsync(
        string serviceId,
        DateOnly month,
        DateTimeOffset asOf,
        CancellationToken cancellationToken
    )
    {
        if (await published.FindAsync(PublishedTable.NameOf(month), serviceId, cancellationToken) is { } known)
        {
            await published.WriteAsync(
                PublishedTable.NameOf(month),
                known with
                {
                    HasCorrections = true,
                    AsOf = asOf,
                },
                new Dictionary<string, PublishedBreakdown>(),
                cancellationToken
            );
        }
    }

    /// <summary>An import after settlement that brings 10 or more interactions and no answers changes the frame and tells of no answer.</summary>
    private static bool AddsInteractionsAlone(Counts before, Counts live, long distance) =>
        distance is 0
        && live[Counters.Withdrawn] == before[Counters.Withdrawn]
        && live.Interactions - before.Interactions >= VersionRule.MinStep;

    private static Dictionary<string, MeasureVersion> Advance(
        IReadOnlyDictionary<string, MeasureVersion> before,
        Counts live,
        bool isSettled
    )
    {
        var after = new Dictionary<string, MeasureVersion>(StringComparer.Ordinal)
        {
            [SatisfactionId] = VersionRule.Advance(
                before.GetValueOrDefault(SatisfactionId, MeasureVersion.None),
                Only(live, counter => !OtherCounters.Contains(counter)),
                StandardQuestions.Satisfaction.CounterNames,
                isSettled
            ),
        };
        foreach (var question in OtherQuestions)
        {
            after[question.Id] = VersionRule.Advance(
                before.GetValueOrDefault(question.Id, MeasureVersion.None),
                Only(live, counter => question.CounterNames.Contains(counter)),
                question.CounterNames,
                isSettled
            );
        }

        return after;
    }

    private static Counts Only(Counts counts, Func<string, bool> isIncluded)
    {
        var only = new Counts();
        foreach (var (counter, value) in counts.Where(pair => isIncluded(pair.Key)))
        {
            only[counter] = value;
        }

        return only;
    }

    private static Counts Sum(Dictionary<string, MeasureVersion> measures)
    {
        var sum = new Counts();
        foreach (var (_, measure) in measures)
        {
            sum.Add(measure.Published);
        }

        return sum;
    }
}
