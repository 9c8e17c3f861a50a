using Microsoft.Azure.Functions.Worker;

namespace Surveys.Functions;

/// <summary>
/// The platform's queues as triggers of one statement. A message is a nudge, so one that comes twice changes nothing; one that fails five times is kept on
/// the queue's poison queue and alerted on.
/// </summary>
public static class QueueFunctions
{
    /// <summary>The setting that says where the queues are: <c>SurveysQueues__queueServiceUri</c> with an identity, or a connection string for the emulator.</summary>
    private const string Connection = "SurveysQueues";

    [Function("SendText")]
    public static Task SendText(
        [QueueTrigger("send", Connection = Connection)] string message,
        FunctionContext context
    ) =>
        BackgroundWork.SendText.HandleAsync(
            context.InstanceServices,
            BinaryData.FromString(message),
            context.CancellationToken
        );

    [Function("RollUpDay")]
    public static Task RollUpDay(
        [QueueTrigger("fold", Connection = Connection)] string message,
        FunctionContext context
    ) =>
        BackgroundWork.RollUpDay.HandleAsync(
            context.InstanceServices,
            BinaryData.FromString(message),
            context.CancellationToken
        );
}
