using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Surveys.Calendar;
using Surveys.Http;
using Surveys.Ledger;
using Surveys.Publication;
using Surveys.Scoring;
using Surveys.Storage;

namespace Surveys.Aggregates;

/// <summary>What one row of aggregates is the sum of.</summary>
internal enum GroupBy
{
    Service,
    Agency,
    All,
}

/// <summary>Reads the parameters of a query for figures. Every validation error names its parameter.</summary>
internal sealed class FigureQuery(HttpRequest request) : ListQuery(request)
{
    /// <summary>Part of every ETag. Increase it when the same counts give different bytes.</summary>
    private const string Edition = "2";

    public Window? Window(Interval interval) => Calendar.Window.Read(Text("from"), Text("to"), interval, AddError);

    public Interval Interval(Interval byDefault, params Interval[] allowed) =>
        Choice("interval", byDefault, allowed, WireName.Of);

    public GroupBy Groups() =>
        Choice("groupBy", GroupBy.Service, Enum.GetValues<GroupBy>(), value => value.ToString().ToLowerInvariant());

    public Dimension? By() =>
        Text("by") is null ? null : Choice("by", null, [.. Dimensions.All], dimension => dimension!.Name);

    /// <summary>
    /// Sets the ETag of the response. It depends on the versions of the months, of the service register and of the
    /// savings, on the caller and on the query. It costs one read. Returns true where the caller already has that state
    /// (304).
    /// </summary>
    public async Task<bool> IsNotModifiedAsync(
        SurveyStorage storage,
        DateOnly first,
        DateOnly last,
        string caller,
        CancellationToken cancellationToken
    )
    {
        var versions = await FigureVersions.ReadAsync(
            storage,
            PublishedTable.NameOf(first),
            PublishedTable.NameOf(last),
            cancellationToken
        );
        var parameters = Request
            .Query.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}={pair.Value}");
        var question = $"{Request.Path}\n{string.Join('&', parameters)}\n{IsCsv()}";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{Edition}\n{versions}\n{caller}\n{question}"));
        var etag = $"\"{Base64Url.EncodeToString(hash.AsSpan(0, 16))}\"";
        var headers = Request.HttpContext.Response.Headers;
        headers.ETag = etag;
        headers.CacheControl = "private, no-cache";
        headers.Vary = "Accept, Authorization";
        return Preconditions.IsKnown(Request, etag);
    }
}
