using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Surveys.Tests.Fixture;

/// <summary>Tables that can be away: as a wire that nobody answers on, for what the test names.</summary>
internal sealed class Outage : HttpPipelinePolicy
{
    /// <summary>Which requests find nobody; null: none.</summary>
    public Func<Request, bool>? Of { get; set; }

    /// <summary>Every request.</summary>
    public static bool Everything(Request request) => true;

    /// <summary>Transactions alone: reading works, the ledger takes nothing.</summary>
    public static bool Transactions(Request request) => request.Uri.Path.EndsWith("$batch", StringComparison.Ordinal);

    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        Of?.Invoke(message.Request) is true ? throw new RequestFailedException(0, "Connection refused.") : ProcessNextAsync(message, pipeline);

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException("The platform never waits on a thread.");
}
