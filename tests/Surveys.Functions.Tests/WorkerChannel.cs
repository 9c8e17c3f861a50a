using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using Surveys.Functions.Tests.Protocol;

namespace Surveys.Functions.Tests;

/// <summary>The stream of messages between the runtime and its one worker.</summary>
internal sealed class WorkerChannel : FunctionRpc.FunctionRpcBase
{
    private readonly Channel<StreamingMessage> _outgoing = Channel.CreateUnbounded<StreamingMessage>();
    private readonly Lock _lock = new();
    private readonly List<StreamingMessage> _unclaimed = [];
    private readonly List<(
        Predicate<StreamingMessage> Filter,
        TaskCompletionSource<StreamingMessage> Source
    )> _waiters = [];
    private readonly ConcurrentQueue<string> _log = [];

    /// <summary>What the worker has logged and written to its console.</summary>
    public IEnumerable<string> Log => _log;

    /// <summary>Adds a line to the log.</summary>
    public void AddLine(string? line)
    {
        if (line is not null)
        {
            _log.Enqueue(line);
        }
    }

    public ValueTask SendAsync(StreamingMessage message) => _outgoing.Writer.WriteAsync(message);

    /// <summary>Ends the stream. Every waiter gets an exception.</summary>
    public void Close()
    {
        _outgoing.Writer.TryComplete();
        lock (_lock)
        {
            _waiters.ForEach(waiter =>
                waiter.Source.TrySetException(new InvalidOperationException("The worker has ended."))
            );
            _waiters.Clear();
        }
    }

    /// <summary>The first message that matches, whether it has arrived already or not.</summary>
    public Task<StreamingMessage> ReceiveAsync(Predicate<StreamingMessage> filter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_unclaimed.Find(filter) is { } found)
            {
                _unclaimed.Remove(found);
                return Task.FromResult(found);
            }

            var source = new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((filter, source));
            return source.Task.WaitAsync(cancellationToken);
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
                await foreach (var message in _outgoing.Reader.ReadAllAsync(context.CancellationToken))
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
                Accept(message);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or RpcException)
        {
            // The process of the worker has ended.
        }

        Close();
        await sending.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private void Accept(StreamingMessage message)
    {
        if (message.RpcLog is { } line)
        {
            var exception = $"{line.Exception?.Message} {line.Exception?.StackTrace}";
            AddLine($"{line.Level} {line.Category}: {line.Message} {exception}");
            return;
        }

        lock (_lock)
        {
            var index = _waiters.FindIndex(waiter => waiter.Filter(message));
            if (index < 0)
            {
                _unclaimed.Add(message);
                return;
            }

            var source = _waiters[index].Source;
            _waiters.RemoveAt(index);
            source.SetResult(message);
        }
    }
}
