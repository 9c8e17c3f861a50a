using Surveys.Tests;

namespace Surveys.EndToEnd;

/// <summary>What a screen reader is given: every state in Kazakh, the first in every language.</summary>
public sealed class ScreenReaderTests(Chromium chromium)
{
    [Fact]
    public async Task A_screen_reader_finds_what_the_golden_files_say()
    {
        await using var open = await chromium.OpenAsync();
        foreach (
            var (state, language) in GalleryServer
                .States.Select(state => (state, "kk"))
                .Concat(
                    GalleryServer
                        .Languages.Where(language => language is not "kk")
                        .Select(language => ("survey", language))
                )
        )
        {
            await open.ShowAsync(state, language);

            GoldenFile.Holds(
                $"accessibility/{state}.{language}.yaml",
                await open.Page.Locator("body").AriaSnapshotAsync()
            );
        }
    }
}
