using System.Text.RegularExpressions;

namespace Surveys.Ledger;

/// <summary>The form of a service's id. It has no underscore, on which the keys of the ledger rely.</summary>
internal static partial class ServiceId
{
    public const string Form =
        "Must be 1 to 64 lower-case letters, digits and hyphens, with a letter or digit at both ends.";

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern { get; }

    public static bool IsValid(string text) => Pattern.IsMatch(text);
}
