using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Surveys.Countries;
using Surveys.Invitations;
using Surveys.Privacy;
using Surveys.ServiceRegister;
using Surveys.Tests.Fixture;
using Surveys.Tests.Sms;

namespace Surveys.Tests.Countries;

/// <summary>
/// A platform whose only country is <c>Trial/ae.json</c>, on Monday 23 November 2026, 10:00 in Dubai.
/// </summary>
public sealed class TrialCountry : IAsyncLifetime
{
    public TrialCountry(AzuriteFixture azurite) =>
        Door = new FrontDoor(azurite)
        {
            Configure = builder =>
            {
                builder.Configuration["Surveys:Country"] = "ae";
                builder.Services.AddSingleton(
                    CountryCatalog.LoadFolder(
                        Path.Combine(GoldenFile.Root(), "tests", "Surveys.Tests", "Countries", "Trial")
                    )
                );
            },
        };

    public FrontDoor Door { get; }

    public ValueTask InitializeAsync() => Door.StartAsync();

    public ValueTask DisposeAsync() => Door.DisposeAsync();
}

/// <summary>A country is added by one file: everything that differs by country follows it at the front door.</summary>
public sealed class TrialCountryTests(TrialCountry trial) : IClassFixture<TrialCountry>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private FrontDoor Door => trial.Door;

    private Country Country => Door.Services.GetRequiredService<Country>();

    [Fact]
    public async Task A_service_gets_the_countrys_defaults()
    {
        await Door.RegisterAsync("defaults");
        var service = await Door.Admin.GetFromJsonAsync<JsonElement>("v1/services/defaults", Cancel);
        Assert.Equal("AED", service.GetProperty("currency").GetString());
        Assert.Equal("Asia/Dubai", service.GetProperty("timeZone").GetString());
        Assert.Equal("18:00", service.GetProperty("sendingWindow").GetProperty("to").GetString());
        Assert.Equal(4, service.GetProperty("sendingWindow").GetProperty("days").GetArrayLength());
    }

    [Theory]
    [InlineData("own", "050 123 4567", "scheduled")]
    [InlineData("neighbour", "+77012345678", "withheld country")]
    [InlineData("landline", "04 123 4567", "withheld invalid-number")]
    public async Task Numbers_are_read_in_the_countrys_form_and_those_of_other_countries_are_refused(
        string id,
        string phone,
        string standing
    )
    {
        await Door.RegisterAsync("numbers");
        await ReportAsync("numbers", id, phone);
        Assert.Equal(standing, await new Texting(Door).StandingAsync("numbers", id));
    }

    [Fact]
    public async Task A_text_speaks_the_countrys_first_language()
    {
        await Door.RegisterAsync("language", new { sendingWindow = (object?)null, delayMinutes = 0 });
        await ReportAsync("language", "first", "+971501111111");
        await Door.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Contains("Taxes", Assert.Single(Door.Carrier.To("+971501111111")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_speaks_the_countrys_first_language() =>
        Assert.Contains("lang=\"en\"", await Door.Anyone.GetStringAsync("verify", Cancel), StringComparison.Ordinal);

    [Theory]
    [InlineData("2026-12-01T18:00:00+04:00", "2026-12-03T08:00:00+04:00")] // National Day
    [InlineData("2026-12-03T18:00:00+04:00", "2026-12-07T08:00:00+04:00")] // no texts on Fridays
    public async Task A_text_waits_for_the_countrys_window_and_holidays(string due, string moment)
    {
        await Door.RegisterAsync("window");
        var service = await Door.Services.GetRequiredService<ServicesTable>().FindAsync("window", Cancel);
        Assert.Equal(
            DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture),
            SendingTimes.Next(service!, DateTimeOffset.Parse(due, CultureInfo.InvariantCulture))
        );
    }

    [Theory]
    [InlineData("call 050 123 4567", "call ***")]
    [InlineData("card 784-1985-1234567-3", "card ***")]
    [InlineData("784-1985-1234567-4 is none", "784-1985-1234567-4 is none")]
    [InlineData("900101300017 is no number here", "900101300017 is no number here")]
    public void The_countrys_numbers_are_masked(string text, string masked) =>
        Assert.Equal(masked, new PersonalDataMask(Country).Mask(text));

    [Fact]
    public async Task Messages_name_the_countrys_form()
    {
        var response = await Door.Admin.PostAsJsonAsync("v1/erasures", new { phone = "none" }, Cancel);
        Assert.Contains(
            "such as \\u002B971501234567, or in the national form of Trial Emirates.",
            await response.Content.ReadAsStringAsync(Cancel),
            StringComparison.Ordinal
        );
    }

    private async Task ReportAsync(string serviceId, string interactionId, string phone)
    {
        var response = await (await Door.AsAsync("producer", serviceId)).PostAsJsonAsync(
            "v1/interactions",
            new
            {
                serviceId,
                interactionId,
                completedAt = Door.Time.GetUtcNow(),
                assistance = "ai",
                channel = "web",
                phone,
                smsConsent = true,
            },
            Cancel
        );
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }
}
