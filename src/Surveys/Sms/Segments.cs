using System.Text;

namespace Surveys.Sms;

/// <summary>How a message is encoded, and in how many parts it is billed.</summary>
/// <param name="IsGsm">
/// GSM 03.38 with 160 characters in a single part; otherwise UCS-2 with 70, which costs more.
/// </param>
/// <param name="Units">The length in septets (GSM 03.38) or UTF-16 units (UCS-2).</param>
/// <param name="Parts">The parts that are billed; 1 for an empty message.</param>
/// <param name="FirstNonGsm">The first character that GSM 03.38 lacks; null if it has all.</param>
internal sealed record Segments(bool IsGsm, int Units, int Parts, Rune? FirstNonGsm)
{
    // Units of a single part, and of each of several parts, which lose 6 bytes to a header.
    private const int GsmSingle = 160;
    private const int GsmPart = 153;
    private const int UcsSingle = 70;
    private const int UcsPart = 67;

    /// <summary>
    /// The basic table of 3GPP TS 23.038 without the escape. Code 0x09 is Ç there and ç in Unicode's mapping, so both
    /// are included.
    /// </summary>
    private const string Basic =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
        + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿çabcdefghijklmnopqrstuvwxyzäöñüà";

    /// <summary>The extension table. Each character takes two septets, the first of them an escape.</summary>
    private const string Extension = "\f^{}\\[~]|€";

    private static readonly HashSet<char> BasicSet = [.. Basic];
    private static readonly HashSet<char> ExtensionSet = [.. Extension];

    /// <summary>
    /// Counts the parts of a message. An escape pair or a surrogate pair is never split across parts, which can leave a
    /// unit unused at the end of a part.
    /// </summary>
    public static Segments Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!rune.IsBmp || !(BasicSet.Contains((char)rune.Value) || ExtensionSet.Contains((char)rune.Value)))
            {
                var costs = text.EnumerateRunes().Select(each => each.Utf16SequenceLength);
                return new Segments(false, text.Length, Count(costs, text.Length, UcsSingle, UcsPart), rune);
            }
        }

        var units = text.Sum(unit => ExtensionSet.Contains(unit) ? 2 : 1);
        return new Segments(
            true,
            units,
            Count(text.Select(unit => ExtensionSet.Contains(unit) ? 2 : 1), units, GsmSingle, GsmPart),
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

    private static int Count(IEnumerable<int> costs, int units, int single, int perPart) =>
        units <= single ? 1 : PartsOf(costs, perPart);
}
