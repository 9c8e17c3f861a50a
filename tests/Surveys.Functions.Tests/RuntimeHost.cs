using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Surveys.Functions.Tests.Protocol;

namespace Surveys.Functions.Tests;

/// <summary>
/// The part of the Functions runtime that a worker sees. It starts the built worker as a process, speaks the runtime's
/// protocol with it, loads its functions, forwards HTTP requests to it and invokes queue and timer triggers. The tests
/// decide which function gets a request or a message, because the real runtime is not available here.
/// </summary>
internal sealed class RuntimeHost : IAsyncDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ConnectInterval = TimeSpan.FromMilliseconds(20);

    private readonly Process _worker;
    private readonly WebApplication _app;
    private readonly WorkerChannel _channel;
    private readonly ConcurrentDictionary<string, FunctionMetadata> _functions = new(StringComparer.Ordinal);
    private HttpClient? _http;

    private RuntimeHost(WebApplication app, Process worker)
    {
        (_app, _worker) = (app, worker);
        _channel = app.Services.GetRequiredService<WorkerChannel>();
    }

    /// <summary>The functions of the worker by name, with the bindings that it declares.</summary>
    public IReadOnlyDictionary<string, FunctionMetadata> Functions => _functions;

    /// <summary>What the worker has logged and written to its console.</summary>
    public IEnumerable<string> Log => _channel.Log;

    /// <summary>Starts the worker that was built with these tests.</summary>
    /// <param name="settings">The environment variables of the worker.</param>
    public static async Task<RuntimeHost> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2)
        );
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<WorkerChannel>();
        var app = builder.Build();
        app.MapGrpcService<WorkerChannel>();
        await app.StartAsync();

        var folder = AppContext.BaseDirectory;
        var host = new RuntimeHost(app, Process.Start(CommandOf(folder, app.Urls.Single(), settings))!);
        host._worker.OutputDataReceived += (_, line) => host._channel.AddLine(line.Data);
        host._worker.ErrorDataReceived += (_, line) => host._channel.AddLine(line.Data);
        host._worker.BeginOutputReadLine();
        host._worker.BeginErrorReadLine();
        try
        {
            host._worker.EnableRaisingEvents = true;
            host._worker.Exited += (_, _) => host._channel.Close();
            await host.LoadAsync(folder);
        }
        catch (Exception e)
        {
            await host.DisposeAsync();
            throw new InvalidOperationException(
                $"The worker did not start. Its output: {string.Join(Environment.NewLine, host.Log)}",
                e
            );
        }

        return host;
    }

    /// <summary>
    /// Forwards a request to the worker as the runtime does: to the worker's own port, with the id of the invocation,
    /// which is sent through the channel at the same time.
    /// </summary>
    public async Task<HttpResponseMessage> SendAsync(
        string function,
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var id = RandomNumberGenerator.GetHexString(32, lowercase: true);
        request.Headers.Add("x-ms-invocation-id", id);
        var data = new Data
        {
            Http = new Request
            {
                Method = request.Method.Method,
                Url = new Uri(_http!.BaseAddress!, request.RequestUri!).ToString(),
            },
        };
        var invocation = InvokeAsync(function, data, id, cancellationToken);
        var response = await _http.SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        ThrowIfFailed(await invocation);
        return response;
    }

    /// <summary>Invokes a function with a queue message or a timer event.</summary>
    /// <exception cref="InvalidOperationException">The function failed.</exception>
    public async Task InvokeAsync(string function, Data data, CancellationToken cancellationToken)
    {
        var id = RandomNumberGenerator.GetHexString(32, lowercase: true);
        ThrowIfFailed(await InvokeAsync(function, data, id, cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (!_worker.HasExited)
        {
            _worker.Kill(entireProcessTree: true);
            await _worker.WaitForExitAsync();
        }

        _worker.Dispose();
        _channel.Close();
        await _app.DisposeAsync();
    }

    private static ProcessStartInfo CommandOf(
        string folder,
        string address,
        IReadOnlyDictionary<string, string> settings
    )
    {
        var command = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                Path.Combine(folder, "Surveys.Functions.dll"),
                "--functions-uri",
                address,
                "--functions-worker-id",
                "worker-1",
                "--functions-request-id",
                "start-1",
                "--functions-grpc-max-message-length",
                int.MaxValue.ToString(CultureInfo.InvariantCulture),
            },
        };
        command.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = folder;
        command.Environment["FUNCTIONS_WORKER_DIRECTORY"] = folder;
        foreach (var (name, value) in settings)
        {
            command.Environment[name] = value;
        }

        return command;
    }

    private async Task LoadAsync(string folder)
    {
        using var timeout = new CancellationTokenSource(MaxWait);
        await _channel.ReceiveAsync(message => message.StartStream is not null, timeout.Token);
        var init = new WorkerInitRequest
        {
            HostVersion = "4.1000.0",
            FunctionAppDirectory = folder,
            WorkerDirectory = folder,
        };
        init.Capabilities.Add("V2Compatable", "true");
        await _channel.SendAsync(new StreamingMessage { RequestId = "init", WorkerInitRequest = init });
        var started = (
            await _channel.ReceiveAsync(message => message.WorkerInitResponse is not null, timeout.Token)
        ).WorkerInitResponse;
        ThrowIfFailed(started.Result);
        var address = new Uri(started.Capabilities["HttpUri"]);
        await WaitForListenerAsync(address, timeout.Token);
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = address,
        };

        await _channel.SendAsync(
            new StreamingMessage
            {
                RequestId = "metadata",
                FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = folder },
            }
        );
        var metadata = (
            await _channel.ReceiveAsync(message => message.FunctionMetadataResponse is not null, timeout.Token)
        ).FunctionMetadataResponse;
        ThrowIfFailed(metadata.Result);
        foreach (var function in metadata.FunctionMetadataResults)
        {
            await LoadAsync(function, timeout.Token);
        }
    }

    /// <summary>The worker announces its port a moment before it listens.</summary>
    private static async Task WaitForListenerAsync(Uri address, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(address.Host, address.Port, cancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(ConnectInterval, TimeProvider.System, cancellationToken);
            }
        }
    }

    private async Task LoadAsync(FunctionMetadata function, CancellationToken cancellationToken)
    {
        foreach (var raw in function.RawBindings)
        {
            using var document = JsonDocument.Parse(raw);
            var binding = document.RootElement;
            var direction = binding.GetProperty("direction").GetString();
            function.Bindings[binding.GetProperty("name").GetString()!] = new Binding
            {
                Type = binding.GetProperty("type").GetString(),
                Direction = string.Equals(direction, "Out", StringComparison.OrdinalIgnoreCase)
                    ? Binding.Types.Direction.Out
                    : Binding.Types.Direction.In,
            };
        }

        var request = new FunctionLoadRequest { FunctionId = function.FunctionId, Metadata = function };
        await _channel.SendAsync(
            new StreamingMessage { RequestId = $"load-{function.Name}", FunctionLoadRequest = request }
        );
        var loaded = await _channel.ReceiveAsync(
            message => message.FunctionLoadResponse?.FunctionId == function.FunctionId,
            cancellationToken
        );
        ThrowIfFailed(loaded.FunctionLoadResponse.Result);
        _functions[function.Name] = function;
    }

    private async Task<Outcome> InvokeAsync(string function, Data data, string id, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(MaxWait);
        var metadata = _functions[function];
        var request = new InvocationRequest
        {
            InvocationId = id,
            FunctionId = metadata.FunctionId,
            TraceContext = new TraceContext(),
            RetryContext = new RetryContext(),
        };
        var trigger = metadata.Bindings.Single(binding =>
            binding.Value.Type.EndsWith("Trigger", StringComparison.Ordinal)
        );
        request.InputData.Add(new Parameter { Name = trigger.Key, Data = data });
        var response = _channel.ReceiveAsync(message => message.InvocationResponse?.InvocationId == id, timeout.Token);
        await _channel.SendAsync(new StreamingMessage { RequestId = id, InvocationRequest = request });
        return (await response).InvocationResponse.Result;
    }

    private static void ThrowIfFailed(Outcome outcome)
    {
        if (outcome.Status is not Outcome.Types.Status.Success)
        {
            var exception = $"{outcome.Exception?.Message} {outcome.Exception?.StackTrace}";
            throw new InvalidOperationException($"{outcome.Status}: {outcome.Result} {exception}");
        }
    }
}
