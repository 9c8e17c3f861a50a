using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Surveys.Tests.Fixture;

/// <summary>Makes chosen calls to the tables fail, like a connection that is refused.</summary>
internal sealed class Outage : HttpPipelinePolicy
{
    private const string Transaction = "Transaction";

    /// <summary>The calls that fail; null: none. Over the wire, a transaction does not name its table.</summary>
    public Func<TableCall, bool>? Of { get; set; }

    /// <summary>Every call.</summary>
    public static bool Everything(TableCall call) => true;

    /// <summary>Transactions only: reads work, and writes to the ledger fail.</summary>
    public static bool Transactions(TableCall call) => call.Operation is Transaction;

    /// <summary>Throws if the call is to fail.</summary>
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
        throw new NotSupportedException("The platform makes asynchronous calls only.");
}
