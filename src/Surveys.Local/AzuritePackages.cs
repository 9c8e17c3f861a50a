using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Surveys.Local;

/// <summary>Brings Azurite's packages by npm, exactly as the lock file in this program says, once for each version of that file.</summary>
internal static class AzuritePackages
{
    private const string NoNode = """
        Azurite, the storage emulator, needs Node.js 20 or newer with npm, which was not found on the PATH. Install it, or use one of two other ways:
          a container:     docker run -p 10001:10001 -p 10002:10002 mcr.microsoft.com/azure-storage/azurite, then start with --storage UseDevelopmentStorage=true
          a real account:  start with --storage CONNECTION, the connection string of an Azure storage account
        """;

    private static readonly string[] Files = ["package.json", "package-lock.json", "run.cjs", "lookups.cjs"];

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LockRetryDelay = TimeSpan.FromMilliseconds(200);

    /// <summary>Where the packages lie: under the repository's root, in a folder that git ignores; else with the user's own data.</summary>
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

    /// <summary>The folder with the packages; brought first where it isn't there. Several processes may do so at once.</summary>
    /// <exception cref="StartException">There is no Node, or npm failed.</exception>
    public static async Task<string> InstallAsync(
        string home,
        Action<string> tell,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var files = Files.ToDictionary(name => name, Read);
        var version = Convert.ToHexStringLower(
            SHA256.HashData([.. files.Values.SelectMany(bytes => bytes)]).AsSpan(0, 6)
        );
        var folder = Path.Combine(home, version);
        if (Directory.Exists(folder))
        {
            RequireNode();
            return folder;
        }

        RequireNode();
        Directory.CreateDirectory(home);
        await using var turn = await LockAsync(Path.Combine(home, ".lock"), time, cancellationToken);
        if (Directory.Exists(folder))
        {
            return folder;
        }

        var fresh = Path.Combine(home, $".{version}");
        if (Directory.Exists(fresh))
        {
            // Left by one who was killed: whoever has the turn is alone with it.
            Directory.Delete(fresh, recursive: true);
        }

        Directory.CreateDirectory(fresh);
        try
        {
            foreach (var (name, bytes) in files)
            {
                await File.WriteAllBytesAsync(Path.Combine(fresh, name), bytes, cancellationToken);
            }

            await RunNpmAsync(fresh, tell, time, cancellationToken);
            Directory.Move(fresh, folder);
        }
        finally
        {
            if (Directory.Exists(fresh))
            {
                Directory.Delete(fresh, recursive: true);
            }
        }

        return folder;
    }

    /// <summary>Waits until nobody else, in this process or another, brings packages to the same folder.</summary>
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
        Action<string> tell,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        tell("Bringing Azurite, the storage emulator, by npm (once; about 190 MB on disk) ...");
        var start = new ProcessStartInfo(
            OperatingSystem.IsWindows() ? "npm.cmd" : "npm",
            ["ci", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"]
        )
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        Process npm;
        try
        {
            npm = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new StartException(NoNode, e);
        }

        using (npm)
        {
            var output = npm.StandardOutput.ReadToEndAsync(CancellationToken.None);
            var errors = npm.StandardError.ReadToEndAsync(CancellationToken.None);
            var exit = npm.WaitForExitAsync(CancellationToken.None);
            try
            {
                var began = time.GetTimestamp();
                while (await Task.WhenAny(exit, Task.Delay(ProgressInterval, time, cancellationToken)) != exit)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    tell(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"  npm: {CountPackages(folder)} package folders after {time.GetElapsedTime(began).TotalSeconds:F0} s ..."
                        )
                    );
                }
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
                throw new StartException($"npm could not bring Azurite:{Environment.NewLine}{await errors}");
            }
        }

        tell("Azurite is here.");
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
