using System.Reflection;

namespace Surveys.Languages;

/// <summary>One JSON file of a language, as it is stored.</summary>
/// <param name="Language">The folder's name, which is the language's code.</param>
/// <param name="Name">The file's name without its extension, such as <c>pages</c>.</param>
/// <param name="Json">The content: UTF-8, with or without a byte order mark.</param>
internal sealed record LanguageFile(string Language, string Name, byte[] Json)
{
    private const string ResourcePrefix = "Surveys/Languages/";

    /// <summary>The files that an assembly embeds as <c>Surveys/Languages/{code}/{name}.json</c>.</summary>
    public static IEnumerable<LanguageFile> InAssembly(Assembly assembly)
    {
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            if (resource.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            {
                using var stream = assembly.GetManifestResourceStream(resource)!;
                using var content = new MemoryStream();
                stream.CopyTo(content);
                yield return Of(resource[ResourcePrefix.Length..], content.ToArray());
            }
        }
    }

    /// <summary>The files <c>{code}/{name}.json</c> in a folder.</summary>
    public static IEnumerable<LanguageFile> InFolder(string folder) =>
        from path in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories)
        select Of(Path.GetRelativePath(folder, path), File.ReadAllBytes(path));

    /// <summary>The content as a stream. JSON readers skip a byte order mark only in streams.</summary>
    public Stream Open() => new MemoryStream(Json, writable: false);

    private static LanguageFile Of(string path, byte[] json) =>
        new(Path.GetDirectoryName(path)!, Path.GetFileNameWithoutExtension(path), json);
}
