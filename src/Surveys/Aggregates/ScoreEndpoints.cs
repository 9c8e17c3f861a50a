using Microsoft.AspNetCore.Http;
using Surveys.Calendar;
using Surveys.Http;
using Surveys.ServiceRegister;
using Surveys.Storage;

namespace Surveys.Aggregates;

/// <summary>Scores of one service over time, and of all services.</summary>
internal static class ScoreEndpoints
{
    private static readonly Interval[] AnyInterval = Enum.GetValues<Interval>();
    private static readonly Interval[] MonthOrCoarser =
    [
        Interval.Month,
        Interval.Quarter,
        Interval.Year,
        Interval.Total,
    ];

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
        PublishedFigures published,
        SurveyStorage storage,
        CancellationToken cancellationToken
    )
    {
        var query = new FigureQuery(context.Request);
        var interval = query.Interval(Interval.Month, AnyInterval);
        var by = query.By();
        var isCsv = query.IsCsv();
        if (by is not null && interval is Interval.Day)
        {
            query.AddError(
                "by",
                "A breakdown is available by month or longer. Days with few answers can't be broken down safely."
            );
        }

        var window = query.Window(interval);
        query.ThrowIfInvalid();
        if (await services.FindAsync(serviceId, cancellationToken) is not { } service)
        {
            return Problem.NotFound("No such service.");
        }

        var months = AggregateReader.MonthsOf(window!);
        if (await query.IsNotModifiedAsync(storage, months[0], window!.Last, "", cancellationToken))
        {
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        var figures = await published.ReadAsync(serviceId, months, cancellationToken);
        var scores = ScoreRow
            .Of(figures, window, by)
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
        AggregateReader reader,
        SurveyStorage storage,
        CancellationToken cancellationToken
    )
    {
        var query = new FigureQuery(context.Request);
        var interval = query.Interval(Interval.Month, MonthOrCoarser);
        var groupBy = query.Groups();
        var by = query.By();
        var isCsv = query.IsCsv();
        var limit = query.Limit() ?? (isCsv ? null : FigureQuery.DefaultLimit);
        var cursor = query.Cursor(ScoreKey.Parts);
        var window = query.Window(interval);
        query.ThrowIfInvalid();
        var first = AggregateReader.MonthsOf(window!)[0];
        if (await query.IsNotModifiedAsync(storage, first, window!.Last, "", cancellationToken))
        {
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        var measured = (await services.ListAsync(cancellationToken))
            .Select(stored => stored.Service)
            .Where(service => !service.Test)
            .ToList();
        ScoreKey? after = cursor is null ? null : ScoreKey.Of(cursor);
        var rows = reader.ReadAsync(measured, new(window, groupBy, by, after, limit), cancellationToken);
        if (limit is not { } max)
        {
            return Table("aggregates.csv", rows.Select(row => row.Score), by);
        }

        var page = await ReadPageAsync(rows, query, max);
        return isCsv
            ? Table("aggregates.csv", page.ToAsyncEnumerable(), by)
            : Results.Json(new Scores(page), AggregateJson.Default.Scores);
    }

    /// <summary>Reads one page, and sets the Link header where more rows follow.</summary>
    private static async Task<List<Score>> ReadPageAsync(
        IAsyncEnumerable<(ScoreKey Key, Score Score)> rows,
        FigureQuery query,
        int max
    )
    {
        var page = new List<Score>();
        var last = default(ScoreKey);
        await foreach (var (key, score) in rows)
        {
            if (page.Count == max)
            {
                query.NextPage(last.Group, last.Period, last.Value);
                break;
            }

            page.Add(score);
            last = key;
        }

        return page;
    }

    private static CsvTable<Score> Table(string fileName, IAsyncEnumerable<Score> scores, Scoring.Dimension? by)
    {
        var table = new ScoreTable(by);
        return new(fileName, table.Header, scores, table.CellsOf);
    }
}
