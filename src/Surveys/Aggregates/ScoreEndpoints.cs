using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Surveys.Calendar;
using Surveys.Http;
using Surveys.Scoring;
using Surveys.ServiceRegister;
using Surveys.Storage;

namespace Surveys.Aggregates;

/// <summary>Scores of one service over time, and of all of them.</summary>
internal static class ScoreEndpoints
{
    private static readonly Interval[] DayOrCoarser = Enum.GetValues<Interval>();
    private static readonly Interval[] MonthOrCoarser =
    [
        Interval.Month,
        Interval.Quarter,
        Interval.Year,
        Interval.Total,
    ];

    /// <summary>Values of a dimension in a service's period: a guess, by which the first reading for a page is measured.</summary>
    private const int ValuesExpected = 5;

    /// <summary>A dimension with which the whole is read as well.</summary>
    private const Dimension WholeToo = Dimension.Assistance;

    public static readonly Endpoint GetScores = new(
        "GetScores",
        "GET",
        "v1/services/{serviceId}/scores",
        Roles.Owner | Roles.Ministry | Roles.Admin,
        ShowScoresAsync
    )
    {
        Summary = "A service's scores over time",
        Query = ["from", "to", "interval", "by", "format"],
    };

    public static readonly Endpoint GetAggregates = new(
        "GetAggregates",
        "GET",
        "v1/aggregates",
        Roles.Ministry | Roles.Admin,
        ShowAggregatesAsync
    )
    {
        Summary = "Scores of every service, as JSON or CSV",
        Query = ["from", "to", "interval", "groupBy", "by", "format", "limit", "cursor"],
    };

