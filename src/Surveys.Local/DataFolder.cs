using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Surveys.Local;

/// <summary>
/// The folder in which a one-machine host keeps what must survive a stop: Azurite's data, its secrets (for the owner's eyes only), what it has printed. One
/// host at a time has it.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const string SecretsFile = "secrets.json";

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream turn, LocalSecrets secrets) =>
        (Path, _lock, Secrets) = (path, turn, secrets);

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>Made at the first start, the same ever after: data sealed under them stay readable.</summary>
    public LocalSecrets Secrets { get; }

    /// <summary>Opens the folder, making what is missing.</summary>
    /// <exception cref="StartException">It can't be written, or another host has it.</exception>
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
            throw new StartException($"The data folder {path} can't be used: {e.Message} Choose another by --data.", e);
        }
    }

    /// <summary>Opens the folder that a host has had before.</summary>
    /// <exception cref="StartException">No host has ever had it, or it can't be opened.</exception>
    public static DataFolder OpenExisting(string? path) =>
        File.Exists(System.IO.Path.Combine(FullPath(path), SecretsFile))
            ? Open(path)
            : throw new StartException(
                $"There are no data in {FullPath(path)}: the platform has never run on that folder. Choose another by --data."
            );

    /// <summary>Makes a folder for the owner's eyes only; one that is there stays as it is.</summary>
    private static DirectoryInfo CreateFolder(string path) =>
        OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);

    /// <summary>A file of the folder.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file whole or not at all, for the owner's eyes only.</summary>
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
                $"Another host uses the data folder {path}. End it, or choose another folder by --data.",
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
                // A new secret in its place would make every stored phone and link unreadable: a person must decide that.
                throw new StartException(
                    $"{path} can't be read: {e.Message} Bring it back, or start with an empty folder by --data.",
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

/// <summary>What a one-machine host made for itself.</summary>
/// <param name="Secret">The platform's secret, version 1 of its ring.</param>
/// <param name="CarrierToken">With which the simulated carrier signs.</param>
/// <param name="AdminKey">The bootstrap admin key where none is given.</param>
internal sealed record LocalSecrets(string Secret, string CarrierToken, string AdminKey);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(LocalSecrets))]
internal sealed partial class LocalSecretsJson : JsonSerializerContext;
