using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Surveys.Local.Demonstration;

/// <summary>What is kept of the demonstration beside the data: when it began, its keys, whether it is complete.</summary>
internal sealed record DemoState
{
    /// <summary>Which storage it was made in.</summary>
    public required string Storage { get; init; }

    /// <summary>Whatever is made up hangs on this instant, so that a run that was cut is repeated as it was.</summary>
    public required DateTimeOffset BegunAt { get; init; }

    public bool Complete { get; init; }

    public required string MinistryKey { get; init; }

    public required string OwnerKey { get; init; }

    public required string ProducerKey { get; init; }

    private const string File = "demonstration.json";

    /// <summary>A storage's name here: nothing secret of a connection string is kept.</summary>
    public static string NameOf(string? connection) =>
        connection is null
            ? "own"
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(connection)).AsSpan(0, 8));

    /// <summary>The notes on the demonstration in this storage; null where none was begun.</summary>
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
            // Whoever wrote in it meant to start anew.
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
