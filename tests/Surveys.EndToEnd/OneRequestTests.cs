using Surveys.Tests;

namespace Surveys.EndToEnd;

/// <summary>Every citizen's page on the wire: its bytes, its requests, what the browser complains of.</summary>
public sealed class OneRequestTests(Chromium chromium, GalleryServer server) : IClassFixture<GalleryServer>
{
    /// <summary>First flight of a TCP connection: ten segments of about 1,460 bytes (RFC 6928).</summary>
    internal const int OneRoundTrip = 14 * 1024;

    public static TheoryData<string> Languages { get; } = [.. Breadth.OneIn(3, GalleryServer.Languages)];

    [Theory, MemberData(nameof(Languages))]
    public async Task A_page_is_one_request_within_one_round_trip(string language)
    {
        await using var open = await chromium.OpenAsync();
        var page = open.Page;
        var requests = new List<string>();
        page.Request += (_, request) => requests.Add(request.Url);
        var complaints = new List<string>();
        page.Console += (_, message) => complaints.Add(message.Text);
        foreach (var state in GalleryServer.States)
        {
            var address = $"{server.Address}/{state}/{language}";
            var before = server.RequestsTo(state, language);
            requests.Clear();

            var (response, bytes) = await open.WeighAsync(address);

            Assert.Equal([address], requests);
            Assert.Equal(before + 1, server.RequestsTo(state, language));
            Assert.True(bytes is > 0 and <= OneRoundTrip, $"{state} takes {bytes} bytes.");
            Assert.NotNull(await response.HeaderValueAsync("content-encoding"));
        }

        Assert.Empty(await page.Context.CookiesAsync());
        // The browser itself tells of an answer that is no 200; of a policy that bars something it would tell too, and that must not be.
        Assert.DoesNotContain(
            complaints,
            text =>
                !text.StartsWith(
                    "Failed to load resource: the server responded with a status of",
                    StringComparison.Ordinal
                )
        );
        Assert.Equal(0, server.StrayRequests);
    }

    [Fact]
    public async Task After_a_fault_the_reader_stands_at_the_summary()
    {
        await using var open = await chromium.OpenAsync(scripts: false);
        await open.Page.GotoAsync($"{server.Address}/survey-all-wrong/kk?#notice");

        // Without scripts nothing can be asked of the page; the next stop of the keyboard tells where it stands.
        await open.Page.Keyboard.PressAsync("Tab");

        Assert.Equal(1, await open.Page.Locator("#notice li:first-child a:focus").CountAsync());
    }
}
