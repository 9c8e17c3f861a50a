using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using Surveys.Countries;

namespace Surveys.Privacy;

/// <summary>
/// Masks personal data in citizens' own words before they are stored: identity numbers, phones, e-mails, cards, IBANs, passports. The rest is left untouched.
/// What has a check digit is masked only where it fits, so that a reference number of the service stays readable where it can.
/// </summary>
internal sealed partial class PersonalDataMask(Country country)
{
    public const string Mark = "***";

    private readonly Regex[] _nationalForms =
    [
        .. country.Numbering.NationalForms.Select(form => new Regex($@"\A(?:{form})\z", RegexOptions.NonBacktracking)),
    ];

    // All are matched by NonBacktracking engines: time is linear in the text, whatever somebody writes.
    [GeneratedRegex(
        @"[\p{L}\p{Nd}._%+\-]+@[\p{L}\p{Nd}\-]+(?:\.[\p{L}\p{Nd}\-]+)+",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant
    )]
    private static partial Regex Mail { get; }

    // Two letters, two digits, then 11 to 30 letters and digits, in groups or not.
    [GeneratedRegex(
        @"\b[A-Za-z]{2}[0-9]{2}(?:[ \-]?[A-Za-z0-9]){11,30}\b",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant
    )]
    private static partial Regex Iban { get; }

    // A run of digits with single separators within, perhaps with a plus before: a phone, an identity number or a card, or neither.
    [GeneratedRegex(
        @"\+?\(?[0-9](?:[ \-.()\u00a0/]{0,2}[0-9]){6,24}",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant
    )]
    private static partial Regex Digits { get; }

    // Passports and identity cards: one or two letters and 7 to 9 digits, such as N12345678.
    [GeneratedRegex(
        @"\b[A-Za-zА-Яа-я]{1,2}[ №\-]{0,2}[0-9]{7,9}\b",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant
    )]
    private static partial Regex Passport { get; }

    /// <summary>The text with what identifies a person replaced by <see cref="Mark"/>.</summary>
    public string Mask(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var plain = WithPlainDigits(text);
        var spans = new List<(int From, int To)>();
        void Find(Regex regex, Func<string, bool> isPersonal)
        {
            foreach (var match in regex.EnumerateMatches(plain))
            {
                if (isPersonal(plain.Substring(match.Index, match.Length)))
                {
                    spans.Add((match.Index, match.Index + match.Length));
                }
            }
        }

        Find(Mail, _ => true);
        Find(Iban, IsIban);
        Find(Passport, _ => true);
        foreach (var match in Digits.EnumerateMatches(plain))
        {
            spans.AddRange(FindNumbers(plain, match.Index, match.Index + match.Length));
        }

        return Replace(text, spans);
    }

    /// <summary>Digits of every script as 0 to 9, unit by unit, so that places stay the same.</summary>
    private static string WithPlainDigits(string text) =>
        string.Create(
            text.Length,
            text,
            static (plain, source) =>
            {
                for (var i = 0; i < source.Length; i++)
                {
                    plain[i] = CharUnicodeInfo.GetDecimalDigitValue(source[i]) is >= 0 and var digit
                        ? (char)('0' + digit)
                        : source[i];
                }
            }
        );

    /// <summary>In a run of digits: the whole, or any stretch between separators, that is an identity number, a card or a phone.</summary>
    private IEnumerable<(int From, int To)> FindNumbers(string plain, int from, int to)
    {
        var places = Enumerable.Range(from, to - from).Where(i => char.IsAsciiDigit(plain[i])).ToList();
        var digits = string.Concat(places.Select(i => plain[i]));
        var hasPlus = plain[from] is '+';
        if (IsPersonal(digits, hasPlus))
        {
            yield return (from, to);
            yield break;
        }

        // Several numbers written one behind the other: each stretch of digits that begins and ends at a separator is looked at.
        var starts = places
            .Select((at, index) => (at, index))
            .Where(each => each.index is 0 || each.at > places[each.index - 1] + 1)
            .Select(each => each.index)
            .ToList();
        foreach (var start in starts)
        {
            foreach (var end in starts.Where(end => end > start).Append(places.Count).OrderDescending())
            {
                if (end - start >= 7 && IsPersonal(digits[start..end], hasPlus && start is 0))
                {
                    yield return (start is 0 ? from : places[start], places[end - 1] + 1);
                    break;
                }
            }
        }
    }

    private bool IsPersonal(string digits, bool hasPlus) =>
        country.PersonalNumber?.IsValid(digits) is true || IsCard(digits) || IsPhone(digits, hasPlus);

    /// <summary>13 to 19 digits whose Luhn sum fits.</summary>
    internal static bool IsCard(string digits)
    {
        if (digits.Length is < 13 or > 19 || digits.Distinct().Count() is 1)
        {
            return false;
        }

        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            sum +=
                i % 2 is 0 ? digit
                : digit > 4 ? (digit * 2) - 9
                : digit * 2;
        }

        return sum % 10 is 0;
    }

    /// <summary>With a plus: any number of 8 to 15 digits. Without: 11 digits from 7 or 8, 10 from 7, or the 7 digits of a town's line.</summary>
    private bool IsPhone(string digits, bool hasPlus) =>
        hasPlus ? digits.Length is >= 8 and <= 15 : _nationalForms.Any(form => form.IsMatch(digits));

    /// <summary>ISO 13616: the rearranged number is 1 modulo 97.</summary>
    private static bool IsIban(string text)
    {
        var plain = string.Concat(text.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        if (plain.Length is < 15 or > 34)
        {
            return false;
        }

        var number = new StringBuilder();
        foreach (var unit in plain[4..] + plain[..4])
        {
            number.Append(char.IsAsciiDigit(unit) ? unit - '0' : unit - 'A' + 10);
        }

        return BigInteger.Parse(number.ToString(), CultureInfo.InvariantCulture) % 97 == 1;
    }

    private static string Replace(string text, List<(int From, int To)> spans)
    {
        if (spans.Count is 0)
        {
            return text;
        }

        var masked = new StringBuilder(text.Length);
        var at = 0;
        foreach (var (from, to) in spans.Order())
        {
            if (to <= at)
            {
                continue;
            }

            if (from >= at)
            {
                masked.Append(text, at, from - at).Append(Mark);
            }

            at = to;
        }

        return masked.Append(text, at, text.Length - at).ToString();
    }
}
