using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Surveys.Local;

/// <summary>
/// The folder of a local host: the data of Azurite, the secrets and the state of the demonstration. Only the owner can
/// read secrets. One host at a time can use the folder.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const string SecretsFile = "secrets.json";

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream turn, LocalSecrets secrets) =>
        (Path, _lock, Secrets) = (path, turn, secrets);

    /// <summary>The full path of the folder.</summary>
    public string Path { get; }

    /// <summary>
    /// The secrets, which are generated at the first start. Stored phone numbers and links depend on them.
    /// </summary>
    public LocalSecrets Secrets { get; }

    /// <summary>Opens the folder and creates what is missing.</summary>
    /// <exception cref="StartException">The folder cannot be written, or another host uses it.</exception>
    public static DataFolder Open(string? path)
    {
        path = FullPath(path);
        try
        {
            CreateFolder(path);
            var turn = Lock(path);
            return new DataFolder(path, turn, ReadSecrets(System.IO.Path.Combine(path, SecretsFile)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException(
                $"The data folder {path} is not usable: {e.Message} Choose another folder with --data.",
                e
            );
        }
    }

    /// <summary>Opens the folder of an earlier run.</summary>
    /// <exception cref="StartException">No host has used the folder, or it cannot be opened.</exception>
    public static DataFolder OpenExisting(string? path) =>
        File.Exists(System.IO.Path.Combine(FullPath(path), SecretsFile))
            ? Open(path)
            : throw new StartException(
                $"The folder {FullPath(path)} has no data: the platform has never run on it. "
                    + "Choose another folder with --data."
            );

    /// <summary>Creates a folder that only its owner can open. An existing folder stays as it is.</summary>
    private static DirectoryInfo CreateFolder(string path) =>
        OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);

    /// <summary>The path of a file in the folder.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Replaces a file atomically. Only its owner can read it.</summary>
    public static void WriteSecret(string path, byte[] content)
    {
        var fresh = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        File.Delete(fresh);
        using (var file = new FileStream(fresh, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
    }

    public void Dispose() => _lock.Dispose();

    private static string FullPath(string? path) =>
        System.IO.Path.GetFullPath(path ?? System.IO.Path.Combine(AzuritePackages.DefaultFolder(), "..", "data"));

    private static FileStream Lock(string path)
    {
        var file = System.IO.Path.Combine(path, ".lock");
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(file))
        {
            throw new StartException(
                $"Another host uses the data folder {path}. Stop it, or choose another folder with --data.",
                e
            );
        }
    }

    private static LocalSecrets ReadSecrets(string path)
    {
        if (File.Exists(path))
        {
            try
            {
                return JsonSerializer.Deserialize(File.ReadAllBytes(path), LocalSecretsJson.Default.LocalSecrets)
                    ?? throw new JsonException("It is empty.");
            }
            catch (JsonException e)
            {
                // New secrets would make all stored phone numbers and links unreadable, so a person must decide.
                throw new StartException(
                    $"{path} cannot be read: {e.Message} Restore it, or start with an empty folder with --data.",
                    e
                );
            }
        }

        var secrets = new LocalSecrets(
            Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            RandomNumberGenerator.GetHexString(32, lowercase: true),
            $"local-admin-{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}"
        );
        WriteSecret(path, JsonSerializer.SerializeToUtf8Bytes(secrets, LocalSecretsJson.Default.LocalSecrets));
        return secrets;
    }
}

/// <summary>The generated secrets of a local host.</summary>
/// <param name="Secret">The platform's secret, version 1 of the key ring.</param>
/// <param name="CarrierToken">The token with which the simulated carrier signs webhooks.</param>
/// <param name="AdminKey">The bootstrap admin key, if no other is given.</param>
internal sealed record LocalSecrets(string Secret, string CarrierToken, string AdminKey);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(LocalSecrets))]
internal sealed partial class LocalSecretsJson : JsonSerializerContext;
