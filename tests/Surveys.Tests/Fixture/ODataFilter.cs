using System.Globalization;
using Azure.Data.Tables;

namespace Surveys.Tests.Fixture;

/// <summary>
/// Parses the OData filters that the platform writes: comparisons of a property with a literal, <c>and</c>, <c>or</c>,
/// and brackets.
/// </summary>
internal sealed class ODataFilter
{
    private readonly List<string> _tokens;
    private int _at;

    private ODataFilter(string filter) => _tokens = Tokenize(filter);

    /// <summary>The filter as a predicate. Without a filter all rows match.</summary>
    public static Func<TableEntity, bool> Parse(string? filter)
    {
        if (string.IsNullOrEmpty(filter))
        {
            return static _ => true;
        }

        var parser = new ODataFilter(filter);
        var predicate = parser.ReadOr();
        return parser._at == parser._tokens.Count
            ? predicate
            : throw new NotSupportedException($"This filter is not supported: {filter}");
    }

    private Func<TableEntity, bool> ReadOr()
    {
        var left = ReadAnd();
        while (Takes("or"))
        {
            var (one, other) = (left, ReadAnd());
            left = entity => one(entity) || other(entity);
        }

        return left;
    }

    private Func<TableEntity, bool> ReadAnd()
    {
        var left = ReadOne();
        while (Takes("and"))
        {
            var (one, other) = (left, ReadOne());
            left = entity => one(entity) && other(entity);
        }

        return left;
    }

    private Func<TableEntity, bool> ReadOne()
    {
        if (Takes("("))
        {
            var inner = ReadOr();
            return Takes(")") ? inner : throw new NotSupportedException("A bracket is missing.");
        }

        var (property, comparison, literal) = (_tokens[_at], _tokens[_at + 1], ReadLiteral(_tokens[_at + 2]));
        _at += 3;
        Func<int, bool> matches = comparison switch
        {
            "eq" => order => order is 0,
            "ne" => order => order is not 0,
            "lt" => order => order < 0,
            "le" => order => order <= 0,
            "gt" => order => order > 0,
            "ge" => order => order >= 0,
            _ => throw new NotSupportedException(comparison),
        };

        // A comparison with a property that the entity does not have is false.
        return entity =>
            entity.TryGetValue(property, out var value) && value is not null && matches(Compare(value, literal));
    }

    private bool Takes(string token)
    {
        if (_at >= _tokens.Count || _tokens[_at] != token)
        {
            return false;
        }

        _at++;
        return true;
    }

    private static int Compare(object value, object literal) =>
        (value, literal) switch
        {
            (string text, string other) => string.CompareOrdinal(text, other),
            (DateTimeOffset at, DateTimeOffset other) => at.CompareTo(other),
            (bool flag, bool other) => flag.CompareTo(other),
            (int or long or double, int or long or double) => Convert
                .ToDouble(value, CultureInfo.InvariantCulture)
                .CompareTo(Convert.ToDouble(literal, CultureInfo.InvariantCulture)),
            _ => throw new NotSupportedException($"{value.GetType()} cannot be compared with {literal.GetType()}."),
        };

    private static object ReadLiteral(string token) =>
        token switch
        {
            ['\'', .. var text, '\''] => text.Replace("''", "'", StringComparison.Ordinal),
            _ when token.StartsWith("datetime'", StringComparison.Ordinal) => DateTimeOffset.Parse(
                token[9..^1],
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal
            ),
            "true" => true,
            "false" => false,
            _ => double.Parse(token.TrimEnd('L'), CultureInfo.InvariantCulture),
        };

    /// <summary>Splits a filter into brackets and words. A quoted literal with its prefix is one word.</summary>
    private static List<string> Tokenize(string filter)
    {
        var tokens = new List<string>();
        var at = 0;
        while (at < filter.Length)
        {
            if (filter[at] is ' ')
            {
                at++;
                continue;
            }

            var end = EndOfToken(filter, at);
            tokens.Add(filter[at..end]);
            at = end;
        }

        return tokens;
    }

    private static int EndOfToken(string filter, int at)
    {
        if (filter[at] is '(' or ')')
        {
            return at + 1;
        }

        // A doubled quote inside a literal ends it and starts it again.
        var isQuoted = false;
        while (at < filter.Length && (isQuoted || filter[at] is not (' ' or '(' or ')')))
        {
            isQuoted ^= filter[at++] is '\'';
        }

        return at;
    }
}
