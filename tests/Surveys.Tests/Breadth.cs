namespace Surveys.Tests;

/// <summary>
/// How many cases the slowest tests run. In CI (<c>CI=true</c>, set by <c>.ci/run</c>) they run all cases. Elsewhere
/// they run a sample, which keeps <c>dotnet test</c> short.
/// </summary>
internal static class Breadth
{
    /// <summary>All cases run.</summary>
    public static bool IsWhole { get; } = Environment.GetEnvironmentVariable("CI") is "true";

    /// <summary>All cases in CI; elsewhere every <paramref name="step"/>-th case from the first.</summary>
    public static IEnumerable<T> OneIn<T>(int step, IEnumerable<T> all) =>
        all.Where((_, index) => IsWhole || index % step is 0);
}
