using Microsoft.Azure.Functions.Worker;

namespace Surveys.Functions;

/// <summary>
/// The platform's timers as triggers. The Functions host runs each on one instance at a time. Schedules are in UTC.
/// </summary>
public static class TimerFunctions
{
    [Function("Sweep")]
    public static Task Sweep([TimerTrigger("0 * * * * *")] TimerInfo timer, FunctionContext context) =>
        BackgroundWork.Sweep.RunAsync(context.InstanceServices, context.CancellationToken);

    [Function("Publish")]
    public static Task Publish([TimerTrigger("0 * * * * *")] TimerInfo timer, FunctionContext context) =>
        BackgroundWork.Publish.RunAsync(context.InstanceServices, context.CancellationToken);

    [Function("Retain")]
    public static Task Retain([TimerTrigger("0 0 * * * *")] TimerInfo timer, FunctionContext context) =>
        BackgroundWork.Retain.RunAsync(context.InstanceServices, context.CancellationToken);
}
