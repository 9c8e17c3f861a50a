using PhoneNumbers;

namespace Surveys.Privacy;

/// <summary>A phone number in E.164. It never shows itself: <see cref="ToString"/> gives stars, and only <see cref="E164"/> the number.</summary>
internal readonly record struct PhoneNumber
{
    /// <summary>National numbers are read as of this region: +7.</summary>
    private const string HomeRegion = "KZ";

    private readonly string _e164;

    private PhoneNumber(string e164) => _e164 = e164;

    /// <summary>The number itself, such as +77012345678: for the carrier and for hashing, never for a log, link, error, export or metric.</summary>
    public string E164 => _e164;

    /// <summary>Reads a number as people write it, in E.164 or national for +7 (<c>8 701…</c> is <c>+7 701…</c>); false where it is none that can exist.</summary>
    public static bool TryParse(string? text, out PhoneNumber phone)
    {
        phone = default;
        if (
            string.IsNullOrWhiteSpace(text)
            || text.Length > 40
            || text.Any(unit => !(char.IsDigit(unit) || unit is '+' or ' ' or '-' or '(' or ')' or '.' or '\u00a0'))
        )
        {
            return false;
        }

        try
        {
            var numbers = PhoneNumberUtil.GetInstance();
            var parsed = numbers.Parse(text, HomeRegion);
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

    /// <summary>A number that is known to be in E.164, such as one that was sealed or one that the carrier names.</summary>
    public static PhoneNumber OfE164(string e164) => new(e164);

    /// <summary>Whether a text can reach it: a mobile number by its country's plan.</summary>
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

    /// <summary>Whether it begins with one of the allowed prefixes, such as <c>+77</c>: +7 9xx is Russia's.</summary>
    public bool IsIn(IEnumerable<string> prefixes)
    {
        var e164 = _e164;
        return prefixes.Any(prefix => e164.StartsWith(prefix, StringComparison.Ordinal));
    }

    /// <summary>Stars: a number must never reach a log by accident.</summary>
    public override string ToString() => "+***";
}
