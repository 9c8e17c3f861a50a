using System.Runtime.CompilerServices;
using Surveys.Ledger;
using Surveys.Scoring;
using Surveys.ServiceRegister;
using Surveys.Storage;

namespace Surveys.Aggregates;

/// <summary>
/// Reads the rollups of months and days. The cost grows with services and periods, not with interactions: a month of
/// many services is one range of one partition.
/// </summary>
internal sealed class MonthlyRollups(SurveyStorage storage)
{
    /// <summary>Maximum number of tallies in memory at once: services x months of one read.</summary>
    private const int MaxTallies = 2_000;

    /// <summary>Maximum number of services in one read.</summary>
    private const int MaxServicesPerRead = 50;

    /// <summary>Maximum number of partitions read at once: a year and the month before it.</summary>
    private const int Parallel = 13;

    private static readonly Dictionary<DateOnly, SortedDictionary<DateOnly, Tally>> NoDays = [];

    /// <summary>Reads one service's figures.</summary>
    /// <param name="serviceId">The service.</param>
    /// <param name="months">First days of the months.</param>
    /// <param name="withDays">Whether the days of the months are read too.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
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

    /// <summary>Reads all figures of services. The ids are in ordinal order.</summary>
    public Task<IReadOnlyList<ServiceFigures>> ReadAsync(
        IReadOnlyList<string> serviceIds,
        IReadOnlyList<DateOnly> months,
        CancellationToken cancellationToken
    ) => ReadAsync(serviceIds, months, only: null, cancellationToken);

    /// <summary>Number of services that fit into one read of so many months.</summary>
    public static int ServicesAtOnce(int months) => Math.Clamp(MaxTallies / months, 1, MaxServicesPerRead);

    /// <summary>
    /// Reads all figures of services in ordinal order of their ids, as many at once as fit into memory.
    /// </summary>
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

    /// <summary>Reads figures of services.</summary>
    /// <param name="serviceIds">The services, in ordinal order.</param>
    /// <param name="months">First days of the months.</param>
    /// <param name="only">
    /// Reads only what figures by this dimension need (see <see cref="TallyFormat.Decode"/>); null reads everything.
    /// </param>
    /// <param name="cancellationToken">Cancels the read.</param>
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
            var rollup in RollupsTable.ReadMonthAsync(
                storage,
                month,
                serviceIds[0],
                serviceIds[^1],
                only,
                cancellationToken
            )
        )
        {
            tallies[rollup.ServiceId] = rollup.Tally;
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
        foreach (var chunk in months.Chunk(Parallel))
        {
            foreach (var (month, value) in chunk.Zip(await Task.WhenAll(chunk.Select(read))))
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
