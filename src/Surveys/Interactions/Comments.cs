using System.Text;

namespace Surveys.Interactions;

/// <summary>Citizens' own words: how long they may be, and what is cleaned before they are masked and stored.</summary>
internal static class Comments
{
    /// <summary>Characters of a comment, as <see cref="Count"/> counts them.</summary>
    public const int MaxLength = 1_000;

    /// <summary>Unicode characters (code points), as JSON Schema counts them: an emoji costs a citizen one.</summary>
    public static int Count(string text) => text.EnumerateRunes().Count();

    /// <summary>
    /// The same words without what no reader can see and some readers choke on: control characters but line feed and tab, halves of surrogate
    /// pairs, code points that Unicode says are no characters; line ends are made one kind; white space at the ends goes.
    /// </summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        var plain = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        for (var i = 0; i < plain.Length; i++)
        {
            var unit = plain[i];
            if (char.IsHighSurrogate(unit) && i + 1 < plain.Length && char.IsLowSurrogate(plain[i + 1]))
            {
                clean.Append(unit).Append(plain[++i]);
            }
            else if (
                !char.IsSurrogate(unit)
                && (!char.IsControl(unit) || unit is '\n' or '\t')
                && unit is not ('\ufffe' or '\uffff' or (>= '\ufdd0' and <= '\ufdef'))
            )
            {
                clean.Append(unit);
            }
        }

        return clean.ToString().Trim();
    }
}
