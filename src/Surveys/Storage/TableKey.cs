using System.Text;

namespace Surveys.Storage;

/// <summary>Makes any text a legal key of a table: what Azure refuses in keys is written as <c>=hhhh</c>, its UTF-16 unit in hex.</summary>
internal static class TableKey
{
    /// <summary>Encodes a text; different texts give different keys, and <see cref="Decode"/> gives the text back.</summary>
    /// <exception cref="ArgumentException">The key would be longer than <see cref="TableLimits.KeyCharacters"/>.</exception>
    public static string Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var key = new StringBuilder(text.Length);
        foreach (var unit in text)
        {
            if (
                unit
                is '/'
                    or '\\'
                    or '#'
                    or '?'
                    or '%'
                    or '+'
                    or '='
                    or < ' '
                    or (>= '\u007f' and <= '\u009f')
                    or (>= '\ud800' and <= '\udfff')
            )
            {
                key.Append('=').Append(((int)unit).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
            }
            else
            {
                key.Append(unit);
            }
        }

        return key.Length <= TableLimits.KeyCharacters
            ? key.ToString()
            : throw new ArgumentException(
                $"A table key may have {TableLimits.KeyCharacters} characters; this one has {key.Length}.",
                nameof(text)
            );
    }

    /// <summary>The text that <see cref="Encode"/> was given.</summary>
    public static string Decode(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var text = new StringBuilder(key.Length);
        for (var i = 0; i < key.Length; i++)
        {
            if (key[i] is '=' && i + 4 < key.Length)
            {
                text.Append((char)Convert.ToInt32(key.Substring(i + 1, 4), 16));
                i += 4;
            }
            else
            {
                text.Append(key[i]);
            }
        }

        return text.ToString();
    }
}
