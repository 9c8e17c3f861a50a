using System.Globalization;
using System.Text.Json;

namespace Surveys.Calendar;

/// <summary>Public holidays by country and year, as data: <c>holidays.json</c>, which ships inside the library.</summary>
internal static class Holidays
{
    /// <summary>Zones of the countries whose calendars ship; a zone that is not here has no holidays of its own.</summary>
    private static readonly Dictionary<string, string> Countries = new(StringComparer.Ordinal)
    {
        ["Asia/Almaty"] = "KZ",
        ["Asia/Aqtau"] = "KZ",
        ["Asia/Aqtobe"] = "KZ",
        ["Asia/Atyrau"] = "KZ",
        ["Asia/Oral"] = "KZ",
        ["Asia/Qostanay"] = "KZ",
        ["Asia/Qyzylorda"] = "KZ",
    };

    private static readonly Dictionary<string, HashSet<DateOnly>> ByCountry = Load();

    /// <summary>The days off of the country that a zone lies in; none where no calendar ships.</summary>
    public static IReadOnlySet<DateOnly> Of(string timeZone) =>
        Countries.TryGetValue(timeZone, out var country) && ByCountry.TryGetValue(country, out var days)
            ? days
            : new HashSet<DateOnly>();

    private static Dictionary<string, HashSet<DateOnly>> Load()
    {
        using var stream = typeof(Holidays).Assembly.GetManifestResourceStream("Surveys.Calendar.holidays.json")!;
        using var document = JsonDocument.Parse(stream);
        return document
            .RootElement.GetProperty("countries")
            .EnumerateObject()
            .ToDictionary(
                country => country.Name,
                country =>
                    country
                        .Value.EnumerateArray()
                        .Select(day =>
                            DateOnly.ParseExact(day.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture)
                        )
                        .ToHashSet()
            );
    }
}
