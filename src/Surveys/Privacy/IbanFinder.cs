using System.Collections.Frozen;
using System.Text.Json;

namespace Surveys.Privacy;

/// <summary>
/// Finds bank account numbers (IBAN, ISO 13616) in folded text, also within a sentence in Latin script: each country's
/// number has one length. Cyrillic letters that look like Latin ones count as these.
/// </summary>
internal static class IbanFinder
{
    private const int MaxSeparators = 3;

    /// <summary>Every IBAN has more digits than a sentence that begins like one.</summary>
    private const int MinDigits = 10;

    // The same place in both strings: the Cyrillic letter and the Latin one that it looks like.
    private const string Cyrillic = "АВЕКМНОРСТУХІЅЈҺ";
    private const string Latin = "ABEKMHOPCTYXISJH";

    private static readonly FrozenDictionary<string, int> Lengths = ReadLengths();

    /// <summary>The ranges of the IBANs of a text: index of the first character and index after the last.</summary>
    public static IEnumerable<(int Start, int End)> Find(string text)
    {
        for (var at = 0; at + 4 <= text.Length; at++)
        {
            if (!char.IsLetter(text[at + 2]) && EndOf(text, at) is { } end)
            {
                yield return (at, end);
                at = end - 1;
            }
        }
    }

    private static int? EndOf(string text, int start)
    {
        if (
            PlainOf(text[start]) is not { } first
            || PlainOf(text[start + 1]) is not { } second
            || !Lengths.TryGetValue($"{first}{second}", out var length)
        )
        {
            return null;
        }

        Span<char> number = stackalloc char[length];
        var (count, separators) = (0, 0);
        for (var at = start; at < text.Length; at++)
        {
            if (PlainOf(text[at]) is { } plain)
            {
                if (count is 2 or 3 && !char.IsAsciiDigit(plain))
                {
                    return null;
                }

                number[count++] = plain;
                separators = 0;
                if (count == length)
                {
                    return IsValid(number) ? at + 1 : null;
                }
            }
            else if (text[at] is not (' ' or '-' or '.') || ++separators > MaxSeparators)
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>A Latin capital letter or a digit; null for anything else.</summary>
    private static char? PlainOf(char unit)
    {
        if (char.IsAsciiLetterOrDigit(unit))
        {
            return char.ToUpperInvariant(unit);
        }

        return Cyrillic.IndexOf(char.ToUpperInvariant(unit), StringComparison.Ordinal) is >= 0 and var alike
            ? Latin[alike]
            : null;
    }

    /// <summary>With the first four characters last and letters as 10 to 35, the number is 1 modulo 97.</summary>
    private static bool IsValid(ReadOnlySpan<char> number)
    {
        var (remainder, digits) = (0, 0);
        for (var i = 0; i < number.Length; i++)
        {
            var unit = number[(i + 4) % number.Length];
            if (char.IsAsciiDigit(unit))
            {
                remainder = ((remainder * 10) + unit - '0') % 97;
                digits++;
            }
            else
            {
                remainder = ((remainder * 100) + unit - 'A' + 10) % 97;
            }
        }

        return remainder is 1 && digits >= MinDigits;
    }

    private static FrozenDictionary<string, int> ReadLengths()
    {
        using var stream = typeof(IbanFinder).Assembly.GetManifestResourceStream("Surveys/Privacy/ibanLengths.json")!;
        using var lengths = JsonDocument.Parse(stream);
        return lengths
            .RootElement.EnumerateObject()
            .ToFrozenDictionary(length => length.Name, length => length.Value.GetInt32(), StringComparer.Ordinal);
    }
}
