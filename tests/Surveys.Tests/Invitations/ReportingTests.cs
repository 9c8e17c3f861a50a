using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Invitations;

public sealed class ReportingTests(FrontDoor door) : IClassFixture<FrontDoor>
{
    [Fact]
    public async Task A_reported_interaction_is_texted_once_when_it_is_due()
    {
        await door.RegisterAsync("tax");
        var producer = await door.AsAsync("producer", "tax");
        object report = new { serviceId = "tax", interactionId = "once", completedAt = door.Time.GetUtcNow(), assistance = "ai", channel = "web", phone = "8 701 000 00 01", smsConsent = true };
        foreach (var expected in (string[])["accepted", "duplicate"])
        {
            var response = await producer.PostAsJsonAsync("v1/interactions", report, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            var item = (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("items")[0];
            Assert.Equal(expected, item.GetProperty("status").GetString());
            Assert.Equal("scheduled", item.GetProperty("invitation").GetProperty("state").GetString());
            Assert.StartsWith(new Uri(FrontDoor.PublicUrl, "/s/").ToString(), item.GetProperty("invitation").GetProperty("surveyUrl").GetString(), StringComparison.Ordinal);
        }

        await door.PumpAsync();
        Assert.Empty(door.Carrier.To("+77010000001"));
        await door.PassAsync(TimeSpan.FromMinutes(16));
        Assert.Contains("gov.kz/s/", Assert.Single(door.Carrier.To("+77010000001")), StringComparison.Ordinal);
        await door.RecountAsync();
    }
}
