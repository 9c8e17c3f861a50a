using Azure.Core;
using Azure.Core.Pipeline;

namespace Surveys.Tests.Fixture;

/// <summary>A wire between client and tables that fails for chosen transactions: cut before sending, or the answer lost after it.</summary>
/// <param name="faultOf">What befalls the transaction of this number, from 1.</param>
internal sealed class FailingWire(Func<int, WireFault> faultOf) : HttpPipelinePolicy
{
    private int _transactions;

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var isTransaction = message.Request.Uri.Path.EndsWith("$batch", StringComparison.Ordinal);
        var fault = isTransaction ? faultOf(Interlocked.Increment(ref _transactions)) : WireFault.None;
        if (fault is WireFault.Cut)
        {
            throw new IOException("The line was cut before the request left.");
        }

        await ProcessNextAsync(message, pipeline);
        if (fault is WireFault.AnswerLost)
        {
            throw new IOException("The answer was lost.");
        }
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("The platform never waits on a thread.");
}

internal enum WireFault
{
    None,
    Cut,
    AnswerLost,
}

/// <summary>A wire that holds transactions back until it is told to let them go.</summary>
internal sealed class HeldWire : HttpPipelinePolicy
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The first transaction has come.</summary>
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
        throw new NotSupportedException("The platform never waits on a thread.");
}
