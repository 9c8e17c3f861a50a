using System.Runtime.CompilerServices;
using Surveys.Ledger;
using Surveys.Scoring;
using Surveys.ServiceRegister;
using Surveys.Storage;

namespace Surveys.Aggregates;

/// <summary>
/// Reads folded months and days. The cost grows with services and periods, never with interactions: a month of many services is one range of one partition.
/// </summary>
internal sealed class MonthlyRollups(SurveyStorage storage)
{
    /// <summary>Tallies held in memory at once: services x months of one reading.</summary>
    private const int MaxTallies = 2_000;

    /// <summary>Services read at once at most.</summary>
    private const int MaxServicesPerRead = 50;

    /// <summary>Partitions read at once: a year and the month before it.</summary>
    private const int Parallel = 13;

    private static readonly Dictionary<DateOnly, SortedDictionary<DateOnly, Tally>> NoDays = [];

    /// <summary>One service's figures over months.</summary>
    /// <param name="serviceId">The service.</param>
    /// <param name="months">First days of the months.</param>
    /// <param name="withDays">Also the days of the months.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<ServiceFigures> ReadAsync(
        string serviceId,
        IReadOnlyList<DateOnly> months,
        bool withDays,
        CancellationToken cancellationToken
    )
    {
        var sums = await MonthsOfAsync(serviceId, months, only: null, cancellationToken);
        var days = withDays
            ? await EachAsync(
                months,
                async month =>
                    (SortedDictionary<DateOnly, Tally>?)
                        await RollupsTable.ReadDaysAsync(
                            storage,
                            RollupsTable.Month(month),
                            serviceId,
                            cancellationToken
                        )
            )
            : [];
        return new ServiceFigures(sums, days);
    }

    /// <summary>All figures of services whose ids are given in ordinal order.</summary>
    public Task<IReadOnlyList<ServiceFigures>> ReadAsync(
        IReadOnlyList<string> serviceIds,
        IReadOnlyList<DateOnly> months,
        CancellationToken cancellationToken
    ) => ReadAsync(serviceIds, months, only: null, cancellationToken);

    /// <summary>How many services of so many months each fit into one reading.</summary>
    public static int ServicesAtOnce(int months) => Math.Clamp(MaxTallies / months, 1, MaxServicesPerRead);

    /// <summary>All figures of services in ordinal order of their ids, one after the other: so many are read at once as fit into memory.</summary>
    public async IAsyncEnumerable<(Service Service, ServiceFigures Figures)> ReadEachAsync(
        IReadOnlyList<Service> services,
        IReadOnlyList<DateOnly> months,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var chunk in services.Chunk(ServicesAtOnce(months.Count)))
        {
            foreach (
                var pair in chunk.Zip(
                    await ReadAsync([.. chunk.Select(service => service.ServiceId)], months, cancellationToken)
                )
            )
            {
                yield return pair;
            }
        }
    }

    /// <summary>Figures of services whose ids are given in ordinal order.</summary>
    /// <param name="serviceIds">The services.</param>
    /// <param name="months">First days of the months.</param>
    /// <param name="only">Figures by this dimension alone, and with one of a stratum's three the whole too; null: everything.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyList<ServiceFigures>> ReadAsync(
        IReadOnlyList<string> serviceIds,
        IReadOnlyList<DateOnly> months,
        Dimension? only,
        CancellationToken cancellationToken
    )
    {
        if (serviceIds is [var single])
        {
            return [new ServiceFigures(await MonthsOfAsync(single, months, only, cancellationToken), NoDays)];
        }

        var byMonth = await EachAsync(
            months,
            async month =>
                (Dictionary<string, Tally>?)
                    await ReadMonthAsync(RollupsTable.Month(month), serviceIds, only, cancellationToken)
        );
        return
        [
            .. serviceIds.Select(serviceId => new ServiceFigures(
                byMonth
                    .Where(month => month.Value.ContainsKey(serviceId))
                    .ToDictionary(month => month.Key, month => month.Value[serviceId]),
                NoDays
            )),
        ];
    }

    private Task<Dictionary<DateOnly, Tally>> MonthsOfAsync(
        string serviceId,
        IReadOnlyList<DateOnly> months,
        Dimension? only,
        CancellationToken cancellationToken
    ) =>
        EachAsync(
            months,
            month => RollupsTable.FindMonthAsync(storage, RollupsTable.Month(month), serviceId, only, cancellationToken)
        );

    private async Task<Dictionary<string, Tally>> ReadMonthAsync(
        string month,
        IReadOnlyList<string> serviceIds,
        Dimension? only,
        CancellationToken cancellationToken
    )
    {
        var tallies = new Dictionary<string, Tally>(StringComparer.Ordinal);
        await foreach (
            var fold in RollupsTable.ReadMonthAsync(
                storage,
                month,
                serviceIds[0],
                serviceIds[^1],
                only,
                cancellationToken
            )
        )
        {
            tallies[fold.ServiceId] = fold.Tally;
        }

        return tallies;
    }

    private static async Task<Dictionary<DateOnly, T>> EachAsync<T>(
        IReadOnlyList<DateOnly> months,
        Func<DateOnly, Task<T?>> read
    )
        where T : class
    {
        var found = new Dictionary<DateOnly, T>();
        foreach (var some in months.Chunk(Parallel))
        {
            foreach (var (month, value) in some.Zip(await Task.WhenAll(some.Select(read))))
            {
                if (value is not null)
                {
                    found[month] = value;
                }
            }
        }

        return found;
    }
}
