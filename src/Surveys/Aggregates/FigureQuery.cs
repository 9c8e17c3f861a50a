using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Surveys.Calendar;
using Surveys.Http;
using Surveys.Ledger;
using Surveys.Scoring;
using Surveys.Storage;

namespace Surveys.Aggregates;

/// <summary>Of what a row of aggregates is the sum.</summary>
internal enum GroupBy
{
    Service,
    Agency,
    All,
}

/// <summary>Reads a query for figures; every fault is told by the name of its parameter.</summary>
internal sealed class FigureQuery(HttpRequest request)
{
    public const int DefaultLimit = 1_000;
    public const int MaxLimit = 5_000;

    /// <summary>Raised when the same counts shall give other bytes: every ETag then changes.</summary>
    private const string Edition = "2";

    private readonly ValidationErrors _errors = new();

    public Window? Window(Interval interval) => Calendar.Window.Read(Text("from"), Text("to"), interval, AddError);

    public Interval Interval(Interval standard, params Interval[] allowed) =>
        Choice("interval", standard, allowed, WireName.Of);

    public GroupBy Groups() =>
        Choice("groupBy", GroupBy.Service, Enum.GetValues<GroupBy>(), value => value.ToString().ToLowerInvariant());

    public Dimension? By() =>
        Text("by") is null ? null : Choice("by", default, Enum.GetValues<Dimension>(), Score.NameOf);

    /// <summary>Whether the answer shall be a table: by <c>format</c>, else by what is accepted.</summary>
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

    /// <summary>How many rows at most; null where none is asked for.</summary>
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

    /// <summary>The last row of the page before, as <see cref="NextPage"/> wrote it; null at the beginning.</summary>
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

    /// <summary>To be called when all parameters were read.</summary>
    /// <exception cref="ProblemException">400 with all faults.</exception>
    public void ThrowIfInvalid()
    {
        if (_errors.Any)
        {
            throw new ProblemException(Problem.Invalid(_errors));
        }
    }

    /// <summary>Points to the next page, after a row: the same query with another cursor.</summary>
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
    /// Sets the ETag of figures of some months: it hangs on their versions, the register's and the savings', on who asks and on the question; one read. True
    /// where the caller has that state already, so that 304 answers.
    /// </summary>
    public async Task<bool> IsNotModifiedAsync(
        SurveyStorage storage,
        DateOnly first,
        DateOnly last,
        string who,
        CancellationToken cancellationToken
    )
    {
        var versions = await RollupsTable.ReadVersionsAsync(
            storage,
            RollupsTable.Month(first),
            RollupsTable.Month(last),
            cancellationToken
        );
        var question =
            $"{request.Path}\n{string.Join('&', request.Query.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"))}\n{IsCsv()}";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{Edition}\n{versions}\n{who}\n{question}"));
        var etag = $"\"{Base64Url.EncodeToString(hash.AsSpan(0, 16))}\"";
        var headers = request.HttpContext.Response.Headers;
        headers.ETag = etag;
        headers.CacheControl = "private, no-cache";
        headers.Vary = "Accept, Authorization";
        return Preconditions.IsKnown(request, etag);
    }

    private string? Text(string name) =>
        request.Query.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } text ? text : null;

    private T Choice<T>(string name, T standard, IReadOnlyList<T> allowed, Func<T, string> nameOf)
    {
        if (Text(name) is not { } text)
        {
            return standard;
        }

        foreach (var value in allowed)
        {
            if (nameOf(value) == text)
            {
                return value;
            }
        }

        AddError(name, $"Must be one of {string.Join(", ", allowed.Select(nameOf))}.");
        return standard;
    }
}
