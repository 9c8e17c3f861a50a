using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Surveys.Calendar;
using Surveys.Countries;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Countries;

/// <summary>Reading country files: what is not valid stops the start and is named.</summary>
public sealed class CountryCatalogTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("countries");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Every_shipped_country_is_valid_and_its_zones_are_known()
    {
        Assert.Contains("kz", CountryCatalog.Shipped.All.Select(country => country.Code));
        CountryCatalog.Shipped.VerifyZones();
    }

    [Theory]
    [InlineData("\"KZT\"", "\"tenge\"", "currency must")]
    [InlineData("\"Asia/Aqtau\"", "\"localtime\"", "zones: 'localtime' must")]
    [InlineData("\"+77\"", "\"77\"", "numbering.allowedPrefixes must")]
    [InlineData("\"region\": \"KZ\"", "\"region\": \"QQ\"", "numbering.region: 'QQ' must")]
    [InlineData("\"+77012345678\"", "\"+77\"", "numbering.example must")]
    [InlineData("\"7[0-9]{9}\"", "\"(7\"", "numbering.nationalForms: '(7' must")]
    [InlineData("\"from\": \"09:00\"", "\"from\": \"21:00\"", "sendingWindow.from and to must")]
    [InlineData("\"format\": \"yyMMdd\"", "\"format\": \"yy\"", "personalNumber.birthDate must")]
    [InlineData("\"modulus\": 11,", "", "personalNumber.check needs")]
    [InlineData("\"month\": 5, \"day\": 7", "\"month\": 2, \"day\": 29", "holidays.fixed: Defender")]
    [InlineData("\"moved\": {}", "\"moved\": { \"2027\": { \"off\": [\"2026-01-05\"], \"working\": [] } }", "of 2027")]
    [InlineData("\"currency\"", "\"currencies\"", "currencies")]
    [InlineData("\"fixed\"", "\"completeUntil\": \"2028-12-31\", \"fixed\"", "completeUntil")]
    public void An_invalid_file_is_refused_with_the_field(string valid, string invalid, string error)
    {
        Write("kz.json", Shipped().Replace(valid, invalid, StringComparison.Ordinal));
        var refusal = Assert.Throws<InvalidDataException>(() => CountryCatalog.LoadFolder(_folder.FullName));
        Assert.StartsWith("kz.json: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(error, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_countries_keep_their_own_holidays_by_zone()
    {
        var trial = Path.Combine(GoldenFile.Root(), "tests", "Surveys.Tests", "Countries", "Trial", "ae.json");
        Write("kz.json", Shipped());
        Write("ae.json", File.ReadAllText(trial));
        var countries = CountryCatalog.LoadFolder(_folder.FullName);
        var (republic, national) = (new DateOnly(2026, 10, 26), new DateOnly(2026, 12, 2));

        Assert.Equal(["ae", "kz"], countries.All.Select(country => country.Code));
        Assert.True(countries.HolidaysOf("Asia/Almaty").IsDayOff(republic));
        Assert.False(countries.HolidaysOf("Asia/Almaty").IsDayOff(national));
        Assert.True(countries.HolidaysOf("Asia/Dubai").IsDayOff(national));
        Assert.False(countries.HolidaysOf("Asia/Dubai").IsDayOff(republic));
    }

    [Fact]
    public void Two_countries_may_not_have_the_same_zone()
    {
        Write("kz.json", Shipped());
        Write("kg.json", Shipped().Replace("\"code\": \"kz\"", "\"code\": \"kg\"", StringComparison.Ordinal));
        var refusal = Assert.Throws<InvalidDataException>(() => CountryCatalog.LoadFolder(_folder.FullName));
        Assert.Contains("Asia/Almaty belongs to more than one country", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_that_does_not_know_a_zones_history_is_refused()
    {
        Write(
            "kz.json",
            Shipped().Replace("2024-03-01T17:00:00+05:00", "2024-03-01T17:00:00+06:00", StringComparison.Ordinal)
        );
        var old = CountryCatalog.LoadFolder(_folder.FullName);
        var refusal = Assert.Throws<ZoneDataException>(old.VerifyZones);
        Assert.Equal(
            "This machine's time-zone data does not know that Asia/Almaty was at UTC+06:00 on 2024-03-01. "
                + "Interactions would get wrong days. Update the operating system's tzdata and start again.",
            refusal.Message
        );
    }

    [Theory]
    [InlineData("2027-11-01", 0)]
    [InlineData("2027-11-02", 1)]
    [InlineData("2028-06-01", 1)]
    public async Task A_start_warns_when_the_known_holidays_end_within_60_days(string day, int warnings)
    {
        using var log = new LogCollector();
        log.Expect("kz.json");
        var time = new FakeTimeProvider(DateTimeOffset.Parse($"{day}T12:00:00Z", CultureInfo.InvariantCulture));
        var check = new CountryCheck(CountryCatalog.Shipped, time, log.For<CountryCheck>());

        await check.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal(warnings, log.Lines.Count(line => line.Contains("kz.json", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("asia/almaty", "Asia/Almaty")]
    [InlineData("utc", "UTC")]
    [InlineData("America/Argentina/Ushuaia", "America/Argentina/Ushuaia")]
    [InlineData("localtime", null)]
    [InlineData("posix/Asia/Almaty", null)]
    [InlineData("posixrules", null)]
    [InlineData("EST", null)]
    [InlineData("../Almaty", null)]
    [InlineData("Asia", null)]
    [InlineData("", null)]
    public void Only_zones_with_a_region_and_UTC_are_known(string text, string? name) =>
        Assert.Equal(name, ZoneData.FindName(text));

    private static string Shipped() =>
        File.ReadAllText(Path.Combine(GoldenFile.Root(), "src", "Surveys", "Countries", "kz.json"));

    private void Write(string file, string content) => File.WriteAllText(Path.Combine(_folder.FullName, file), content);
}
