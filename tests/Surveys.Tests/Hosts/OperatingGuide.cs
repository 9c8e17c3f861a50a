namespace Surveys.Tests.Hosts;

/// <summary>The tables of docs/operating.md, read back: what it says is compared with what is so.</summary>
internal static class OperatingGuide
{
    /// <summary>The rows of the table that stands under a heading, cell by cell, without its head; code marks taken off.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Table(string heading)
    {
        var lines = File.ReadAllLines(Path.Combine(GoldenFile.Root(), "docs", "operating.md"));
        var start = Array.FindIndex(lines, line => line.TrimStart('#').Trim() == heading && line.StartsWith('#'));
        Assert.True(start >= 0, $"docs/operating.md has no heading \"{heading}\".");
        return
        [
            .. lines
                .Skip(start + 1)
                .TakeWhile(line => !line.StartsWith('#'))
                .Where(line => line.StartsWith('|'))
                .Skip(2)
                .Select(line => line.Trim().Trim('|').Split('|').Select(cell => cell.Trim().Trim('`', '*')).ToList()),
        ];
    }
}
