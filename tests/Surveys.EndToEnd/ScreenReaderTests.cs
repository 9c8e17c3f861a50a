using Surveys.Tests;

namespace Surveys.EndToEnd;

/// <summary>What a screen reader is given: every state in Kazakh, the first in every language.</summary>
public sealed class ScreenReaderTests(Chromium chromium)
{
    public static TheoryData<string> Languages { get; } = [.. GalleryServer.Languages];

    [Theory, MemberData(nameof(Languages))]
    public async Task A_screen_reader_finds_what_the_golden_files_say(string language)
    {
        await using var open = await chromium.OpenAsync();
        foreach (var state in language is "kk" ? GalleryServer.States : ["survey"])
        {
            await open.ShowAsync(state, language);

            GoldenFile.Holds($"accessibility/{state}.{language}.yaml", await open.Page.Locator("body").AriaSnapshotAsync());
        }
    }
}
