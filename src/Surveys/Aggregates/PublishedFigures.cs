using System.Runtime.CompilerServices;
using Surveys.Calendar;
using Surveys.Publication;
using Surveys.Scoring;
using Surveys.ServiceRegister;

namespace Surveys.Aggregates;

/// <summary>
/// Reads published figures. The cost grows with services and periods, not with interactions: a month of many services is one range of one
/// partition.
/// </summary>
internal sealed class PublishedFigures(PublishedTable published)
{
    /// <summary>Maximum number of published cells in memory at once: services x months of one read.</summary>
    private const int MaxCells = 8_000;

    /// <summary>Maximum number of services in one read.</summary>
    private const int MaxServicesPerRead = 500;

    /// <summary>Maximum number of partitions read at once: a year with its quarters, and the month before it.</summary>
    private const int Parallel = 18;

    /// <summary>Reads one service's figures with every breakdown.</summary>
    /// <param name="serviceId">The service.</param>
    /// <param name="months">First days of the months.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<ServiceFigures> ReadAsync(
        string serviceId,
        IReadOnlyList<DateOnly> months,
        CancellationToken cancellationToken
    )
    {
        var wholes = new Dictionary<string, PublishedMonth>(StringComparer.Ordinal);
        var breakdowns = new Dictionary<(string, string), PublishedBreakdown>();
        foreach (var chunk in PeriodsOf(months, withCoarser: true).Chunk(Parallel))
        {
            var reads = await Task.WhenAll(
                chunk.Select(period => published.ReadServiceAsync(period, serviceId, cancellationToken))
            );
            foreach (var (period, (whole, own)) in chunk.Zip(reads))
            {
                if (whole is not null)
                {
                    wholes[period] = whole;
                }

                foreach (var (dimension, breakdown) in own)
                {
                    breakdowns[(period, dimension)] = breakdown;
                }
            }
        }

        return new ServiceFigures(wholes, breakdowns);
    }

    /// <summary>Number of services that fit into one read of so many months.</summary>
    public static int ServicesAtOnce(int months) => Math.Clamp(MaxCells / months, 1, MaxServicesPerRead);

    /// <summary>Reads the figures of services in ordinal order of their ids, as many at once as fit into memory.</summary>
    public async IAsyncEnumerable<(Service Service, ServiceFigures Figures)> ReadEachAsync(
        IReadOnlyList<Service> services,
        IReadOnlyList<DateOnly> months,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var chunk in services.Chunk(ServicesAtOnce(months.Count)))
        {
            var figures = await ReadAsync(
                [.. chunk.Select(service => service.ServiceId)],
                months,
                by: null,
                withCoarser: true,
                cancellationToken
            );
            foreach (var pair in chunk.Zip(figures))
            {
                yield return pair;
            }
        }
    }

    /// <summary>Reads figures of services.</summary>
    /// <param name="serviceIds">The services, in ordinal order.</param>
    /// <param name="months">First days of the months.</param>
    /// <param name="by">Reads the breakdowns by this dimension too; null reads none.</param>
    /// <param name="withCoarser">Whether quarters and years are read too.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<IReadOnlyList<ServiceFigures>> ReadAsync(
        IReadOnlyList<string> serviceIds,
        IReadOnlyList<DateOnly> months,
        Dimension? by,
        bool withCoarser,
        CancellationToken cancellationToken
    )
    {
        var wholes = serviceIds.ToDictionary(
            id => id,
            _ => new Dictionary<string, PublishedMonth>(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        var breakdowns = serviceIds.ToDictionary(
            id => id,
            _ => new Dictionary<(string, string), PublishedBreakdown>(),
            StringComparer.Ordinal
        );
        foreach (var chunk in PeriodsOf(months, withCoarser).Chunk(Parallel))
        {
            var reads = await Task.WhenAll(
                chunk.Select(period => ReadPeriodAsync(period, serviceIds, by, cancellationToken))
            );
            foreach (var (period, (own, broken)) in chunk.Zip(reads))
            {
                foreach (var whole in own.Where(whole => wholes.ContainsKey(whole.ServiceId)))
                {
                    wholes[whole.ServiceId][period] = whole;
                }

                foreach (var (serviceId, breakdown) in broken.Where(each => breakdowns.ContainsKey(each.ServiceId)))
                {
                    breakdowns[serviceId][(period, by!.Name)] = breakdown;
                }
            }
        }

        return [.. serviceIds.Select(id => new ServiceFigures(wholes[id], breakdowns[id]))];
    }

    private async Task<(List<PublishedMonth>, List<(string ServiceId, PublishedBreakdown)>)> ReadPeriodAsync(
        string period,
        IReadOnlyList<string> serviceIds,
        Dimension? by,
        CancellationToken cancellationToken
    )
    {
        var (first, last) = (serviceIds[0], serviceIds[^1]);
        return (
            await published.ReadAsync(period, first, last, cancellationToken).ToListAsync(cancellationToken),
            by is null
                ? []
                : await published
                    .ReadBreakdownsAsync(period, first, last, by.Name, cancellationToken)
                    .ToListAsync(cancellationToken)
        );
    }

    /// <summary>The partitions that figures of months are read from: the months, and the quarters and years that lie within them.</summary>
    private static IEnumerable<string> PeriodsOf(IReadOnlyList<DateOnly> months, bool withCoarser)
    {
        var coarser = !withCoarser
            ? []
            : ((Interval[])[Interval.Quarter, Interval.Year])
                .SelectMany(interval => months.Select(month => Period.Containing(interval, month)))
                .Distinct()
                .Where(period =>
                    period.First >= months[0] && period.First.AddMonths(period.Months.Count() - 1) <= months[^1]
                );
        return months.Select(PublishedTable.NameOf).Concat(coarser.Select(PublishedTable.NameOf));
    }
}
