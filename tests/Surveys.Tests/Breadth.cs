namespace Surveys.Tests;

/// <summary>
/// How widely the slowest tests look. In CI (CI=true, as <c>.ci/run</c> sets it) they try everything; on a desk each of them still runs, over a cross-section, so that
/// <c>dotnet test</c> is over soon.
/// </summary>
internal static class Breadth
{
    /// <summary>Everything is tried.</summary>
    public static bool IsWhole { get; } = Environment.GetEnvironmentVariable("CI") is "true";

    /// <summary>All of them, or the first and the last: of languages the one that most read, and the one most unlike it.</summary>
    public static IEnumerable<T> Of<T>(IEnumerable<T> all) => all.ToList() is var list && (IsWhole || list.Count < 3) ? list : [list[0], list[^1]];
}
