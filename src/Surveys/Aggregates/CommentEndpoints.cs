using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Surveys.Calendar;
using Surveys.Http;
using Surveys.Ledger;
using Surveys.Privacy;
using Surveys.Scoring;
using Surveys.ServiceRegister;
using Surveys.Storage;

namespace Surveys.Aggregates;

/// <summary>A comment of one citizen. Personal data was masked before it was stored.</summary>
/// <param name="Month">The month of the interaction. No finer time is published.</param>
/// <param name="Satisfaction">
/// The rating of the same survey; null where there is none, or where the language is hidden in the month.
/// </param>
/// <param name="Language">The language of the interaction; null where it is hidden in the month.</param>
/// <param name="Text">The text.</param>
internal sealed record Comment(
    string Month,
    int? Satisfaction,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Language,
    [property: JsonPropertyName("comment")] string Text
);

/// <summary>One page of comments.</summary>
internal sealed record Comments(IReadOnlyList<Comment> Items);

/// <summary>Reads citizens' comments by month, in a random but stable order. Months with fewer than 10 answers have none.</summary>
internal sealed class CommentReader(SurveyStorage storage, PublishedFigures published, KeyRing keys)
{
    /// <summary>Reads the comments of one month; none where the month is hidden.</summary>
    /// <param name="serviceId">The service.</param>
    /// <param name="month">The first day of the month.</param>
    /// <param name="after">The key of the last comment of the page before; null for the first page.</param>
    /// <param name="max">Maximum number of comments. One more is read, to know whether another page follows.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<IReadOnlyList<(string Key, Comment Comment)>> ReadAsync(
        string serviceId,
        DateOnly month,
        string? after,
        int max,
        CancellationToken cancellationToken
    )
    {
        var figures = await published.ReadAsync(serviceId, [month], cancellationToken);
        var period = Period.Containing(Interval.Month, month);
        if (
            figures.Of(period) is not { Info.IsSettled: true } whole
            || whole.Satisfaction is not { Published.Counts.Responses: >= SmallGroupSuppression.MinAnswers }
        )
        {
            return [];
        }

        var languages = figures.By(Dimensions.Language, period);
        bool IsPublished(string language) =>
            languages.TryGetValue(language, out var cell) && !cell.Satisfaction.IsHidden;
        var ballot = WireName.Find<Ballot>(whole.Info.Provenance);

        // Memory holds one page: the smallest keys after the last key of the page before.
        var page = new SortedList<string, Comment>(StringComparer.Ordinal);
        var from = new ServiceDay(serviceId, period.First).Partition(0);
        var until = new ServiceDay(serviceId, period.Last).ToString() + "`";
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey ge {from} and PartitionKey lt {until} and Comment gt ''"
        );
        await foreach (
            var entity in storage.Ledger.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
        )
        {
            var row = InteractionRow.Read(entity);
            var key = Convert.ToHexStringLower(keys.Shuffle(row.Key.ToString()));
            if (
                row is not { Survey.Comment: { Length: > 0 } text, Survey.Withdrawn: false }
                || row.Report.Ballot != ballot
                || string.CompareOrdinal(key, after) <= 0
            )
            {
                continue;
            }

            // The words show the language; a rating beside them would show an answer of a hidden language.
            var language = IsPublished(row.Report.Language) ? row.Report.Language : null;
            int? satisfaction =
                language is not null && row.Survey.Satisfaction is { } answer ? answer.Choice[0] - '0' : null;
            page.Add(key, new Comment(period.ToString(), satisfaction, language, text));
            if (page.Count > max + 1)
            {
                page.RemoveAt(page.Count - 1);
            }
        }

        return [.. page.Select(pair => (pair.Key, pair.Value))];
    }
}

/// <summary>Citizens' comments over HTTP.</summary>
internal static class CommentEndpoints
{
    public static readonly Endpoint GetComments = new(
        "GetComments",
        "GET",
        "v1/services/{serviceId}/comments",
        Roles.Owner | Roles.Admin,
        ShowAsync
    )
    {
        Summary = "Citizens' comments by month, in random order, personal data masked",
        Query = ["from", "to", "limit", "cursor"],
    };

    private static async Task<IResult> ShowAsync(
        string serviceId,
        HttpContext context,
        ServicesTable services,
        CommentReader reader,
        CancellationToken cancellationToken
    )
    {
        var query = new FigureQuery(context.Request);
        var window = query.Window(Interval.Month);
        var limit = query.Limit() ?? FigureQuery.DefaultLimit;
        var after = query.Cursor(2);
        query.ThrowIfInvalid();
        if (await services.FindAsync(serviceId, cancellationToken) is null)
        {
            return Problem.NotFound("No such service.");
        }

        var comments = new List<(string Month, string Key, Comment Comment)>();
        foreach (
            var period in window!.Periods.Where(period =>
                after is null || string.CompareOrdinal(period.ToString(), after[0]) >= 0
            )
        )
        {
            var month = period.ToString();
            var found = await reader.ReadAsync(
                serviceId,
                period.First,
                after?[0] == month ? after[1] : null,
                limit - comments.Count,
                cancellationToken
            );
            comments.AddRange(found.Select(each => (month, each.Key, each.Comment)));
            if (comments.Count > limit)
            {
                query.NextPage(comments[limit - 1].Month, comments[limit - 1].Key);
                break;
            }
        }

        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(
            new Comments([.. comments.Take(limit).Select(each => each.Comment)]),
            AggregateJson.Default.Comments
        );
    }
}
