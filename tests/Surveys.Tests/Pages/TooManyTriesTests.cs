using System.Net;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Pages;

public sealed class TooManyTriesTests(FrontDoor door) : FrontDoorTests
{
    [Fact]
    public async Task Who_tries_code_after_code_is_slowed_down_and_the_citizen_beside_is_not()
    {
        await door.RegisterAsync("tries");
        var citizen = await Citizen.MeetAsync(door, await door.AsAsync("producer", "tries"), "tries", "1");
        var answers = new List<HttpResponseMessage>();
        for (
            var tried = 0;
            tried < 3_000 && answers is not [.., { StatusCode: HttpStatusCode.TooManyRequests }];
            tried++
        )
        {
            answers.Add(
                await door.Anyone.GetAsync(
                    tried % 2 is 0 ? $"/s/x{tried:x8}" : $"/verify?code=x{tried:x8}",
                    TestContext.Current.CancellationToken
                )
            );
        }

        Assert.Equal(HttpStatusCode.NotFound, answers[0].StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1].StatusCode);
        Assert.NotNull(answers[^1].Headers.RetryAfter);
        await Citizen.PageOf(answers[^1]);
        Assert.Equal(
            HttpStatusCode.SeeOther,
            (await citizen.SendAsync(citizen.Shown, ("satisfaction", "5"))).StatusCode
        );
    }
}
