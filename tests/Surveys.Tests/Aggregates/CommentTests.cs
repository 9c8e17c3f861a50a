using Surveys.Tests.Fixture;
using static Surveys.Tests.Fixture.Past;

namespace Surveys.Tests.Aggregates;

public sealed class CommentTests(FrontDoor door) : FrontDoorTests
{
    [Fact]
    public async Task Comments_come_from_ten_answers_on_masked_and_in_an_order_that_tells_nothing()
    {
        await door.RegisterAsync("words");
        var number = 0;
        await door.BringAsync([
            .. Items(
                12,
                () =>
                    Item(
                        "words",
                        "2026-03-02",
                        new { satisfaction = 4, comment = $"comment {++number:d2}, call +7 701 123 45 67" }
                    )
            ),
            .. Items(9, () => Item("words", "2026-04-02", new { satisfaction = 1, comment = "too few to be shown" })),
        ]);
        var owner = await door.AsAsync("owner", "words");

        var all = (await owner.GetAsync("v1/services/words/comments?from=2026-03&to=2026-04", 200)).GetProperty(
            "items"
        );
        var texts = all.EnumerateArray().Select(item => item.TextAt("comment")!).ToList();
        Assert.Equal(12, texts.Count);
        Assert.All(texts, text => Assert.EndsWith("call ***", text, StringComparison.Ordinal));
        Assert.NotEqual(texts.Order(StringComparer.Ordinal), texts);
        Assert.All(
            all.EnumerateArray(),
            item =>
                Assert.Equal(
                    ("2026-03", 4, "kk"),
                    (item.TextAt("month"), (int)item.NumberAt("satisfaction"), item.TextAt("language"))
                )
        );

        var paged = new List<string>();
        for (var next = "v1/services/words/comments?from=2026-03&to=2026-04&limit=5"; next is not null; )
        {
            var response = await owner.GetAsync(next, TestContext.Current.CancellationToken);
            paged.AddRange(
                (await response.ReadAsync(200))
                    .GetProperty("items")
                    .EnumerateArray()
                    .Select(item => item.TextAt("comment")!)
            );
            next = response.Headers.TryGetValues("Link", out var link) ? link.Single().Split('<', '>')[1] : null;
        }

        Assert.Equal(texts, paged);
        await (
            await (await door.AsAsync("ministry")).GetAsync(
                "v1/services/words/comments?from=2026-03&to=2026-03",
                TestContext.Current.CancellationToken
            )
        ).ReadAsync(403);
    }

    [Fact]
    public async Task A_comment_does_not_tell_what_the_breakdown_hides()
    {
        await door.RegisterAsync("few");
        await door.BringAsync([
            .. Items(20, () => Item("few", "2026-03-02", new { satisfaction = 5 })),
            .. Items(
                1,
                () =>
                    Item(
                        "few",
                        "2026-03-02",
                        new { satisfaction = 1, comment = "the only one in English, by a person" },
                        language: "en",
                        assistance: "human"
                    )
            ),
        ]);

        var comment = (await door.Admin.GetAsync("v1/services/few/comments?from=2026-03&to=2026-03", 200)).At(
            "items.0"
        );

        Assert.True(comment.IsNullAt("satisfaction"));
        Assert.False(comment.TryGetProperty("language", out _));
    }
}
