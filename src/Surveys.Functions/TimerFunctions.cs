using Microsoft.Azure.Functions.Worker;

namespace Surveys.Functions;

/// <summary>What the platform does by the clock, as triggers of one statement. The host runs each on one instance at a time; schedules are in UTC.</summary>
public static class TimerFunctions
{
    [Function("Sweep")]
    public static Task Sweep([TimerTrigger("0 * * * * *")] TimerInfo timer, FunctionContext context) =>
        BackgroundWork.Sweep.RunAsync(context.InstanceServices, context.CancellationToken);

    [Function("Retain")]
    public static Task Retain([TimerTrigger("0 0 * * * *")] TimerInfo timer, FunctionContext context) =>
        BackgroundWork.Retain.RunAsync(context.InstanceServices, context.CancellationToken);
}
