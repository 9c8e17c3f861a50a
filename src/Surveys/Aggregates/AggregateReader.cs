using System.Runtime.CompilerServices;
using Surveys.Calendar;
using Surveys.Scoring;
using Surveys.ServiceRegister;

namespace Surveys.Aggregates;

/// <summary>What a query for aggregates asks for.</summary>
/// <param name="Window">The periods.</param>
/// <param name="GroupBy">What one row is the sum of.</param>
/// <param name="By">The dimension by which groups are broken down; null for none.</param>
/// <param name="After">The last row of the page before; null for the first page.</param>
/// <param name="Limit">Maximum number of rows; null for all.</param>
internal sealed record AggregateQuery(Window Window, GroupBy GroupBy, Dimension? By, ScoreKey? After, int? Limit);

/// <summary>Reads the scores of many services as one ordered stream.</summary>
internal sealed class AggregateReader(PublishedFigures published)
{
    /// <summary>Expected number of values of a dimension in a service's period. It sizes the first read of a page.</summary>
    private const int ExpectedValues = 5;

    /// <summary>
    /// The rows after the last row of the page before, by group, period and value. Rows of single services stream; sums of services are held in
    /// memory and come at the end. The stream does not stop at the query's limit.
    /// </summary>
    public async IAsyncEnumerable<(ScoreKey Key, Score Score)> ReadAsync(
        IReadOnlyList<Service> services,
        AggregateQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var rows =
            query.GroupBy is GroupBy.Service
                ? ReadServicesAsync(services, query, cancellationToken)
                : ReadSumsAsync(services, query, cancellationToken);
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            if (query.After is not { } after || row.Key.IsAfter(after))
            {
                yield return row;
            }
        }
    }

    /// <summary>The months that the figures of a window need: its own, and those of the period before it.</summary>
    public static IReadOnlyList<DateOnly> MonthsOf(Window window) =>
        [.. new Period(Interval.Total, window.Periods[0].Previous().First, window.Last).Months];

    private async IAsyncEnumerable<(ScoreKey Key, Score Score)> ReadServicesAsync(
        IReadOnlyList<Service> services,
        AggregateQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var rest = query.After is { } after
            ? services.Where(service => string.CompareOrdinal(service.ServiceId, after.Group) >= 0).ToList()
            : services;
        await foreach (var (service, figures) in ReadFiguresAsync(rest, query, cancellationToken))
        {
            foreach (var row in ScoreRow.Of(figures, query.Window, query.By))
            {
                yield return (
                    row.KeyIn(service.ServiceId),
                    row.ToScore() with
                    {
                        ServiceId = service.ServiceId,
                        Agency = service.Agency,
                    }
                );
            }
        }
    }

    private async IAsyncEnumerable<(ScoreKey Key, Score Score)> ReadSumsAsync(
        IReadOnlyList<Service> services,
        AggregateQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var sums = new SortedDictionary<string, ScoreSum>(StringComparer.Ordinal);
        if (query.GroupBy is GroupBy.All)
        {
            sums[""] = new ScoreSum(query.Window, query.By);
        }

        await foreach (var (service, figures) in ReadFiguresAsync(services, query, cancellationToken))
        {
            var group = query.GroupBy is GroupBy.Agency ? service.Agency : "";
            if (!sums.TryGetValue(group, out var sum))
            {
                sums[group] = sum = new ScoreSum(query.Window, query.By);
            }

            sum.Add(figures);
        }

        foreach (var (group, sum) in sums)
        {
            foreach (var row in sum.Rows())
            {
                yield return (
                    row.KeyIn(group),
                    row.ToScore() with
                    {
                        Agency = query.GroupBy is GroupBy.Agency ? group : null,
                    }
                );
            }
        }
    }

    private async IAsyncEnumerable<(Service Service, ServiceFigures Figures)> ReadFiguresAsync(
        IReadOnlyList<Service> services,
        AggregateQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var months = MonthsOf(query.Window);
        var atOnce = PublishedFigures.ServicesAtOnce(months.Count);
        foreach (var chunk in Chunks(services, FirstChunk(query, atOnce), atOnce))
        {
            var figures = await published.ReadAsync(
                [.. chunk.Select(service => service.ServiceId)],
                months,
                query.By,
                query.Window.Interval is not Interval.Month,
                cancellationToken
            );
            foreach (var pair in chunk.Zip(figures))
            {
                yield return pair;
            }
        }
    }

    /// <summary>Number of services in the first read. A few services may fill a page, so that more reads would be wasted.</summary>
    private static int FirstChunk(AggregateQuery query, int atOnce) =>
        query is { GroupBy: GroupBy.Service, Limit: { } limit }
            ? Math.Clamp(limit / query.Window.Periods.Count / (query.By is null ? 1 : ExpectedValues), 1, atOnce)
            : atOnce;

    /// <summary>The services in chunks, each twice as large as the one before up to a maximum.</summary>
    private static IEnumerable<IReadOnlyList<Service>> Chunks(IReadOnlyList<Service> services, int first, int max)
    {
        for (var (start, size) = (0, first); start < services.Count; size = Math.Min(size * 2, max))
        {
            var chunk = services.Skip(start).Take(size).ToList();
            start += chunk.Count;
            yield return chunk;
        }
    }
}
