namespace Surveys.Tests.Languages;

/// <summary>A copy of the shipped language files in a temporary folder, to change and to load.</summary>
internal sealed class LanguageFolder : IDisposable
{
    public LanguageFolder()
    {
        foreach (var folder in Directory.GetDirectories(Shipped))
        {
            Copy(folder, System.IO.Path.Combine(Path, System.IO.Path.GetFileName(folder)));
        }
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("languages-").FullName;

    private static string Shipped => System.IO.Path.Combine(GoldenFile.Root(), "src", "Surveys", "Languages");

    public LanguageCatalog Load() => new(LanguageFile.InFolder(Path));

    /// <summary>Adds a language by copying another one's files.</summary>
    public void Add(string code, string from)
    {
        Copy(System.IO.Path.Combine(Path, from), System.IO.Path.Combine(Path, code));
        Replace($"{code}/language.json", $"\"code\": \"{from}\"", $"\"code\": \"{code}\"");
    }

    /// <summary>Replaces a string in a file.</summary>
    public void Replace(string file, string before, string after)
    {
        var path = System.IO.Path.Combine(Path, file);
        var text = File.ReadAllText(path);
        Assert.Contains(before, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(before, after, StringComparison.Ordinal));
    }

    public void Delete(string file) => File.Delete(System.IO.Path.Combine(Path, file));

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from, "*.json"))
        {
            File.Copy(file, System.IO.Path.Combine(to, System.IO.Path.GetFileName(file)));
        }
    }
}
