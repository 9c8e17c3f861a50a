using System.Globalization;
using System.Text.RegularExpressions;

namespace Surveys.Pages.Dashboards;

/// <summary>Numbers as people write them: spaces between groups, and a point or a comma before the decimals.</summary>
internal static partial class TypedNumber
{
    /// <summary>
    /// One separator before three digits, such as 1,234. It can mean 1234 or 1.234, so it is not accepted.
    /// </summary>
    [GeneratedRegex(@"\A-?[1-9][0-9]{0,2}[.,][0-9]{3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Ambiguous { get; }

    /// <summary>The number; null if the text is not a number or is ambiguous.</summary>
    public static decimal? Parse(string text)
    {
        var plain = string.Concat(text.Where(unit => !char.IsWhiteSpace(unit))).Replace('\u2212', '-');
        if (Ambiguous.IsMatch(plain))
        {
            return null;
        }

        plain = plain.Contains('.', StringComparison.Ordinal)
            ? plain.Replace(",", "", StringComparison.Ordinal)
            : plain.Replace(',', '.');
        return decimal.TryParse(
            plain,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : null;
    }

    /// <summary>Text that <see cref="Parse"/> reads as the number; empty for null. Four decimals at most.</summary>
    public static string Format(decimal? number) =>
        number?.ToString("0.####", CultureInfo.InvariantCulture) is { } text
            ? text + (Ambiguous.IsMatch(text) ? "0" : "")
            : "";
}
