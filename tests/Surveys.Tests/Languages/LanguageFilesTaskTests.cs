using System.Diagnostics;

namespace Surveys.Tests.Languages;

/// <summary>
/// The check of <c>build/Languages.targets</c>, which every build runs, on a copy of the language files.
/// </summary>
public sealed class LanguageFilesTaskTests : IDisposable
{
    private readonly LanguageFolder _folder = new();
    private readonly DirectoryInfo _output = Directory.CreateTempSubdirectory("languages-out-");

    public void Dispose()
    {
        _folder.Dispose();
        _output.Delete(recursive: true);
    }

    [Fact]
    public async Task The_build_fails_on_every_kind_of_defect()
    {
        _folder.Replace("ru/pages.json", "\"SurveyTitle\"", "\"SurveyName\"");
        _folder.Replace("kk/sms.json", "\"Рақмет! Жауабыңыз қызметті жақсартуға көмектеседі.\"", "\" \"");
        _folder.Replace("ru/dashboards.json", "\"few\": \"{0} ответа\",", "");
        _folder.Replace("ru/replies.json", "\"partly\"", "\"half\"");
        _folder.Replace("kk/language.json", "\"code\": \"kk\"", "\"code\": \"kz\"");
        _folder.Replace("ar/pages.json", "\"Service\":", "\"Service\"");
        _folder.Delete("ar/ai-service-v1.json");
        File.Copy(Path.Combine(_folder.Path, "en/sms.json"), Path.Combine(_folder.Path, "ar/sms.json"));

        var (exitCode, log) = await CheckAsync();

        Assert.NotEqual(0, exitCode);
        Assert.Contains("pages.json : error LANG003: Keys are missing: SurveyTitle", log, StringComparison.Ordinal);
        Assert.Contains("error LANG004: Keys that 'en' does not have: SurveyName", log, StringComparison.Ordinal);
        Assert.Contains("sms.json : error LANG007: Keys are empty: Thanks", log, StringComparison.Ordinal);
        Assert.Contains(
            "error LANG006: 'AnswersCounted' must have the forms one, few, many, other.",
            log,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "replies.json : error LANG003: Keys are missing: outcomes.partly",
            log,
            StringComparison.Ordinal
        );
        Assert.Contains("error LANG005: The code 'kz' is not the name of the folder.", log, StringComparison.Ordinal);
        Assert.Contains("pages.json : error LANG008: The file is not JSON", log, StringComparison.Ordinal);
        Assert.Contains("ai-service-v1.json : error LANG001: The file is missing", log, StringComparison.Ordinal);
        Assert.Contains(
            "sms.json : error LANG002: language.json does not list the file.",
            log,
            StringComparison.Ordinal
        );
        Assert.Empty(_output.GetFiles("*.cs"));
    }

    [Fact]
    public async Task A_new_language_passes_by_its_files_alone()
    {
        _folder.Add("xx", from: "en");

        var (exitCode, log) = await CheckAsync();

        Assert.True(exitCode is 0, log);
        Assert.Equal(
            ["DashboardTexts.g.cs", "PageTexts.g.cs", "SmsTemplates.g.cs"],
            _output.GetFiles("*.cs").Select(file => file.Name).Order(StringComparer.Ordinal)
        );
    }

    private async Task<(int ExitCode, string Log)> CheckAsync()
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            WorkingDirectory = _output.FullName,
        };
        foreach (
            var argument in (string[])
                [
                    "msbuild",
                    Path.Combine(GoldenFile.Root(), "build", "Languages.targets"),
                    "-target:CheckLanguages",
                    $"-property:LanguagesFolder={_folder.Path}/",
                    $"-property:LanguagesOutput={_output.FullName}/",
                    "-nodeReuse:false",
                    "-nologo",
                ]
        )
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var log = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, log);
    }
}
