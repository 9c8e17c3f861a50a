using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using Surveys.Calendar;

namespace Surveys.Countries;

/// <summary>
/// The countries that the platform knows. One of them is the home country (<c>Surveys:Country</c>); the others
/// contribute the holidays of their time zones.
/// </summary>
internal sealed class CountryCatalog
{
    private const string ResourcePrefix = "Surveys/Countries/";

    private static readonly Lazy<CountryCatalog> LazyShipped = new(LoadShipped);

    private readonly FrozenDictionary<string, Country> _byCode;
    private readonly FrozenDictionary<string, HolidayCalendar> _holidaysByZone;

    private CountryCatalog(IReadOnlyList<Country> countries)
    {
        _byCode = countries.ToFrozenDictionary(country => country.Code, StringComparer.Ordinal);
        _holidaysByZone = countries
            .SelectMany(country =>
            {
                var holidays = new HolidayCalendar(country.Holidays);
                return country.Zones.Select(zone => KeyValuePair.Create(zone.Id, holidays));
            })
            .ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The countries whose files are embedded into the library.</summary>
    public static CountryCatalog Shipped => LazyShipped.Value;

    /// <summary>The countries in the order of their codes.</summary>
    public IEnumerable<Country> All => _byCode.Values.OrderBy(country => country.Code, StringComparer.Ordinal);

    /// <summary>The country of a code; null where there is none.</summary>
    public Country? Find(string code) => _byCode.GetValueOrDefault(code);

    /// <summary>The holidays of the country that a time zone belongs to; none where no country has the zone.</summary>
    public HolidayCalendar HolidaysOf(string timeZone) =>
        _holidaysByZone.GetValueOrDefault(timeZone, HolidayCalendar.None);

    /// <summary>Checks the machine's time-zone data against the known times of every country.</summary>
    /// <exception cref="ZoneDataException">A zone is missing, or its history is not known.</exception>
    public void VerifyZones()
    {
        foreach (var zone in _byCode.Values.SelectMany(country => country.Zones))
        {
            ZoneData.Verify(zone.Id, zone.KnownTimes ?? []);
        }
    }

    /// <summary>Reads the country files of a folder: all its <c>*.json</c>.</summary>
    /// <exception cref="InvalidDataException">A file is not valid; the message lists every error.</exception>
    public static CountryCatalog LoadFolder(string path) =>
        Load(
            Directory
                .EnumerateFiles(path, "*.json")
                .Order(StringComparer.Ordinal)
                .Select(file => (Path.GetFileName(file), (Stream)File.OpenRead(file)))
        );

    private static CountryCatalog LoadShipped()
    {
        var assembly = typeof(CountryCatalog).Assembly;
        return Load(
            assembly
                .GetManifestResourceNames()
                .Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => (name[ResourcePrefix.Length..], assembly.GetManifestResourceStream(name)!))
        );
    }

    private static CountryCatalog Load(IEnumerable<(string File, Stream Content)> files)
    {
        var countries = new List<Country>();
        var errors = new List<string>();
        foreach (var (file, content) in files)
        {
            using (content)
            {
                try
                {
                    var country = JsonSerializer.Deserialize(content, CountryJson.Default.Country)!;
                    errors.AddRange(CountryValidator.Validate(country, file).Select(error => $"{file}: {error}"));
                    countries.Add(country);
                }
                catch (JsonException e)
                {
                    errors.Add($"{file}: {e.Message}");
                }
            }
        }

        errors.AddRange(
            countries
                .SelectMany(country => country.Zones)
                .GroupBy(zone => zone.Id, StringComparer.Ordinal)
                .Where(zones => zones.Count() > 1)
                .Select(zones => $"The time zone {zones.Key} belongs to more than one country.")
        );
        return errors.Count is 0
            ? new CountryCatalog(countries)
            : throw new InvalidDataException(string.Join(Environment.NewLine, errors));
    }
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(Country))]
internal sealed partial class CountryJson : JsonSerializerContext;
