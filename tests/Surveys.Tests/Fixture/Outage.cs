using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Surveys.Tests.Fixture;

/// <summary>Tables that can be away: as a wire that nobody answers on, for what the test names.</summary>
internal sealed class Outage : HttpPipelinePolicy
{
    private const string Transaction = "Transaction";

    /// <summary>Which calls find nobody; null: none. Over the wire a transaction does not tell its table.</summary>
    public Func<TableCall, bool>? Of { get; set; }

    /// <summary>Every call.</summary>
    public static bool Everything(TableCall call) => true;

    /// <summary>Transactions alone: reading works, the ledger takes nothing.</summary>
    public static bool Transactions(TableCall call) => call.Operation is Transaction;

    /// <summary>Throws where the call finds nobody.</summary>
    public void Meet(TableCall call)
    {
        if (Of?.Invoke(call) is true)
        {
            throw new RequestFailedException(0, "Connection refused.");
        }
    }

    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var target = message.Request.Uri.Path.Split('/')[^1];
        Meet(
            target is "$batch"
                ? new TableCall("", Transaction)
                : new TableCall(target.Split('(')[0], message.Request.Method.ToString())
        );
        return ProcessNextAsync(message, pipeline);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("The platform never waits on a thread.");
}
