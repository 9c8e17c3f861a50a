using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Surveys.Privacy;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Privacy;

/// <summary>An interaction's id goes into links and logs, so it must not be a phone number or an IIN.</summary>
public sealed class PersonalIdentifierTests(FrontDoor door) : FrontDoorTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("87012345678", true)]
    [InlineData("+77012345678", true)]
    [InlineData("77012345678", true)]
    [InlineData("8-701-234-56-78", true)]
    [InlineData("8 (701) 234-56-78", true)]
    [InlineData("req-87012345678-1", true)]
    [InlineData("tax:+996555123456", true)]
    [InlineData("900101300017", true)]
    [InlineData("900101-300017", true)]
    [InlineData("900101300017.2", true)]
    [InlineData("900101300018", false)] // no check digit of an IIN
    [InlineData("80000012345", false)] // no number of the plan
    [InlineData("1", false)]
    [InlineData("2026-11-23-000123", false)]
    [InlineData("2026-11-23T10:15:00.123", false)]
    [InlineData("a87012345678b", false)]
    [InlineData("3f2504e0-4f89-11d3-9a0c-0305e82c3301", false)]
    [InlineData("00000000-0000-0000-0000-000000000001", false)]
    [InlineData("REQ_000123456789", false)]
    public void Phones_and_personal_numbers_are_told_from_other_identifiers(string id, bool isPersonal) =>
        Assert.Equal(isPersonal, new PersonalDataMask(Kazakhstan.Country).IsPersonal(id));

    [Theory]
    [InlineData("v1/interactions", "producer")]
    [InlineData("v1/imports", "admin")]
    public async Task An_identifier_that_is_one_is_refused(string path, string role)
    {
        await door.RegisterAsync("ids");
        var caller = role is "admin" ? door.Admin : await door.AsAsync(role, "ids");
        var response = await caller.PostAsJsonAsync(
            path,
            new[] { Item("87012345678"), Item("req-900101300017"), Item("own-1") },
            Cancel
        );
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var items = (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("items");
        Assert.Equal(
            ["rejected", "rejected", "accepted"],
            items.EnumerateArray().Select(item => item.GetProperty("status").GetString())
        );
        Assert.Contains("own system", items[0].GetProperty("errors").ToString(), StringComparison.Ordinal);
        Assert.Contains("(IIN)", items[1].GetProperty("errors").ToString(), StringComparison.Ordinal);
    }

    private object Item(string interactionId) =>
        new
        {
            serviceId = "ids",
            interactionId,
            completedAt = door.Time.GetUtcNow(),
            assistance = "ai",
            channel = "web",
        };
}
