using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Surveys.Http;

/// <summary>Reads the parameters of a query for a list. Every validation error names its parameter.</summary>
internal class ListQuery(HttpRequest request)
{
    /// <summary>The number of rows of a page if the query has none.</summary>
    public const int DefaultLimit = 1_000;

    /// <summary>The maximum number of rows of a page.</summary>
    public const int MaxLimit = 5_000;

    private readonly ValidationErrors _errors = new();

    protected HttpRequest Request => request;

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
                && Request
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

    /// <summary>Adds a validation error of a parameter.</summary>
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
            Request
                .Query.Where(pair => pair.Key != "cursor")
                .Select(pair => KeyValuePair.Create(pair.Key, pair.Value.ToString()))
        )
        {
            { "cursor", Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join('\n', after))) },
        };
        Request.HttpContext.Response.Headers.Link = $"<{Request.PathBase}{Request.Path}{query}>; rel=\"next\"";
    }

    /// <summary>A parameter; null if it is absent or empty.</summary>
    protected string? Text(string name) =>
        Request.Query.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } text ? text : null;

    /// <summary>A parameter that must be one of the allowed values.</summary>
    protected T Choice<T>(string name, T byDefault, IReadOnlyList<T> allowed, Func<T, string> nameOf)
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