    private static async Task<IResult> ShowScoresAsync(
        string serviceId,
        HttpContext context,
        ServicesTable services,
        MonthlyRollups folds,
        SurveyStorage storage,
        CancellationToken cancellationToken
    )
    {
        var query = new FigureQuery(context.Request);
        var interval = query.Interval(Interval.Month, DayOrCoarser);
        var by = query.By();
        var isCsv = query.IsCsv();
        if (by is not null && interval is Interval.Day)
        {
            query.AddError(
                "by",
                "A breakdown comes by month or coarser: days of few answers can't be broken down safely."
            );
        }

        var window = query.Window(interval);
        query.ThrowIfInvalid();
        if (await services.FindAsync(serviceId, cancellationToken) is not { } service)
        {
            return Problem.NotFound("No such service.");
        }

        var months = MonthsOf(window!);
        if (await query.IsNotModifiedAsync(storage, months[0], window!.Last, "", cancellationToken))
        {
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        var figures = await folds.ReadAsync(serviceId, months, withDays: interval is Interval.Day, cancellationToken);
        var scores = Rows(figures, window, by)
            .Select(row => row.ToScore() with { ServiceId = serviceId, Agency = service.Agency })
            .ToList();
        return isCsv
            ? Table("scores.csv", scores.ToAsyncEnumerable(), by)
            : Results.Json(
                new ServiceScores(serviceId, service.CsatTarget, scores),
                AggregateJson.Default.ServiceScores
            );
    }

    private static async Task<IResult> ShowAggregatesAsync(
        HttpContext context,
        ServicesTable services,
        MonthlyRollups folds,
        SurveyStorage storage,
        CancellationToken cancellationToken
    )
    {
        var query = new FigureQuery(context.Request);
        var interval = query.Interval(Interval.Month, MonthOrCoarser);
        var groupBy = query.Groups();
        var by = query.By();
        var isCsv = query.IsCsv();
        var limit = query.Limit();
        var after = query.Cursor(3);
        var window = query.Window(interval);
        query.ThrowIfInvalid();
        if (await query.IsNotModifiedAsync(storage, MonthsOf(window!)[0], window!.Last, "", cancellationToken))
        {
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        var all = (await services.ListAsync(cancellationToken))
            .Select(stored => stored.Service)
            .Where(service => !service.Test)
            .ToList();
        var most = limit ?? (isCsv ? null : FigureQuery.DefaultLimit);
        var scores = Page(
            AggregateAsync(all, folds, window, groupBy, by, after, most, cancellationToken),
            after,
            cancellationToken
        );
        if (most is null)
        {
            return Table("aggregates.csv", scores.Select(row => row.Score), by);
        }

        var page = new List<Score>();
        var last = (Group: "", Period: "", Value: "");
        await foreach (var (key, score) in scores)
        {
            if (page.Count == most)
            {
                query.NextPage(last.Group, last.Period, last.Value);
                break;
            }

            page.Add(score);
            last = key;
        }

        return isCsv
            ? Table("aggregates.csv", page.ToAsyncEnumerable(), by)
            : Results.Json(new Scores(page), AggregateJson.Default.Scores);
    }

    private static CsvTable<Score> Table(string fileName, IAsyncEnumerable<Score> scores, Dimension? by) =>
        new(fileName, ScoreTable.Header(by), scores, score => ScoreTable.Row(score, by));

    /// <summary>All rows in their order: by group, period, value. Groups of one service stream; sums hold only themselves in memory.</summary>
    private static async IAsyncEnumerable<(
        (string Group, string Period, string Value) Key,
        Score Score
    )> AggregateAsync(
        List<Service> all,
        MonthlyRollups folds,
        Window window,
        GroupBy groupBy,
        Dimension? by,
        string[]? after,
        int? limit,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var months = MonthsOf(window);
        var some =
            groupBy is GroupBy.Service && after is not null
                ? all.Where(service => string.CompareOrdinal(service.ServiceId, after[0]) >= 0).ToList()
                : all;
        var sums = new SortedDictionary<string, GroupSum>(StringComparer.Ordinal);
        if (groupBy is GroupBy.All)
        {
            sums[""] = new GroupSum(window, by);
        }

        // A page may be full after a few services; what was read beyond them was read for nothing.
        var atOnce = MonthlyRollups.ServicesAtOnce(months.Count);
        var first =
            groupBy is GroupBy.Service && limit is { } most
                ? Math.Clamp(most / window.Periods.Count / (by is null ? 1 : ValuesExpected), 1, atOnce)
                : atOnce;
        foreach (var chunk in Portions(some, first, atOnce))
        {
            var figures = await folds.ReadAsync(
                [.. chunk.Select(service => service.ServiceId)],
                months,
                by ?? WholeToo,
                cancellationToken
            );
            foreach (var (service, own) in chunk.Zip(figures))
            {
                if (groupBy is not GroupBy.Service)
                {
                    var group = groupBy is GroupBy.Agency ? service.Agency : "";
                    if (!sums.TryGetValue(group, out var sum))
                    {
                        sums[group] = sum = new GroupSum(window, by);
                    }

                    sum.Add(own);
                    continue;
                }

                foreach (var row in Rows(own, window, by))
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

        foreach (var (group, sum) in sums)
        {
            foreach (var row in sum.Rows())
            {
                yield return (
                    row.KeyIn(group),
                    row.ToScore() with
                    {
                        Agency = groupBy is GroupBy.Agency ? group : null,
                    }
                );
            }
        }
    }

    /// <summary>All services in portions, each twice as large as the one before up to the most.</summary>
    private static IEnumerable<List<Service>> Portions(List<Service> services, int first, int most)
    {
        for (var (at, size) = (0, first); at < services.Count; size = Math.Min(size * 2, most))
        {
            var portion = services.GetRange(at, Math.Min(size, services.Count - at));
            at += portion.Count;
            yield return portion;
        }
    }

    /// <summary>What comes after the last row of the page before.</summary>
    private static async IAsyncEnumerable<((string Group, string Period, string Value) Key, Score Score)> Page(
        IAsyncEnumerable<((string Group, string Period, string Value) Key, Score Score)> rows,
        string[]? after,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            if (after is null || IsAfter(row.Key, after))
            {
                yield return row;
            }
        }
    }

    private static bool IsAfter((string Group, string Period, string Value) key, string[] after)
    {
        var group = string.CompareOrdinal(key.Group, after[0]);
        var period = group is 0 ? string.CompareOrdinal(key.Period, after[1]) : group;
        return (period is 0 ? string.CompareOrdinal(key.Value, after[2]) : period) > 0;
    }

    /// <summary>The rows of one service: each period of the window, or each value that occurs in it.</summary>
    private static IEnumerable<ScoreRow> Rows(ServiceFigures figures, Window window, Dimension? by)
    {
        foreach (var period in window.Periods)
        {
            if (by is not { } dimension)
            {
                yield return new ScoreRow(period, null, figures.Of(period), figures.Of(period.Previous()));
                continue;
            }

            var before = figures.By(dimension, period.Previous());
            foreach (var (value, cell) in figures.By(dimension, period))
            {
                yield return new ScoreRow(period, (dimension, value), cell, before.GetValueOrDefault(value));
            }
        }
    }

    /// <summary>The months that figures of a window are made of: its own, and those of the period before it.</summary>
    internal static IReadOnlyList<DateOnly> MonthsOf(Window window) =>
        [.. new Period(Interval.Total, window.Periods[0].Previous().First, window.Last).Months];

    private readonly record struct ScoreRow(
        Period Period,
        (Dimension Dimension, string Value)? By,
        SuppressedFigures Cell,
        SuppressedFigures? Before
    )
    {
        public Score ToScore() => Score.Of(Cell, Before, Period, By);

        public (string Group, string Period, string Value) KeyIn(string group) =>
            (group, Period.ToString(), By?.Value ?? "");
    }

    /// <summary>Rule 4: the sums of services' cells that are shown for the same period, kept running, so that any number of services fits.</summary>
    private sealed class GroupSum(Window window, Dimension? by)
    {
        private readonly Dictionary<Period, SortedDictionary<string, SuppressedFigures.Sum>> _cells = window
            .Periods.Prepend(window.Periods[0].Previous())
            .ToDictionary(
                period => period,
                _ => new SortedDictionary<string, SuppressedFigures.Sum>(StringComparer.Ordinal)
            );

        public void Add(ServiceFigures figures)
        {
            foreach (var (period, cells) in _cells)
            {
                if (by is not { } dimension)
                {
                    SuppressedFigures.Sum.Add(cells, "", figures.Of(period));
                    continue;
                }

                foreach (var (value, cell) in figures.By(dimension, period))
                {
                    SuppressedFigures.Sum.Add(cells, value, cell);
                }
            }
        }

        public IEnumerable<ScoreRow> Rows()
        {
            var before = Totals(window.Periods[0].Previous());
            foreach (var period in window.Periods)
            {
                var now = Totals(period);
                if (by is not { } dimension)
                {
                    yield return new ScoreRow(
                        period,
                        null,
                        now.GetValueOrDefault("", SuppressedFigures.Empty),
                        before.GetValueOrDefault("")
                    );
                }
                else
                {
                    foreach (var (value, cell) in now)
                    {
                        yield return new ScoreRow(period, (dimension, value), cell, before.GetValueOrDefault(value));
                    }
                }

                before = now;
            }
        }

        private SortedDictionary<string, SuppressedFigures> Totals(Period period)
        {
            var totals = new SortedDictionary<string, SuppressedFigures>(StringComparer.Ordinal);
            foreach (var (value, sum) in _cells[period])
            {
                totals[value] = sum.Total();
            }

            return totals;
        }
    }
}
