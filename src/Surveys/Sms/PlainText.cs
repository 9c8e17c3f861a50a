using System.Globalization;
using System.Text;

namespace Surveys.Sms;

/// <summary>Removes from a citizen's text what makes no difference to its meaning.</summary>
internal static class PlainText
{
    private const int MaxOnStack = 512;

    /// <summary>A mathematical symbol in Unicode, not a dash.</summary>
    private const char MinusSign = '\u2212';

    /// <summary>
    /// The text in capitals: compatibility forms (such as fullwidth letters) undone, digits of every script as 0 to 9,
    /// keycaps and combining marks dropped, every dash a hyphen, every space a plain one.
    /// </summary>
    public static string Of(string text)
    {
        var capitals = Compatible(text).ToUpperInvariant();
        var plain = capitals.Length <= MaxOnStack ? stackalloc char[capitals.Length] : new char[capitals.Length];
        var length = 0;
        foreach (var unit in capitals)
        {
            switch (CharUnicodeInfo.GetUnicodeCategory(unit))
            {
                case UnicodeCategory.DecimalDigitNumber:
                    plain[length++] = (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(unit));
                    break;
                case UnicodeCategory.DashPunctuation:
                    plain[length++] = '-';
                    break;
                case UnicodeCategory.SpaceSeparator:
                    plain[length++] = ' ';
                    break;
                case UnicodeCategory.EnclosingMark or UnicodeCategory.NonSpacingMark or UnicodeCategory.Format:
                    break;
                default:
                    plain[length++] = unit is MinusSign ? '-' : unit;
                    break;
            }
        }

        return plain[..length].Trim().ToString();
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
