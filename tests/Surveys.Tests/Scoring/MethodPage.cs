using System.Text.RegularExpressions;

namespace Surveys.Tests.Scoring;

/// <summary>
/// docs/method.md as tests read it: its sections, its worked examples, its tables of simulated figures.
/// </summary>
internal static partial class MethodPage
{
    private static string Address => Path.Combine(GoldenFile.Root(), "docs", "method.md");

    private static string Text => File.ReadAllText(Address).ReplaceLineEndings("\n");

    /// <summary>The headings that are ids of methods.</summary>
    public static IEnumerable<string> Methods() =>
        MethodHeading().Matches(Text).Select(match => match.Groups["id"].Value);

    /// <summary>All headings below the title, without the marks of code.</summary>
    public static IReadOnlyList<string> Headings() =>
        [.. AnyHeading().Matches(Text).Select(match => match.Groups["heading"].Value.Trim('`'))];

    /// <summary>The text between a heading and the next.</summary>
    public static string Section(string heading)
    {
        var rest = Text[(Text.IndexOf($"\n## {heading}\n", StringComparison.Ordinal) + 1)..];
        var end = rest.IndexOf("\n## ", StringComparison.Ordinal);
        return end < 0 ? rest : rest[..end];
    }

    /// <summary>Every line of a block fenced as <c>example</c>: a question, an arrow, what the code answers.</summary>
    public static IEnumerable<(string Question, string Answer)> Examples() => LinesOf("example", " -> ");

    /// <summary>Every line of a block fenced as <c>sum</c>: what is reckoned, an equals sign, what comes out.</summary>
    public static IEnumerable<(string Question, string Answer)> Sums() => LinesOf("sum", " = ");

    /// <summary>Asserts that the table of that name holds these rows; SURVEYS_REWRITE_GOLDEN=1 writes them.</summary>
    public static void HoldsRows(string table, IReadOnlyList<string> rows)
    {
        var page = Text;
        var match = Regex.Match(page, $@"<!-- simulated: {table} -->\n(?<head>\|.*\n\|.*\n)(?<rows>(\|.*\n)*)");
        Assert.True(match.Success, $"docs/method.md lacks the table {table}.");
        var expected = string.Concat(rows.Select(row => $"| {row} |\n"));
        if (Environment.GetEnvironmentVariable("SURVEYS_REWRITE_GOLDEN") is "1")
        {
            var group = match.Groups["rows"];
            File.WriteAllText(Address, page[..group.Index] + expected + page[(group.Index + group.Length)..]);
            return;
        }

        Assert.Equal(expected, match.Groups["rows"].Value);
    }

    private static IEnumerable<(string Question, string Answer)> LinesOf(string fence, string sign) =>
        from match in Regex.Matches(
            Text,
            $"^```{fence}\n(?<lines>.*?)^```$",
            RegexOptions.Multiline | RegexOptions.Singleline
        )
        from line in match.Groups["lines"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        let at = line.LastIndexOf(sign, StringComparison.Ordinal)
        select at < 0 ? (line, "") : (line[..at].Trim(), line[(at + sign.Length)..].Trim());

    [GeneratedRegex("^## (?<heading>.+)$", RegexOptions.Multiline)]
    private static partial Regex AnyHeading();

    [GeneratedRegex(@"^## `(?<id>[a-z0-9.-]+\.v[0-9]+)`$", RegexOptions.Multiline)]
    private static partial Regex MethodHeading();
}
