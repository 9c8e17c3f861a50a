using System.Text.RegularExpressions;
using Surveys.Http;

namespace Surveys.Local.Pages;

/// <summary>A part of a text message.</summary>
/// <param name="Text">The text.</param>
/// <param name="Href">The path on this host, if the part is a link; else null.</param>
public readonly record struct SmsSegment(string Text, string? Href);

/// <summary>
/// Finds the platform's links in a text message. They have the public address; here they lead to this host.
/// </summary>
internal static partial class SmsLinks
{
    [GeneratedRegex(
        @"(?:https?://)?[A-Za-z0-9.-]+(?::[0-9]+)?(?<path>/(?:s/[A-Za-z0-9_-]+|verify\b))",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Address { get; }

    /// <summary>The parts of a text message, in their order.</summary>
    /// <param name="body">The text message.</param>
    /// <param name="addresses">The public addresses.</param>
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
        var segments = new List<SmsSegment>();
        var from = 0;
        foreach (Match match in link.Matches(body))
        {
            if (match.Index > from)
            {
                segments.Add(new SmsSegment(body[from..match.Index], null));
            }

            segments.Add(
                new SmsSegment(
                    match.Value,
                    match.Groups["code"] is { Success: true } code ? $"/s/{code.Value}" : match.Groups["path"].Value
                )
            );
            from = match.Index + match.Length;
        }

        if (from < body.Length)
        {
            segments.Add(new SmsSegment(body[from..], null));
        }

        return segments;
    }
}
