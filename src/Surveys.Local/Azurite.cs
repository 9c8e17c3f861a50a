using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Surveys.Local;

/// <summary>
/// The storage emulator as a child process, on free ports of this machine, with its data in a folder or in memory. It
/// stops when it is disposed, and also when this process is killed. npm installs its packages once, with exact versions
/// and hashes.
/// </summary>
internal sealed partial class Azurite : IAsyncDisposable
{
    /// <summary>The maximum time until tables and queues listen. Azurite reads its data files first.</summary>
    private static readonly TimeSpan MaxStart = TimeSpan.FromMinutes(2);

    /// <summary>The maximum time in which Azurite writes its data at a stop. After it the process is killed.</summary>
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

    /// <summary>Installs Azurite if necessary, and starts it.</summary>
    /// <param name="home">The folder of its packages. Several hosts can share it.</param>
    /// <param name="data">The folder of its data; null keeps them in memory.</param>
    /// <param name="accounts">The names of its accounts. Each start generates new keys.</param>
    /// <param name="writeLine">Writes a line of progress.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="StartException">It cannot be installed or started. The message says what to do.</exception>
    public static async Task<Azurite> StartAsync(
        string home,
        string? data,
        IReadOnlyList<string> accounts,
        Action<string> writeLine,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var packages = await AzuritePackages.InstallAsync(home, writeLine, time, cancellationToken);
        var keys = accounts.ToDictionary(
            account => account,
            _ => Convert.ToBase64String(RandomNumberGenerator.GetBytes(64)),
            StringComparer.Ordinal
        );
        var start = StartInfo(packages);
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

    /// <summary>The connection string of an account.</summary>
    public string ConnectionString(string account) =>
        $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={_keys[account]};"
        + $"QueueEndpoint={_queues}{account};TableEndpoint={_tables}{account};";

    /// <summary>Stops it and waits until its data are written.</summary>
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

    private static ProcessStartInfo StartInfo(string packages) =>
        new(
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
        process.Exited += (_, _) => tables.TrySetException(new StartException("Azurite stopped during its start."));
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

    /// <summary>
    /// Waits for the Azurite of a host that was killed: it can still write its data, and two processes must not open
    /// the same files.
    /// </summary>
    private static async Task AwaitPreviousProcessAsync(
        string pidFile,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var start = time.GetTimestamp();
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
            if (time.GetElapsedTime(start) > MaxStop)
            {
                throw new StartException(
                    string.Create(CultureInfo.InvariantCulture, $"Another Azurite (process {pid}) uses ")
                        + $"{Path.GetDirectoryName(pidFile)}. Stop it, or choose another folder with --data."
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
