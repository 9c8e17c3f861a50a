using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.Channels;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Surveys.Functions.Tests.Protocol;

namespace Surveys.Functions.Tests;

/// <summary>
/// The part of the Functions runtime that a worker meets: starts the built worker as a process, speaks the runtime's protocol with it, loads the functions that
/// it has, forwards HTTP requests to it and hands it messages and ticks. It stands in for a runtime, which is not at hand where these tests run; what decides there
/// which function a request is for, and what takes messages off queues, is the test's own.
/// </summary>
internal sealed class RuntimeHost : IAsyncDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private readonly Process _worker;
    private readonly WebApplication _app;
    private readonly WorkerLine _line;
    private readonly ConcurrentDictionary<string, FunctionMetadata> _functions = new(StringComparer.Ordinal);
    private HttpClient? _http;

    private RuntimeHost(WebApplication app, Process worker)
    {
        (_app, _worker) = (app, worker);
        _line = app.Services.GetRequiredService<WorkerLine>();
    }

    /// <summary>The functions that the worker has, with their bindings as it names them.</summary>
    public IReadOnlyDictionary<string, FunctionMetadata> Functions => _functions;

    /// <summary>What the worker logged and wrote.</summary>
    public IEnumerable<string> Log => _line.Log;

    /// <summary>Starts the worker that was built beside these tests, with the settings as its environment.</summary>
    public static async Task<RuntimeHost> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2)
        );
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<WorkerLine>();
        var app = builder.Build();
        app.MapGrpcService<WorkerLine>();
        await app.StartAsync();

        var folder = AppContext.BaseDirectory;
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                Path.Combine(folder, "Surveys.Functions.dll"),
                "--functions-uri",
                app.Urls.Single(),
                "--functions-worker-id",
                "worker-1",
                "--functions-request-id",
                "start-1",
                "--functions-grpc-max-message-length",
                int.MaxValue.ToString(CultureInfo.InvariantCulture),
            },
        };
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = folder;
        start.Environment["FUNCTIONS_WORKER_DIRECTORY"] = folder;
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var host = new RuntimeHost(app, Process.Start(start)!);
        host._worker.OutputDataReceived += (_, line) => host._line.Note(line.Data);
        host._worker.ErrorDataReceived += (_, line) => host._line.Note(line.Data);
        host._worker.BeginOutputReadLine();
        host._worker.BeginErrorReadLine();
        try
        {
            host._worker.EnableRaisingEvents = true;
            host._worker.Exited += (_, _) => host._line.Close();
            await host.LoadAsync(folder);
        }
        catch (Exception e)
        {
            await host.DisposeAsync();
            throw new InvalidOperationException(
                $"The worker did not start. It said: {string.Join(Environment.NewLine, host.Log)}",
                e
            );
        }

        return host;
    }

    /// <summary>Forwards a request to the worker, as the runtime does: to the worker's own port, with the id of the invocation that it sends beside.</summary>
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
        Demand(await invocation);
        return response;
    }

    /// <summary>Hands the worker a queue's message, or a timer's tick; throws where the function failed.</summary>
    public async Task InvokeAsync(string function, Data data, CancellationToken cancellationToken) =>
        Demand(
            await InvokeAsync(
                function,
                data,
                RandomNumberGenerator.GetHexString(32, lowercase: true),
                cancellationToken
            )
        );

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (!_worker.HasExited)
        {
            _worker.Kill(entireProcessTree: true);
            await _worker.WaitForExitAsync();
        }

        _worker.Dispose();
        _line.Close();
        await _app.DisposeAsync();
    }

    private async Task LoadAsync(string folder)
    {
        using var impatience = new CancellationTokenSource(LongestWait);
        await _line.TakeAsync(message => message.StartStream is not null, impatience.Token);
        var hello = new WorkerInitRequest
        {
            HostVersion = "4.1000.0",
            FunctionAppDirectory = folder,
            WorkerDirectory = folder,
        };
        hello.Capabilities.Add("V2Compatable", "true");
        await _line.SendAsync(new StreamingMessage { RequestId = "init", WorkerInitRequest = hello });
        var init = (
            await _line.TakeAsync(message => message.WorkerInitResponse is not null, impatience.Token)
        ).WorkerInitResponse;
        Demand(init.Result);
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new Uri(init.Capabilities["HttpUri"]),
        };

        await _line.SendAsync(
            new StreamingMessage
            {
                RequestId = "metadata",
                FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = folder },
            }
        );
        var metadata = (
            await _line.TakeAsync(message => message.FunctionMetadataResponse is not null, impatience.Token)
        ).FunctionMetadataResponse;
        Demand(metadata.Result);
        foreach (var function in metadata.FunctionMetadataResults)
        {
            foreach (var raw in function.RawBindings)
            {
                using var binding = JsonDocument.Parse(raw);
                var root = binding.RootElement;
                var isOut = string.Equals(
                    root.GetProperty("direction").GetString(),
                    "Out",
                    StringComparison.OrdinalIgnoreCase
                );
                function.Bindings[root.GetProperty("name").GetString()!] = new Binding
                {
                    Type = root.GetProperty("type").GetString(),
                    Direction = isOut ? Binding.Types.Direction.Out : Binding.Types.Direction.In,
                };
            }

            await _line.SendAsync(
                new StreamingMessage
                {
                    RequestId = $"load-{function.Name}",
                    FunctionLoadRequest = new FunctionLoadRequest
                    {
                        FunctionId = function.FunctionId,
                        Metadata = function,
                    },
                }
            );
            var loaded = await _line.TakeAsync(
                message => message.FunctionLoadResponse?.FunctionId == function.FunctionId,
                impatience.Token
            );
            Demand(loaded.FunctionLoadResponse.Result);
            _functions[function.Name] = function;
        }
    }

    private async Task<Outcome> InvokeAsync(string function, Data data, string id, CancellationToken cancellationToken)
    {
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        impatience.CancelAfter(LongestWait);
        var metadata = _functions[function];
        var request = new InvocationRequest
        {
            InvocationId = id,
            FunctionId = metadata.FunctionId,
            TraceContext = new TraceContext(),
            RetryContext = new RetryContext(),
        };
        request.InputData.Add(
            new Parameter
            {
                Name = metadata
                    .Bindings.Single(binding => binding.Value.Type.EndsWith("Trigger", StringComparison.Ordinal))
                    .Key,
                Data = data,
            }
        );
        var answer = _line.TakeAsync(message => message.InvocationResponse?.InvocationId == id, impatience.Token);
        await _line.SendAsync(new StreamingMessage { RequestId = id, InvocationRequest = request });
        return (await answer).InvocationResponse.Result;
    }

    private static void Demand(Outcome outcome)
    {
        if (outcome.Status is not Outcome.Types.Status.Success)
        {
            throw new InvalidOperationException(
                $"{outcome.Status}: {outcome.Result} {outcome.Exception?.Message} {outcome.Exception?.StackTrace}"
            );
        }
    }

    /// <summary>The one stream between runtime and worker.</summary>
    private sealed class WorkerLine : FunctionRpc.FunctionRpcBase
    {
        private readonly Channel<StreamingMessage> _out = Channel.CreateUnbounded<StreamingMessage>();
        private readonly Lock _lock = new();
        private readonly List<StreamingMessage> _early = [];
        private readonly List<(
            Predicate<StreamingMessage> Wanted,
            TaskCompletionSource<StreamingMessage> Taken
        )> _waiting = [];
        private readonly ConcurrentQueue<string> _log = [];

        public IEnumerable<string> Log => _log;

        public void Note(string? line)
        {
            if (line is not null)
            {
                _log.Enqueue(line);
            }
        }

        public ValueTask SendAsync(StreamingMessage message) => _out.Writer.WriteAsync(message);

        /// <summary>The worker has gone, or has to: whoever waits for it is told.</summary>
        public void Close()
        {
            _out.Writer.TryComplete();
            lock (_lock)
            {
                _waiting.ForEach(waiting =>
                    waiting.Taken.TrySetException(new InvalidOperationException("The worker has ended."))
                );
                _waiting.Clear();
            }
        }

        /// <summary>The first message that is wanted, come already or yet to come.</summary>
        public Task<StreamingMessage> TakeAsync(Predicate<StreamingMessage> wanted, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                if (_early.Find(wanted) is { } found)
                {
                    _early.Remove(found);
                    return Task.FromResult(found);
                }

                var taken = new TaskCompletionSource<StreamingMessage>(
                    TaskCreationOptions.RunContinuationsAsynchronously
                );
                _waiting.Add((wanted, taken));
                return taken.Task.WaitAsync(cancellationToken);
            }
        }

        public override async Task EventStream(
            IAsyncStreamReader<StreamingMessage> requestStream,
            IServerStreamWriter<StreamingMessage> responseStream,
            ServerCallContext context
        )
        {
            var sending = Task.Run(
                async () =>
                {
                    await foreach (var message in _out.Reader.ReadAllAsync(context.CancellationToken))
                    {
                        await responseStream.WriteAsync(message, context.CancellationToken);
                    }
                },
                context.CancellationToken
            );
            try
            {
                await foreach (var message in requestStream.ReadAllAsync(context.CancellationToken))
                {
                    Take(message);
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or RpcException)
            {
                // The worker's process has ended.
            }

            Close();
            await sending.ContinueWith(_ => { }, TaskScheduler.Default);
        }

        private void Take(StreamingMessage message)
        {
            if (message.RpcLog is { } line)
            {
                Note(
                    $"{line.Level} {line.Category}: {line.Message} {line.Exception?.Message} {line.Exception?.StackTrace}"
                );
                return;
            }

            lock (_lock)
            {
                var index = _waiting.FindIndex(waiting => waiting.Wanted(message));
                if (index < 0)
                {
                    _early.Add(message);
                    return;
                }

                var taken = _waiting[index].Taken;
                _waiting.RemoveAt(index);
                taken.SetResult(message);
            }
        }
    }
}
