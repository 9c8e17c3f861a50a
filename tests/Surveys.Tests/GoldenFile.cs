namespace Surveys.Tests;

/// <summary>What the platform shows, kept as files that are reviewed like code. SURVEYS_REWRITE_GOLDEN=1 writes them anew.</summary>
internal static class GoldenFile
{
    private static readonly string Folder = Path.Combine(Root(), "tests", "Surveys.Tests", "Golden");

    private static bool Rewrites => Environment.GetEnvironmentVariable("SURVEYS_REWRITE_GOLDEN") is "1";

    /// <summary>Asserts that a text is what the file of that name holds.</summary>
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

    /// <summary>The repository's root, found from where the tests run.</summary>
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
