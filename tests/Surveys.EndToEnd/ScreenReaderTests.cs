using Surveys.Tests;

namespace Surveys.EndToEnd;

/// <summary>What a screen reader is given: every state in Kazakh, the first in every language.</summary>
public sealed class ScreenReaderTests(Chromium chromium)
{
    public static TheoryData<string, string> Pages { get; } = new(
        GalleryServer.States.Select(state => (state, "kk")).Concat(GalleryServer.Languages.Where(language => language != "kk").Select(language => ("survey", language))));

    [Theory, MemberData(nameof(Pages))]
    public async Task A_screen_reader_finds_what_the_golden_file_says(string state, string language)
    {
        await using var open = await chromium.OpenAsync();
        await open.ShowAsync(state, language);

        GoldenFile.Holds($"accessibility/{state}.{language}.yaml", await open.Page.Locator("body").AriaSnapshotAsync());
    }
}
