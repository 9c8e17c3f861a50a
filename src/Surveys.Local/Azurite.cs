using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Surveys.Local;

/// <summary>What keeps the one-machine host from starting, in words for the person who started it.</summary>
internal sealed class StartException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// The storage emulator as a child process: on free ports of this machine, with data in a folder or in memory. It ends when it is disposed of, and also
/// when this process is killed. Its packages are brought by npm once, by exact versions and hashes.
/// </summary>
internal sealed partial class Azurite : IAsyncDisposable
{
    /// <summary>From the start of the process until tables and queues listen; large data files are read first.</summary>
    private static readonly TimeSpan MaxStart = TimeSpan.FromMinutes(2);

    /// <summary>Azurite closes its connections and writes its files; beyond this it is killed.</summary>
    private static readonly TimeSpan MaxStop = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly Dictionary<string, string> _keys;
    private readonly Uri _queues;
    private readonly Uri _tables;

    private Azurite(Process process, Dictionary<string, string> keys, Uri queues, Uri tables)
    {
        (_process, _keys, _queues, _tables) = (process, keys, queues, tables);
    }

    [GeneratedRegex(
        @"\AAzurite (?<service>Queue|Table) service is successfully listening at (?<address>http://\S+)\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Listening { get; }

    /// <summary>Brings Azurite where it isn't there yet, and starts it.</summary>
    /// <param name="home">Where its packages lie, a folder that may be shared by many hosts.</param>
    /// <param name="data">Where its data lie; null keeps them in memory.</param>
    /// <param name="accounts">The accounts' names; their keys are drawn anew at each start.</param>
    /// <param name="tell">Takes lines of progress.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="StartException">It can't be brought or started; the message says what helps.</exception>
    public static async Task<Azurite> StartAsync(
        string home,
        string? data,
        IReadOnlyList<string> accounts,
        Action<string> tell,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var packages = await AzuritePackages.InstallAsync(home, tell, time, cancellationToken);
        var keys = accounts.ToDictionary(
            account => account,
            _ => Convert.ToBase64String(RandomNumberGenerator.GetBytes(64)),
            StringComparer.Ordinal
        );
        var start = new ProcessStartInfo(
            "node",
            [
                "run.cjs",
                "--silent",
                "--disableTelemetry",
                "--skipApiVersionCheck",
                "--blobPort",
                "0",
                "--queuePort",
                "0",
                "--tablePort",
                "0",
            ]
        )
        {
            WorkingDirectory = packages,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["AZURITE_ACCOUNTS"] = string.Join(';', keys.Select(pair => $"{pair.Key}:{pair.Value}"));
        if (data is null)
        {
            start.ArgumentList.Add("--inMemoryPersistence");
        }
        else
        {
            Directory.CreateDirectory(data);
            var pidFile = Path.Combine(data, "azurite.pid");
            await AwaitPreviousProcessAsync(pidFile, time, cancellationToken);
            start.Environment["SURVEYS_AZURITE_PID"] = pidFile;
            start.ArgumentList.Add("--location");
            start.ArgumentList.Add(data);
        }

        return await LaunchAsync(start, keys, time, cancellationToken);
    }

    /// <summary>The connection string of one of its accounts.</summary>
    public string ConnectionString(string account) =>
        $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={_keys[account]};QueueEndpoint={_queues}{account};TableEndpoint={_tables}{account};";

    /// <summary>Stops it cleanly and waits until its data are written.</summary>
    public async ValueTask DisposeAsync()
    {
        using (_process)
        {
            _process.StandardInput.Close();
            using var limit = new CancellationTokenSource(MaxStop);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }

    private static async Task<Azurite> LaunchAsync(
        ProcessStartInfo start,
        Dictionary<string, string> keys,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var queues = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var tables = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var errors = new List<string>();
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null && Listening.Match(line.Data) is { Success: true } match)
            {
                (match.Groups["service"].Value is "Queue" ? queues : tables).TrySetResult(
                    new Uri(match.Groups["address"].Value)
                );
            }
        };
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors)
            {
                errors.Add(line.Data ?? "");
            }
        };
        process.Exited += (_, _) => tables.TrySetException(new StartException("Azurite ended at its start."));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            var table = await tables.Task.WaitAsync(MaxStart, time, cancellationToken);
            return new Azurite(process, keys, await queues.Task.WaitAsync(cancellationToken), table);
        }
        catch (Exception e) when (e is StartException or TimeoutException or OperationCanceledException)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }

            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
            if (e is OperationCanceledException)
            {
                throw;
            }

            throw new StartException($"Azurite did not start. {string.Join(Environment.NewLine, errors)}".Trim(), e);
        }
    }

    /// <summary>Where the last host was killed, its Azurite may still be writing its files: two must never have them open.</summary>
    private static async Task AwaitPreviousProcessAsync(
        string pidFile,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var began = time.GetTimestamp();
        while (
            File.Exists(pidFile)
            && int.TryParse(
                await File.ReadAllTextAsync(pidFile, cancellationToken),
                CultureInfo.InvariantCulture,
                out var pid
            )
            && IsNode(pid)
        )
        {
            if (time.GetElapsedTime(began) > MaxStop)
            {
                throw new StartException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Another Azurite (process {pid}) uses {Path.GetDirectoryName(pidFile)}. End it, or choose another folder by --data."
                    )
                );
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
        }
    }

    private static bool IsNode(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.ProcessName.StartsWith("node", StringComparison.OrdinalIgnoreCase);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }
}
