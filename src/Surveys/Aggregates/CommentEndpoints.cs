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

/// <summary>One citizen's words, personal data masked when they came.</summary>
/// <param name="Month">The month of the interaction, never a finer time.</param>
/// <param name="Satisfaction">The rating that came with it; null where there was none, or where too few of that language or assistance answered.</param>
/// <param name="Language">Of the interaction.</param>
/// <param name="Assistance">Who served; null where too few answered.</param>
/// <param name="Text">The words.</param>
internal sealed record Comment(
    string Month,
    int? Satisfaction,
    string Language,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Assistance,
    [property: JsonPropertyName("comment")] string Text
);

/// <summary>One page of comments.</summary>
internal sealed record Comments(IReadOnlyList<Comment> Items);

/// <summary>Reads citizens' comments by month, in an order that tells nothing, from 10 answers in the month on.</summary>
internal sealed class CommentReader(SurveyStorage storage, MonthlyRollups folds, KeyRing keys)
{
    /// <summary>The comments of one month after a key of the order, at most so many and one more; none where the month is not shown.</summary>
    public async Task<IReadOnlyList<(string Key, Comment Comment)>> ReadAsync(
        string serviceId,
        DateOnly month,
        string? after,
        int most,
        CancellationToken cancellationToken
    )
    {
        var figures = await folds.ReadAsync(serviceId, [month], withDays: false, cancellationToken);
        var period = Period.Containing(Interval.Month, month);
        if (figures.Of(period).Satisfaction is not { Published.Counts.Responses: >= SmallGroupSuppression.MinAnswers })
        {
            return [];
        }

        var languages = figures.By(Dimension.Language, period);
        var assistances = figures.By(Dimension.Assistance, period);
        bool IsShown(SortedDictionary<string, SuppressedFigures> cells, string value) =>
            cells.TryGetValue(value, out var cell) && !cell.Satisfaction.IsHidden;

        // Only the page is held, however many there are: the smallest keys after the last page's.
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
                || string.CompareOrdinal(key, after) <= 0
            )
            {
                continue;
            }

            var assistance = WireName.Of(row.Report.Assistance);
            var isShown = IsShown(assistances, assistance);
            int? satisfaction =
                isShown && IsShown(languages, row.Report.Language) && row.Survey.Satisfaction is { } answer
                    ? answer.Choice[0] - '0'
                    : null;
            page.Add(
                key,
                new Comment(period.ToString(), satisfaction, row.Report.Language, isShown ? assistance : null, text)
            );
            if (page.Count > most + 1)
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
