using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Surveys.Local.Demonstration;

/// <summary>The state of the demonstration, stored in the data folder.</summary>
internal sealed record DemoState
{
    /// <summary>The name of its storage; see <see cref="NameOf"/>.</summary>
    public required string Storage { get; init; }

    /// <summary>When it began. All its data depend on this time, so that a second run creates the same data.</summary>
    public required DateTimeOffset BegunAt { get; init; }

    /// <summary>Everything is created.</summary>
    public bool Complete { get; init; }

    public required string MinistryKey { get; init; }

    public required string OwnerKey { get; init; }

    public required string ProducerKey { get; init; }

    private const string File = "demonstration.json";

    /// <summary>
    /// A name for a storage: a hash of its connection string, which has secrets; null means the host's own Azurite.
    /// </summary>
    public static string NameOf(string? connection) =>
        connection is null
            ? "own"
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(connection)).AsSpan(0, 8));

    /// <summary>
    /// The state of the demonstration in a storage; null if none began. An unreadable file counts as none.
    /// </summary>
    public static DemoState? Read(DataFolder folder, string storage)
    {
        var path = folder.PathOf(File);
        try
        {
            return
                System.IO.File.Exists(path)
                && JsonSerializer.Deserialize(System.IO.File.ReadAllBytes(path), DemoJson.Default.DemoState)
                    is { } state
                && state.Storage == storage
                ? state
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Write(DataFolder folder) =>
        DataFolder.WriteSecret(
            folder.PathOf(File),
            JsonSerializer.SerializeToUtf8Bytes(this, DemoJson.Default.DemoState)
        );
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(DemoState))]
internal sealed partial class DemoJson : JsonSerializerContext;
