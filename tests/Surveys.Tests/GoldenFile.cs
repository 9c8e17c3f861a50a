namespace Surveys.Tests;

/// <summary>
/// Expected output in files that are reviewed like code. <c>SURVEYS_REWRITE_GOLDEN=1</c> writes the actual output into
/// them.
/// </summary>
internal static class GoldenFile
{
    private static readonly string Folder = Path.Combine(Root(), "tests", "Surveys.Tests", "Golden");

    private static bool Rewrites => Environment.GetEnvironmentVariable("SURVEYS_REWRITE_GOLDEN") is "1";

    /// <summary>Asserts that a text equals the content of a file.</summary>
    public static void Holds(string name, string actual)
    {
        var path = Path.Combine(Folder, name);
        actual = actual.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        if (Rewrites)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }

        Assert.True(File.Exists(path), $"Golden/{name} is missing; SURVEYS_REWRITE_GOLDEN=1 writes it.");
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), actual);
    }

    /// <summary>The root folder of the repository, found from the folder of the test assembly.</summary>
    public static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Surveys.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        }

        return folder.FullName;
    }
}
