using System.Text;

namespace Surveys.Sms;

/// <summary>How a text is written on the air, and in how many parts it is billed.</summary>
/// <param name="IsGsm">GSM 03.38; else UCS-2, which is dear.</param>
/// <param name="Units">Septets, or UTF-16 units.</param>
/// <param name="Parts">Parts billed; 1 for an empty text.</param>
/// <param name="Dear">The first character that GSM 03.38 lacks; null where all are in it.</param>
internal sealed record Segments(bool IsGsm, int Units, int Parts, Rune? Dear)
{
    private const int GsmAlone = 160;
    private const int GsmPart = 153;
    private const int UcsAlone = 70;
    private const int UcsPart = 67;

    /// <summary>The basic table of 3GPP TS 23.038, without the escape; 0x09 is Ç there and ç in Unicode's table of it, so both go.</summary>
    private const string Basic =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿çabcdefghijklmnopqrstuvwxyzäöñüà";

    /// <summary>The extension table: each costs an escape more.</summary>
    private const string Extension = "\f^{}\\[~]|€";

    private static readonly HashSet<char> BasicSet = [.. Basic];
    private static readonly HashSet<char> ExtensionSet = [.. Extension];

    /// <summary>Counts a text. An escape pair and a surrogate pair are never split across parts, which can waste a unit at the end of one.</summary>
    public static Segments Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!rune.IsBmp || !(BasicSet.Contains((char)rune.Value) || ExtensionSet.Contains((char)rune.Value)))
            {
                var costs = text.EnumerateRunes().Select(each => each.Utf16SequenceLength);
                return new Segments(false, text.Length, Count(costs, text.Length, UcsAlone, UcsPart), rune);
            }
        }

        var units = text.Sum(unit => ExtensionSet.Contains(unit) ? 2 : 1);
        return new Segments(
            true,
            units,
            Count(text.Select(unit => ExtensionSet.Contains(unit) ? 2 : 1), units, GsmAlone, GsmPart),
            null
        );
    }

    private static int PartsOf(IEnumerable<int> costs, int perPart)
    {
        var (parts, used) = (1, 0);
        foreach (var cost in costs)
        {
            if (used + cost > perPart)
            {
                parts++;
                used = 0;
            }

            used += cost;
        }

        return parts;
    }

    private static int Count(IEnumerable<int> costs, int units, int alone, int perPart) =>
        units <= alone ? 1 : PartsOf(costs, perPart);
}
