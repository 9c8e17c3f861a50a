using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Surveys.Local;

/// <summary>
/// Installs Azurite's packages with npm, as the embedded lock file says: once for each version of the embedded files.
/// </summary>
internal static class AzuritePackages
{
    private const string NoNode = """
        Azurite, the storage emulator, needs Node.js 20 or newer with npm, and they are not on the PATH.
        Install them, or use other storage:
          a container:     docker run -p 10001:10001 -p 10002:10002 mcr.microsoft.com/azure-storage/azurite
                           and start with --storage UseDevelopmentStorage=true
          a real account:  start with --storage CONNECTION, the connection string of an Azure storage account
        """;

    private static readonly string[] Files = ["package.json", "package-lock.json", "run.cjs", "lookups.cjs"];

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LockRetryDelay = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// The default folder of the packages: below the repository's root, in a folder that git ignores; else in the
    /// user's data folder.
    /// </summary>
    public static string DefaultFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Surveys.sln")))
            {
                return Path.Combine(folder.FullName, ".surveys", "azurite");
            }
        }

        return Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData),
            "surveys",
            "azurite"
        );
    }

    /// <summary>
    /// Installs the packages if they are missing, and returns their folder. Several processes can do so at the same
    /// time.
    /// </summary>
    /// <exception cref="StartException">Node.js is missing, or npm failed.</exception>
    public static async Task<string> InstallAsync(
        string packagesFolder,
        Action<string> writeLine,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var files = Files.ToDictionary(name => name, Read);
        var version = Convert.ToHexStringLower(
            SHA256.HashData([.. files.Values.SelectMany(bytes => bytes)]).AsSpan(0, 6)
        );
        var folder = Path.Combine(packagesFolder, version);
        if (Directory.Exists(folder))
        {
            RequireNode();
            return folder;
        }

        RequireNode();
        Directory.CreateDirectory(packagesFolder);
        await using var lockFile = await LockAsync(Path.Combine(packagesFolder, ".lock"), time, cancellationToken);
        if (Directory.Exists(folder))
        {
            return folder;
        }

        var temporary = Path.Combine(packagesFolder, $".{version}");
        if (Directory.Exists(temporary))
        {
            // A killed process left it. The lock guarantees that no other process uses it.
            Directory.Delete(temporary, recursive: true);
        }

        Directory.CreateDirectory(temporary);
        try
        {
            foreach (var (name, bytes) in files)
            {
                await File.WriteAllBytesAsync(Path.Combine(temporary, name), bytes, cancellationToken);
            }

            await RunNpmAsync(temporary, writeLine, time, cancellationToken);
            Directory.Move(temporary, folder);
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }
        }

        return folder;
    }

    /// <summary>Waits until no other process installs packages in the same folder.</summary>
    private static async Task<FileStream> LockAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(LockRetryDelay, time, cancellationToken);
            }
        }
    }

    private static byte[] Read(string name)
    {
        using var resource = typeof(AzuritePackages).Assembly.GetManifestResourceStream($"azurite/{name}")!;
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static void RequireNode()
    {
        try
        {
            using var node = Process.Start(
                new ProcessStartInfo("node", "--version") { RedirectStandardOutput = true, UseShellExecute = false }
            )!;
            node.WaitForExit();
        }
        catch (Win32Exception e)
        {
            throw new StartException(NoNode, e);
        }
    }

    private static async Task RunNpmAsync(
        string folder,
        Action<string> writeLine,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        writeLine("Installing Azurite, the storage emulator, with npm (once; about 190 MB on disk) ...");
        using var npm = StartNpm(folder);
        var output = npm.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = npm.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await AwaitExitAsync(npm, folder, writeLine, time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            npm.Kill(entireProcessTree: true);
            await npm.WaitForExitAsync(CancellationToken.None);
            throw;
        }

        await output;
        if (npm.ExitCode is not 0)
        {
            throw new StartException($"npm could not install Azurite:{Environment.NewLine}{await errors}");
        }

        writeLine("Azurite is installed.");
    }

    private static Process StartNpm(string folder)
    {
        try
        {
            return Process.Start(
                new ProcessStartInfo(
                    OperatingSystem.IsWindows() ? "npm.cmd" : "npm",
                    ["ci", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"]
                )
                {
                    WorkingDirectory = folder,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    UseShellExecute = false,
                }
            )!;
        }
        catch (Win32Exception e)
        {
            throw new StartException(NoNode, e);
        }
    }

    private static async Task AwaitExitAsync(
        Process npm,
        string folder,
        Action<string> writeLine,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var exit = npm.WaitForExitAsync(CancellationToken.None);
        var start = time.GetTimestamp();
        while (await Task.WhenAny(exit, Task.Delay(ProgressInterval, time, cancellationToken)) != exit)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var seconds = time.GetElapsedTime(start).TotalSeconds;
            writeLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  npm: {CountPackages(folder)} packages after {seconds:F0} s ..."
                )
            );
        }
    }

    private static int CountPackages(string folder)
    {
        var modules = Path.Combine(folder, "node_modules");
        try
        {
            return Directory.Exists(modules) ? Directory.EnumerateDirectories(modules).Count() : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
