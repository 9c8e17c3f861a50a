using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
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
internal sealed class FigureQuery(HttpRequest request)
{
    public const int DefaultLimit = 1_000;
    public const int MaxLimit = 5_000;

    /// <summary>Part of every ETag. Increase it when the same counts give different bytes.</summary>
    private const string Edition = "2";

    private readonly ValidationErrors _errors = new();

    public Window? Window(Interval interval) => Calendar.Window.Read(Text("from"), Text("to"), interval, AddError);

    public Interval Interval(Interval byDefault, params Interval[] allowed) =>
        Choice("interval", byDefault, allowed, WireName.Of);

    public GroupBy Groups() =>
        Choice("groupBy", GroupBy.Service, Enum.GetValues<GroupBy>(), value => value.ToString().ToLowerInvariant());

    public Dimension? By() =>
        Text("by") is null ? null : Choice("by", null, [.. Dimensions.All], dimension => dimension!.Name);

    /// <summary>Whether the response is CSV: by the parameter <c>format</c>, or else by the Accept header.</summary>
    public bool IsCsv()
    {
        var asked = Text("format");
        if (asked is not (null or "json" or "csv"))
        {
            AddError("format", "Must be one of json, csv.");
        }

        return asked is "csv"
            || (
                asked is null
                && request
                    .GetTypedHeaders()
                    .Accept.Where(type => type.Quality is not 0)
                    .OrderByDescending(type => type.Quality ?? 1)
                    .FirstOrDefault()
                    ?.MediaType.Equals("text/csv", StringComparison.OrdinalIgnoreCase)
                    is true
            );
    }

    /// <summary>Maximum number of rows; null where the query has none.</summary>
    public int? Limit()
    {
        if (Text("limit") is not { } text)
        {
            return null;
        }

        if (
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            && limit is >= 1 and <= MaxLimit
        )
        {
            return limit;
        }

        AddError("limit", $"Must be a whole number from 1 to {MaxLimit}.");
        return null;
    }

    /// <summary>The last row of the page before, as <see cref="NextPage"/> wrote it; null for the first page.</summary>
    public string[]? Cursor(int parts)
    {
        if (Text("cursor") is not { } text)
        {
            return null;
        }

        if (Base64Url.IsValid(text) && text.Length <= 1_000)
        {
            var read = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('\n');
            if (read.Length == parts)
            {
                return read;
            }
        }

        AddError("cursor", "Must be a cursor from a Link header of this query.");
        return null;
    }

    public void AddError(string name, string message) => _errors.Add(name, message);

    /// <summary>Throws if a parameter was invalid. Call it after all parameters were read.</summary>
    /// <exception cref="ProblemException">A 400 with all validation errors.</exception>
    public void ThrowIfInvalid()
    {
        if (_errors.Any)
        {
            throw new ProblemException(Problem.Invalid(_errors));
        }
    }

    /// <summary>Sets the Link header to the next page: the same query with the cursor of the last row.</summary>
    public void NextPage(params string[] after)
    {
        var query = new QueryBuilder(
            request
                .Query.Where(pair => pair.Key != "cursor")
                .Select(pair => KeyValuePair.Create(pair.Key, pair.Value.ToString()))
        )
        {
            { "cursor", Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join('\n', after))) },
        };
        request.HttpContext.Response.Headers.Link = $"<{request.PathBase}{request.Path}{query}>; rel=\"next\"";
    }

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
        var parameters = request
            .Query.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}={pair.Value}");
        var question = $"{request.Path}\n{string.Join('&', parameters)}\n{IsCsv()}";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{Edition}\n{versions}\n{caller}\n{question}"));
        var etag = $"\"{Base64Url.EncodeToString(hash.AsSpan(0, 16))}\"";
        var headers = request.HttpContext.Response.Headers;
        headers.ETag = etag;
        headers.CacheControl = "private, no-cache";
        headers.Vary = "Accept, Authorization";
        return Preconditions.IsKnown(request, etag);
    }

    private string? Text(string name) =>
        request.Query.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } text ? text : null;

    private T Choice<T>(string name, T byDefault, IReadOnlyList<T> allowed, Func<T, string> nameOf)
    {
        if (Text(name) is not { } text)
        {
            return byDefault;
        }

        foreach (var value in allowed)
        {
            if (nameOf(value) == text)
            {
                return value;
            }
        }

        AddError(name, $"Must be one of {string.Join(", ", allowed.Select(nameOf))}.");
        return byDefault;
    }
}
