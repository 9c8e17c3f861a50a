using Azure.Core;
using Azure.Core.Pipeline;

namespace Surveys.Tests.Fixture;

/// <summary>Makes chosen transactions fail before they are sent, or loses their answer afterwards.</summary>
/// <param name="faultOf">The failure of the transaction with this number, from 1.</param>
internal sealed class FailingWire(Func<int, WireFault> faultOf) : HttpPipelinePolicy
{
    private int _transactions;

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var isTransaction = message.Request.Uri.Path.EndsWith("$batch", StringComparison.Ordinal);
        var fault = isTransaction ? faultOf(Interlocked.Increment(ref _transactions)) : WireFault.None;
        if (fault is WireFault.Cut)
        {
            throw new IOException("The connection was closed before the request left.");
        }

        await ProcessNextAsync(message, pipeline);
        if (fault is WireFault.AnswerLost)
        {
            throw new IOException("The answer was lost.");
        }
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("The platform makes asynchronous calls only.");
}

internal enum WireFault
{
    None,
    Cut,
    AnswerLost,
}

/// <summary>Holds transactions back until <see cref="Release"/>.</summary>
internal sealed class HeldWire : HttpPipelinePolicy
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the first transaction arrives.</summary>
    public Task Reached => _reached.Task;

    public void Release() => _released.TrySetResult();

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (message.Request.Uri.Path.EndsWith("$batch", StringComparison.Ordinal))
        {
            _reached.TrySetResult();
            await _released.Task;
        }

        await ProcessNextAsync(message, pipeline);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("The platform makes asynchronous calls only.");
}
