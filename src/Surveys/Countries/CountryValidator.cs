using System.Globalization;
using System.Text.RegularExpressions;
using PhoneNumbers;
using Surveys.Calendar;

namespace Surveys.Countries;

/// <summary>Checks what the type of a <see cref="Country"/> does not express.</summary>
internal static partial class CountryValidator
{
    [GeneratedRegex(@"\A[a-z]{2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CodeForm { get; }

    [GeneratedRegex(@"\A[A-Z]{3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CurrencyForm { get; }

    [GeneratedRegex(@"\A\+[1-9][0-9]{0,14}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PrefixForm { get; }

    [GeneratedRegex(@"\A(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)\z", RegexOptions.CultureInvariant)]
    private static partial Regex ClockForm { get; }

    /// <summary>Every error of a country, as a sentence that begins with the field.</summary>
    public static IEnumerable<string> Validate(Country country, string file) =>
        [
            .. Basics(country, file),
            .. Zones(country),
            .. Window(country.SendingWindow),
            .. Numbers(country.Numbering),
            .. country.PersonalNumber is { } number ? Personal(number) : [],
            .. Holidays(country.Holidays),
        ];

    private static IEnumerable<string> Basics(Country country, string file)
    {
        if (!CodeForm.IsMatch(country.Code) || file != country.Code + ".json")
        {
            yield return "code must be two lower-case letters, and the file must be named after it.";
        }

        if (!CurrencyForm.IsMatch(country.Currency))
        {
            yield return "currency must be an ISO 4217 code of three capital letters.";
        }

        if (country.Languages.Count is 0)
        {
            yield return "languages must have at least one item.";
        }
    }

    private static IEnumerable<string> Zones(Country country)
    {
        if (country.Zones.Count is 0)
        {
            yield return "zones must have at least one item.";
        }

        foreach (var zone in country.Zones.Where(zone => ZoneData.FindName(zone.Id) != zone.Id))
        {
            yield return $"zones: '{zone.Id}' must be an IANA time zone that this machine knows.";
        }
    }

    private static IEnumerable<string> Window(SendingWindowSettings window)
    {
        if (window.Days.IsDefaultOrEmpty)
        {
            yield return "sendingWindow.days must have at least one item.";
        }

        if (
            !ClockForm.IsMatch(window.From)
            || !ClockForm.IsMatch(window.To)
            || string.CompareOrdinal(window.From, window.To) >= 0
        )
        {
            yield return "sendingWindow.from and to must be times such as 09:00 and 21:00, from before to.";
        }

        if (window.Holidays is not null)
        {
            yield return "sendingWindow.holidays must be left out: the country's holidays apply.";
        }
    }

    private static IEnumerable<string> Numbers(Numbering numbering)
    {
        if (!PhoneNumberUtil.GetInstance().GetSupportedRegions().Contains(numbering.Region))
        {
            yield return $"numbering.region: '{numbering.Region}' must be a region of libphonenumber, such as KZ.";
            yield break;
        }

        if (
            numbering.AllowedPrefixes.Count is 0
            || !numbering.AllowedPrefixes.All(prefix => PrefixForm.IsMatch(prefix))
        )
        {
            yield return "numbering.allowedPrefixes must hold + and digits, such as +77.";
        }

        if (
            !numbering.AllowedPrefixes.Any(prefix => numbering.Example.StartsWith(prefix, StringComparison.Ordinal))
            || !IsValidNumber(numbering.Example)
        )
        {
            yield return "numbering.example must be a valid number in E.164 that begins with an allowed prefix.";
        }

        foreach (var form in numbering.NationalForms.Where(form => !IsRegex(form)))
        {
            yield return $"numbering.nationalForms: '{form}' must be a regular expression without backtracking.";
        }
    }

    private static IEnumerable<string> Personal(PersonalNumber number)
    {
        if (number.BirthDate is { } birth)
        {
            if (
                birth.Format is not ("yyMMdd" or "yyyyMMdd")
                || birth.At < 0
                || birth.At + birth.Format.Length > number.Digits
            )
            {
                yield return "personalNumber.birthDate must be yyMMdd or yyyyMMdd within the number.";
            }

            if (
                birth.CenturyAt is { } at
                && (
                    at < 0
                    || at >= number.Digits
                    || birth.Format is not "yyMMdd"
                    || birth.Centuries is not { Count: > 0 }
                )
            )
            {
                yield return "personalNumber.birthDate.centuryAt needs yyMMdd and centuries, within the number.";
            }
        }

        if (
            number.Check.Algorithm is CheckAlgorithm.Weighted
            && (
                number.Check.Modulus is not > 1
                || number.Check.Weights is not { Count: > 0 } passes
                || passes.Any(pass => pass.Count != number.Digits - 1)
            )
        )
        {
            yield return "personalNumber.check needs a modulus, and a weight for every digit but the last.";
        }
    }

    private static IEnumerable<string> Holidays(HolidayRules rules)
    {
        foreach (var holiday in rules.Fixed)
        {
            // 2023 has no 29 February.
            if (
                holiday.Month is < 1 or > 12
                || holiday.Day < 1
                || holiday.Day > DateTime.DaysInMonth(2023, holiday.Month)
            )
            {
                yield return $"holidays.fixed: {holiday.Name} must be on a day that every year has.";
            }
        }

        foreach (var (year, moved) in rules.Moved)
        {
            if (moved.Off.Concat(moved.Working).Any(day => day.Year.ToString(CultureInfo.InvariantCulture) != year))
            {
                yield return $"holidays.moved: the days of {year} must be in that year.";
            }
        }
    }

    private static bool IsValidNumber(string e164)
    {
        try
        {
            var numbers = PhoneNumberUtil.GetInstance();
            return numbers.IsValidNumber(numbers.Parse(e164, null));
        }
        catch (NumberParseException)
        {
            return false;
        }
    }

    private static bool IsRegex(string form)
    {
        try
        {
            _ = new Regex(form, RegexOptions.NonBacktracking);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
