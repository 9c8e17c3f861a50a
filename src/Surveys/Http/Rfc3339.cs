using System.Globalization;

namespace Surveys.Http;

/// <summary>Times in RFC 3339, the format of the contract.</summary>
internal static class Rfc3339
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>
    /// Parses a time with a required offset and returns it in UTC. Decimals of a second after the seventh are dropped.
    /// </summary>
    public static bool TryParse(string text, out DateTimeOffset instant)
    {
        instant = default;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot >= 0)
        {
            var end = dot + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            if (end - dot > 8)
            {
                text = string.Concat(text.AsSpan(0, dot + 8), text.AsSpan(end));
            }
        }

        var upper = text.ToUpperInvariant();
        if (upper.Length < 20 || !(upper[^1] is 'Z' || upper[^6] is '+' or '-'))
        {
            return false;
        }

        if (
            !DateTimeOffset.TryParseExact(
                upper,
                Formats,
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var parsed
            )
        )
        {
            return false;
        }

        instant = parsed.ToUniversalTime();
        return true;
    }

    /// <summary>Formats a time in UTC, with as many decimals of a second as it has (0 to 7).</summary>
    public static string Format(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
