using System.Text.RegularExpressions;

namespace Surveys.Tests.Hosts;

/// <summary>
/// Alerts and the queries of the operating guide search the log for texts and triggers by name. A changed log message
/// must not silence an alert.
/// </summary>
public sealed partial class AlertTests
{
    private static readonly string Root = GoldenFile.Root();

    [Theory]
    [InlineData("infra/modules/alerts.bicep")]
    [InlineData("docs/operating.md")]
    public void Every_searched_text_is_in_a_log_message_and_every_searched_request_is_a_trigger(string file)
    {
        var queries = File.ReadAllText(Path.Combine(Root, file));
        var source = string.Concat(
            Directory
                .EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
                .Where(path => !path.Contains("/obj/", StringComparison.Ordinal))
                .Select(File.ReadAllText)
        );
        var texts = SearchedText().Matches(queries).Select(match => match.Groups[1].Value);
        var triggers = SearchedRequest().Matches(queries).Select(match => $"[Function(\"{match.Groups[1].Value}\")]");

        // The Functions runtime logs the move of a poison message.
        string[] searched = [.. texts.Except(["Moving message to queue", "-poison"]), .. triggers];
        Assert.NotEmpty(searched);
        Assert.All(searched, text => Assert.Contains(text, source, StringComparison.Ordinal));
    }

    [GeneratedRegex("message has \"([^\"]+)\"")]
    private static partial Regex SearchedText();

    [GeneratedRegex("name == \"([^\"]+)\"")]
    private static partial Regex SearchedRequest();
}
