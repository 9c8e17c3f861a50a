using System.Text;

namespace Surveys.Interactions;

/// <summary>Citizens' own words: how long they may be, and what is cleaned before they are masked and stored.</summary>
internal static class Comments
{
    /// <summary>Characters (UTF-16 units) of a comment.</summary>
    public const int Longest = 1_000;

    /// <summary>
    /// The same words without what no reader can see and some readers choke on: control characters but line feed and tab, and halves of surrogate
    /// pairs; line ends are made one kind; white space at the ends goes.
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
            else if (!char.IsSurrogate(unit) && (!char.IsControl(unit) || unit is '\n' or '\t') && unit is not ('\ufffe' or '\uffff'))
            {
                clean.Append(unit);
            }
        }

        return clean.ToString().Trim();
    }
}
