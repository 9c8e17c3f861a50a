using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Surveys.Pages;

/// <summary>
/// A style sheet or a script inside a page. The page's Content-Security-Policy allows it by its hash and allows no
/// other.
/// </summary>
internal sealed record InlineContent
{
    /// <param name="text">The content exactly as it stands between the tags.</param>
    public InlineContent(string text)
    {
        Text = text;
        Source = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";
    }

    /// <summary>The content exactly as it stands between the tags.</summary>
    public string Text { get; }

    /// <summary>The source expression for <c>style-src</c> or <c>script-src</c>.</summary>
    public string Source { get; }

    /// <summary>The text of an embedded resource.</summary>
    /// <exception cref="InvalidOperationException">The assembly has no such resource.</exception>
    public static string Read(Assembly assembly, string name)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        using var stream =
            assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
