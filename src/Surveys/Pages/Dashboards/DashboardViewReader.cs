using Microsoft.AspNetCore.Http;
using Surveys.Aggregates;
using Surveys.Http;
using Surveys.Integrity;
using Surveys.Ledger;
using Surveys.Publication;
using Surveys.Savings;
using Surveys.Scoring;
using Surveys.ServiceRegister;

namespace Surveys.Pages.Dashboards;

/// <summary>
/// Reads what the dashboards show: published figures, savings and the register of services, which is cached. It reads
/// single interactions only for the comments of a month.
/// </summary>
internal sealed class DashboardViewReader(
    ServicesTable services,
    PublishedFigures published,
    SavingsTable savings,
    CommentReader comments,
    IntegrityReader integrity,
    TimeProvider time
)
{
    /// <summary>The maximum number of comments on the page. The API returns all of them.</summary>
    private const int MaxComments = 100;

    /// <summary>A service's dashboard; null if the service is not registered.</summary>
    /// <param name="page">The context of the page. The view has it with the query that the address needs.</param>
    /// <param name="serviceId">The service.</param>
    /// <param name="query">The query of the address.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<ServiceView?> FindServiceViewAsync(
        DashboardContext page,
        string serviceId,
        IQueryCollection query,
        CancellationToken cancellationToken
    )
    {
        if (await services.FindAsync(serviceId, cancellationToken) is not { } service)
        {
            return null;
        }

        var period = FigurePeriod.Read(query, service.DayOf(time.GetUtcNow()));
        var by = DimensionIn(query);
        var month = CommentsMonthIn(query, period);
        var reading = savings.ReadAsync(serviceId, period.Window.First, period.Window.Last, cancellationToken);
        var figures = await published.ReadAsync(serviceId, period.MonthsRead, cancellationToken);
        var claims = (await reading).Select(claim => claim.Stored.Saving);
        var grades = await ReadGradesAsync(period, cancellationToken);
        return new ServiceView(
            WithQuery(page, period, by, month),
            service,
            period,
            by,
            figures,
            [.. claims],
            [.. grades[serviceId]]
        )
        {
            Comments =
                month is { } first && page.Caller is { Role: Roles.Owner or Roles.Admin }
                    ? (first, await ReadCommentsAsync(serviceId, first, cancellationToken))
                    : null,
            OtherServices = await ReadOtherServicesAsync(page, serviceId, cancellationToken),
        };
    }

    /// <summary>The ministry's dashboard. Test services are not on it.</summary>
    /// <param name="page">The context of the page. The view has it with the query that the address needs.</param>
    /// <param name="query">The query of the address.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<MinistryView> ReadMinistryViewAsync(
        DashboardContext page,
        IQueryCollection query,
        CancellationToken cancellationToken
    )
    {
        var period = FigurePeriod.Read(query, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        var sort = query["sort"].ToString();
        sort = MinistryView.Sorts.Contains(sort.StartsWith('-') ? sort[1..] : sort) ? sort : "name";
        var all = (await services.ListAsync(cancellationToken))
            .Select(stored => stored.Service)
            .Where(service => !service.Test)
            .ToList();
        var claims = (
            await savings
                .ReadAllAsync(period.MonthsRead[0], period.Window.Last, cancellationToken)
                .ToListAsync(cancellationToken)
        ).ToLookup(saving => saving.ServiceId, StringComparer.Ordinal);
        var figures = new MinistryFigures(period, await ReadGradesAsync(period, cancellationToken));
        await foreach (var (service, own) in published.ReadEachAsync(all, period.MonthsRead, cancellationToken))
        {
            figures.Add(service, own, [.. claims[service.ServiceId]]);
        }

        return new MinistryView(page with { Query = [.. period.Query, new("sort", sort)] }, period, figures, sort);
    }

    private async Task<ILookup<string, IntegrityMonth>> ReadGradesAsync(
        FigurePeriod period,
        CancellationToken cancellationToken
    )
    {
        var all = (await services.ListAsync(cancellationToken)).Select(stored => stored.Service).ToList();
        var months = await integrity.ReadAsync(all, period.MonthsRead[0], period.Window.Last, cancellationToken);
        return months.ToLookup(month => month.Service.ServiceId, StringComparer.Ordinal);
    }

    private static Dimension? DimensionIn(IQueryCollection query) => Dimensions.Find(query["by"]);

    private static DateOnly? CommentsMonthIn(IQueryCollection query, FigurePeriod period) =>
        period
            .Window.Periods.Where(month => month.ToString() == query["comments"])
            .Select(month => (DateOnly?)month.First)
            .FirstOrDefault();

    private static DashboardContext WithQuery(
        DashboardContext page,
        FigurePeriod period,
        Dimension? by,
        DateOnly? commentsMonth
    )
    {
        List<KeyValuePair<string, string?>> query = [.. period.Query];
        if (by is { } dimension)
        {
            query.Add(new("by", dimension.Name));
        }

        if (commentsMonth is { } month)
        {
            query.Add(new("comments", PublishedTable.NameOf(month)));
        }

        return page with
        {
            Query = query,
        };
    }

    private async Task<IReadOnlyList<Comment>> ReadCommentsAsync(
        string serviceId,
        DateOnly month,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await comments.ReadAsync(serviceId, month, null, MaxComments, cancellationToken))
                .Take(MaxComments)
                .Select(each => each.Comment),
        ];

    private async Task<IReadOnlyList<Service>> ReadOtherServicesAsync(
        DashboardContext page,
        string serviceId,
        CancellationToken cancellationToken
    ) =>
        page.Caller is { Role: Roles.Owner, Services.Count: > 1 } caller
            ?
            [
                .. (await services.ListAsync(cancellationToken))
                    .Select(stored => stored.Service)
                    .Where(service => service.ServiceId != serviceId && caller.MaySee(service.ServiceId))
                    .OrderBy(page.NameOf, page.Language.NameComparer),
            ]
            : [];
}
