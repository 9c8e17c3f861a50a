using PhoneNumbers;
using Surveys.Countries;

namespace Surveys.Privacy;

/// <summary>
/// A phone number in E.164. <see cref="ToString"/> gives stars, so that no log shows a number; <see cref="E164"/> gives
/// the number.
/// </summary>
internal readonly record struct PhoneNumber
{
    /// <summary>Longer texts are no numbers. Direction marks and spaces count.</summary>
    private const int MaxLength = 60;

    private const string TelScheme = "tel:";

    private readonly string _e164;

    private PhoneNumber(string e164) => _e164 = e164;

    /// <summary>
    /// The number, such as +77012345678: for the carrier and for hashing. It never goes into a log, link, error, export
    /// or metric.
    /// </summary>
    public string E164 => _e164;

    /// <summary>
    /// Reads a number as people write and paste it: in E.164, or in the country's national form (<c>8 701…</c> is
    /// <c>+7 701…</c>), with <c>tel:</c>, separators and invisible characters. False where no such number can exist.
    /// </summary>
    public static bool TryParse(string? text, Country country, out PhoneNumber phone)
    {
        phone = default;
        if (string.IsNullOrWhiteSpace(text) || text.Length > MaxLength)
        {
            return false;
        }

        var plain = FoldedText.Of(text).Text.Trim();
        if (plain.StartsWith(TelScheme, StringComparison.OrdinalIgnoreCase))
        {
            plain = plain[TelScheme.Length..];
        }

        if (plain.Any(unit => !(char.IsAsciiDigit(unit) || unit is '+' or ' ' or '-' or '(' or ')' or '.')))
        {
            return false;
        }

        try
        {
            var numbers = PhoneNumberUtil.GetInstance();
            var parsed = numbers.Parse(plain, country.Numbering.Region);
            if (!numbers.IsValidNumber(parsed))
            {
                return false;
            }

            phone = new PhoneNumber(numbers.Format(parsed, PhoneNumberFormat.E164));
            return true;
        }
        catch (NumberParseException)
        {
            return false;
        }
    }

    /// <summary>What to tell somebody whose text is no phone number.</summary>
    public static string FormError(Country country) =>
        $"Must be a phone number in E.164, such as {country.Numbering.Example}, or in the national form of "
        + $"{country.Name}.";

    /// <summary>A number that is known to be in E.164, such as one that was sealed or that the carrier names.</summary>
    public static PhoneNumber OfE164(string e164) => new(e164);

    /// <summary>Whether it is a mobile number by its country's numbering plan, so that a text can reach it.</summary>
    public bool IsMobile
    {
        get
        {
            var numbers = PhoneNumberUtil.GetInstance();
            return numbers.GetNumberType(numbers.Parse(_e164, null))
                is PhoneNumberType.MOBILE
                    or PhoneNumberType.FIXED_LINE_OR_MOBILE;
        }
    }

    /// <summary>Whether it begins with one of the prefixes, such as <c>+77</c>.</summary>
    public bool IsIn(IEnumerable<string> prefixes)
    {
        var e164 = _e164;
        return prefixes.Any(prefix => e164.StartsWith(prefix, StringComparison.Ordinal));
    }

    /// <summary>Stars, so that no log shows a number by accident.</summary>
    public override string ToString() => "+***";
}
