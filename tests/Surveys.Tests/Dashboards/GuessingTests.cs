using System.Net;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Dashboards;

/// <summary>By itself, since whoever guesses too much is kept out of all else.</summary>
public sealed class GuessingTests(FrontDoor door) : FrontDoorTests
{
    [Fact]
    public async Task Guessing_keys_is_slowed_down()
    {
        var reader = new Reader(door);
        var page = await reader.OpenAsync("sign-in?lang=en");
        var statuses = new HashSet<HttpStatusCode>();
        for (var attempt = 0; attempt < 700 && !statuses.Contains(HttpStatusCode.TooManyRequests); attempt++)
        {
            using var response = await reader.SendAsync(
                HttpMethod.Post,
                "sign-in",
                [
                    new("form", page.QuerySelector("input[name=form]")!.GetAttribute("value")!),
                    new("key", $"ministry_{attempt:D16}_{attempt:D64}"),
                ]
            );
            statuses.Add(response.StatusCode);
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
    }
}
