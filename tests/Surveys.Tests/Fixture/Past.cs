using System.Globalization;

namespace Surveys.Tests.Fixture;

/// <summary>Past interactions with their answers, imported through the API.</summary>
internal static class Past
{
    private static int _number;

    /// <summary>An item of an import. Default: by AI, on the web, in Kazakh, resolved, at noon of the day.</summary>
    public static Dictionary<string, object> Item(
        string serviceId,
        string day,
        object? answers = null,
        string assistance = "ai",
        string language = "kk",
        string channel = "web",
        string? outcome = "resolved"
    )
    {
        var item = new Dictionary<string, object>
        {
            ["serviceId"] = serviceId,
            ["interactionId"] = string.Create(
                CultureInfo.InvariantCulture,
                $"past-{Interlocked.Increment(ref _number)}"
            ),
            ["completedAt"] = $"{day}T07:00:00Z",
            ["assistance"] = assistance,
            ["channel"] = channel,
            ["language"] = language,
        };
        if (outcome is not null)
        {
            item["outcome"] = outcome;
        }

        if (answers is not null)
        {
            item["answers"] = answers;
            item["provenance"] = "texted";
            item["invited"] = true;
        }

        return item;
    }

    /// <summary>A number of equal items with different ids.</summary>
    public static IEnumerable<Dictionary<string, object>> Items(int count, Func<Dictionary<string, object>> item) =>
        Enumerable.Range(0, count).Select(_ => item());

    /// <summary>Imports items, asserts that all are accepted, and publishes the figures.</summary>
    public static async Task BringAsync(this FrontDoor door, IEnumerable<Dictionary<string, object>> items)
    {
        foreach (var some in items.Chunk(500))
        {
            var answer = await door.Admin.PostAsync("v1/imports", some, 202);
            Assert.All(
                answer.GetProperty("items").EnumerateArray(),
                item => Assert.Equal("accepted", item.TextAt("status"))
            );
        }

        await door.PublishAsync();
    }
}
