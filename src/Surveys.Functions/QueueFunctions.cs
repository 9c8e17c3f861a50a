using Microsoft.Azure.Functions.Worker;

namespace Surveys.Functions;

/// <summary>
/// The platform's queues as triggers. A message only wakes the handler up, so a repeated message changes nothing. A
/// message that fails five times goes to the poison queue and raises an alert.
/// </summary>
public static class QueueFunctions
{
    /// <summary>
    /// The setting of the queue account: <c>SurveysQueues__queueServiceUri</c> with an identity, or a connection string
    /// for the emulator.
    /// </summary>
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
