namespace Surveys.Tests;

/// <summary>
/// How widely the slowest tests look. In CI (CI=true, as <c>.ci/run</c> sets it) they try everything; on a desk each of them still runs, over a cross-section, so that
/// <c>dotnet test</c> is over soon.
/// </summary>
internal static class Breadth
{
    /// <summary>Everything is tried.</summary>
    public static bool IsWhole { get; } = Environment.GetEnvironmentVariable("CI") is "true";

    /// <summary>All of them; on a desk every <paramref name="step"/>-th, from the first on.</summary>
    public static IEnumerable<T> OneIn<T>(int step, IEnumerable<T> all) =>
        all.Where((_, index) => IsWhole || index % step is 0);
}
