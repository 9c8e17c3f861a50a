using System.Globalization;
using System.Text;

namespace Surveys.Sms;

/// <summary>Removes from a citizen's text what makes no difference to its meaning.</summary>
internal static class PlainText
{
    /// <summary>
    /// The text in capitals: compatibility forms (such as fullwidth letters) undone, digits of every script as 0 to 9,
    /// keycaps and combining marks dropped, every dash a hyphen, every space a plain one.
    /// </summary>
    public static string Of(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var unit in Compatible(text).ToUpperInvariant())
        {
            switch (CharUnicodeInfo.GetUnicodeCategory(unit))
            {
                case UnicodeCategory.DecimalDigitNumber:
                    plain.Append((char)('0' + CharUnicodeInfo.GetDecimalDigitValue(unit)));
                    break;
                case UnicodeCategory.DashPunctuation:
                    plain.Append('-');
                    break;
                case UnicodeCategory.SpaceSeparator:
                    plain.Append(' ');
                    break;
                case UnicodeCategory.EnclosingMark or UnicodeCategory.NonSpacingMark or UnicodeCategory.Format:
                    break;
                default:
                    plain.Append(unit is '\u2212' ? '-' : unit);
                    break;
            }
        }

        return plain.ToString().Trim();
    }

    private static string Compatible(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // Half of a surrogate pair has no normalization form, and no word contains one.
            return text;
        }
    }
}
