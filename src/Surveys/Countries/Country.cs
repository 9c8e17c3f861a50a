using Surveys.Calendar;

namespace Surveys.Countries;

/// <summary>
/// What differs from country to country, as one data file states it. The shipped files are in this folder and are
/// embedded into the library; <c>README.md</c> explains each field.
/// </summary>
internal sealed record Country
{
    /// <summary>ISO 3166-1 code in lower case, such as <c>kz</c>; also the name of the file.</summary>
    public required string Code { get; init; }

    /// <summary>The name in English, for messages.</summary>
    public required string Name { get; init; }

    /// <summary>The default currency of a service: ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>
    /// Languages in the order in which they are preferred. The first is the default of a reported interaction. The
    /// words for STOP, START and HELP come from the languages themselves.
    /// </summary>
    public required IReadOnlyList<string> Languages { get; init; }

    /// <summary>The country's time zones. The first is the default of a service.</summary>
    public required IReadOnlyList<CountryZone> Zones { get; init; }

    /// <summary>The default sending window of a service.</summary>
    public required SendingWindowSettings SendingWindow { get; init; }

    /// <summary>Phone numbers.</summary>
    public required Numbering Numbering { get; init; }

    /// <summary>The number that identifies a citizen; null where the country has none.</summary>
    public PersonalNumber? PersonalNumber { get; init; }

    /// <summary>What is masked in comments by the words around it.</summary>
    public required MaskingRules Masking { get; init; }

    /// <summary>Public holidays.</summary>
    public required HolidayRules Holidays { get; init; }

    /// <summary>The default time zone of a service.</summary>
    public string DefaultZone => Zones[0].Id;

    /// <summary>The default language of a reported interaction.</summary>
    public string DefaultLanguage => Languages[0];
}

/// <summary>A time zone of a country.</summary>
/// <param name="Id">IANA name.</param>
/// <param name="KnownTimes">
/// Times with the offset from UTC that was in force. A machine that computes another offset does not start.
/// </param>
internal sealed record CountryZone(string Id, IReadOnlyList<DateTimeOffset>? KnownTimes = null);

/// <summary>A country's phone numbers.</summary>
internal sealed record Numbering
{
    /// <summary>The region of libphonenumber by which a number without <c>+</c> is read, such as <c>KZ</c>.</summary>
    public required string Region { get; init; }

    /// <summary>
    /// Beginnings of the numbers that may be texted, such as <c>+77</c> (<c>+7 9xx</c> is Russia's). The setting
    /// <c>Surveys:Invitations:AllowedPrefixes</c> replaces them.
    /// </summary>
    public required IReadOnlyList<string> AllowedPrefixes { get; init; }

    /// <summary>A mobile number in E.164 for error messages. It must be valid and allowed.</summary>
    public required string Example { get; init; }

    /// <summary>
    /// Regular expressions for the digits of a national number as people write it, without separators. They decide
    /// what is masked in comments, so they are wider than the numbering plan.
    /// </summary>
    public required IReadOnlyList<string> NationalForms { get; init; }
}
