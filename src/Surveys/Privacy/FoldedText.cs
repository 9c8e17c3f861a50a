using System.Buffers;
using System.Globalization;
using System.Text;

namespace Surveys.Privacy;

/// <summary>
/// A copy of a text in which characters that people use for the same thing are one character: digits of every script
/// are 0 to 9, dashes are <c>-</c>, spaces and line breaks are a space, full-width forms are ASCII. Characters that
/// show nothing by themselves are left out: zero-width and direction marks, soft hyphens, combining marks. The copy
/// keeps the position of each of its characters in the original.
/// </summary>
internal sealed class FoldedText
{
    private readonly int[] _starts;
    private readonly int[] _ends;

    private FoldedText(string text, int[] starts, int[] ends) => (Text, _starts, _ends) = (text, starts, ends);

    /// <summary>The copy.</summary>
    public string Text { get; }

    /// <summary>Where the character at an index of the copy begins in the original.</summary>
    public int StartOf(int index) => _starts[index];

    /// <summary>
    /// Where the character at an index of the copy ends in the original, with the invisible characters that follow it.
    /// </summary>
    public int EndOf(int index) => _ends[index];

    /// <summary>Folds a text.</summary>
    public static FoldedText Of(string text)
    {
        var folded = new StringBuilder(text.Length);
        var starts = new int[text.Length];
        var ends = new int[text.Length];
        for (int at = 0, length; at < text.Length; at += length)
        {
            // A lone surrogate is kept as it is.
            var isRune = Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out length) is OperationStatus.Done;
            if (isRune && IsInvisible(rune))
            {
                if (folded.Length > 0)
                {
                    ends[folded.Length - 1] = at + length;
                }

                continue;
            }

            if (isRune && Fold(rune) is { } plain)
            {
                (starts[folded.Length], ends[folded.Length]) = (at, at + length);
                folded.Append(plain);
                continue;
            }

            for (var i = at; i < at + length; i++)
            {
                (starts[folded.Length], ends[folded.Length]) = (at, at + length);
                folded.Append(text[i]);
            }
        }

        return new FoldedText(folded.ToString(), starts, ends);
    }

    private static bool IsInvisible(Rune rune) =>
        rune.Value is '\r'
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Format
                or UnicodeCategory.NonSpacingMark
                or UnicodeCategory.EnclosingMark;

    /// <summary>The ASCII character that a character stands for; null where it stands for itself.</summary>
    private static char? Fold(Rune rune)
    {
        if (rune.Value is >= ' ' and <= '~')
        {
            return (char)rune.Value;
        }

        if (CharUnicodeInfo.GetDigitValue(rune.ToString(), 0) is >= 0 and var digit)
        {
            return (char)('0' + digit);
        }

        return rune.Value switch
        {
            >= 0xFF01 and <= 0xFF5E => (char)(rune.Value - 0xFEE0),
            0x2212 or 0x2043 or 0x02D7 => '-', // minus sign, hyphen bullet, modifier minus
            0x00B7 or 0x2022 or 0x2024 or 0x2027 => '.', // middle dot, bullet, one dot leader, hyphenation point
            0x2044 or 0x2215 => '/', // fraction slash, division slash
            0x2236 => ':', // ratio
            0xFE62 => '+', // small plus sign
            0xFE6B => '@', // small commercial at
            '\n' or '\t' => ' ',
            _ => Rune.GetUnicodeCategory(rune) switch
            {
                UnicodeCategory.DashPunctuation => '-',
                UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator =>
                    ' ',
                _ => null,
            },
        };
    }
}
