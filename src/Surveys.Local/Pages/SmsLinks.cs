using System.Text.RegularExpressions;
using Surveys.Http;

namespace Surveys.Local.Pages;

/// <summary>A piece of a text: words, or words that lead somewhere.</summary>
/// <param name="Text">The words.</param>
/// <param name="Href">Where they lead on this host; null: nowhere.</param>
public readonly record struct SmsSegment(string Text, string? Href);

/// <summary>Finds our links in a text. They are those of the public address, and lead to this host.</summary>
internal static partial class SmsLinks
{
    [GeneratedRegex(
        @"(?:https?://)?[A-Za-z0-9.-]+(?::[0-9]+)?(?<path>/(?:s/[A-Za-z0-9_-]+|verify\b))",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Address { get; }

    public static IReadOnlyList<SmsSegment> Split(string body, SurveysOptions addresses)
    {
        if (addresses.ShortUrl is { Length: > 0 } shortUrl && !shortUrl.EndsWith("/s/", StringComparison.Ordinal))
        {
            return Split(
                body,
                new Regex($@"{Regex.Escape(shortUrl)}(?<code>[A-Za-z0-9]+)", RegexOptions.CultureInvariant)
            );
        }

        return Split(body, Address);
    }

    private static List<SmsSegment> Split(string body, Regex link)
    {
        var pieces = new List<SmsSegment>();
        var from = 0;
        foreach (Match match in link.Matches(body))
        {
            if (match.Index > from)
            {
                pieces.Add(new SmsSegment(body[from..match.Index], null));
            }

            pieces.Add(
                new SmsSegment(
                    match.Value,
                    match.Groups["code"] is { Success: true } code ? $"/s/{code.Value}" : match.Groups["path"].Value
                )
            );
            from = match.Index + match.Length;
        }

        if (from < body.Length)
        {
            pieces.Add(new SmsSegment(body[from..], null));
        }

        return pieces;
    }
}
