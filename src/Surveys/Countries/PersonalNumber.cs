using System.Globalization;

namespace Surveys.Countries;

/// <summary>The form of the number that identifies a citizen, such as Kazakhstan's IIN.</summary>
internal sealed record PersonalNumber
{
    /// <summary>Its usual name, for error messages.</summary>
    public required string Name { get; init; }

    /// <summary>The number of digits.</summary>
    public required int Digits { get; init; }

    /// <summary>The digits that every number begins with; null: none.</summary>
    public string? Prefix { get; init; }

    /// <summary>The date of birth within the number; null: none.</summary>
    public BirthDate? BirthDate { get; init; }

    /// <summary>How the last digit is computed from the others.</summary>
    public required CheckDigit Check { get; init; }

    /// <summary>Whether digits without separators are such a number: length, date of birth and check digit.</summary>
    public bool IsValid(ReadOnlySpan<char> digits) =>
        digits.Length == Digits
        && digits.StartsWith(Prefix ?? "")
        && BirthDate?.IsValid(digits) is not false
        && Check.IsValid(digits);
}

/// <summary>A date of birth within a personal number.</summary>
/// <param name="At">Position of the first digit, from 0.</param>
/// <param name="Format">As in .NET: <c>yyMMdd</c> or <c>yyyyMMdd</c>.</param>
/// <param name="CenturyAt">Position of the digit that tells the century; only for <c>yyMMdd</c>.</param>
/// <param name="Centuries">The first two digits of the year by that digit. Other digits are not valid.</param>
internal sealed record BirthDate(
    int At,
    string Format,
    int? CenturyAt = null,
    IReadOnlyDictionary<string, string>? Centuries = null
)
{
    public bool IsValid(ReadOnlySpan<char> digits)
    {
        var date = digits.Slice(At, Format.Length).ToString();
        if (CenturyAt is not { } at)
        {
            return IsDate(date, Format);
        }

        return Centuries!.TryGetValue(digits.Slice(at, 1).ToString(), out var century)
            && IsDate(century + date, "yyyyMMdd");
    }

    private static bool IsDate(string text, string format) =>
        DateOnly.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}

/// <summary>How the check digit of a personal number is computed.</summary>
internal enum CheckAlgorithm
{
    /// <summary>ISO/IEC 7812: every second digit doubled, the sum divisible by 10.</summary>
    Luhn,

    /// <summary>The weighted sum of the digits before the last, modulo a number.</summary>
    Weighted,
}

/// <summary>The check digit of a personal number: its last digit.</summary>
/// <param name="Algorithm">Luhn or weighted.</param>
/// <param name="Modulus">For weighted sums, such as 11.</param>
/// <param name="Weights">
/// For weighted sums: a list of weights for each pass. Where the result of a pass has two digits, the next pass is
/// used. Where that of the last pass has two digits, no such number is issued.
/// </param>
internal sealed record CheckDigit(
    CheckAlgorithm Algorithm,
    int? Modulus = null,
    IReadOnlyList<IReadOnlyList<int>>? Weights = null
)
{
    public bool IsValid(ReadOnlySpan<char> digits)
    {
        if (Algorithm is CheckAlgorithm.Luhn)
        {
            return IsLuhn(digits);
        }

        foreach (var weights in Weights!)
        {
            var sum = 0;
            for (var i = 0; i < weights.Count; i++)
            {
                sum += (digits[i] - '0') * weights[i];
            }

            if (sum % Modulus!.Value is <= 9 and var check)
            {
                return check == digits[^1] - '0';
            }
        }

        return false;
    }

    /// <summary>Whether digits pass the Luhn check.</summary>
    public static bool IsLuhn(ReadOnlySpan<char> digits)
    {
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
}
