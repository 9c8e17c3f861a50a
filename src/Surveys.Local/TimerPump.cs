namespace Surveys.Local;

/// <summary>Runs the platform's timers: each shortly after the start, and then once in its period.</summary>
internal sealed partial class TimerPump(IServiceScopeFactory scopes, TimeProvider time, ILogger<TimerPump> logger)
    : BackgroundService
{
    private static readonly TimeSpan StartDelay = TimeSpan.FromSeconds(2);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(BackgroundWork.Timers.Select(timer => RunAsync(timer, stoppingToken)));

    private async Task RunAsync(TimerHandler timer, CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(StartDelay, time, stoppingToken);
            while (true)
            {
                await RunOnceAsync(timer, stoppingToken);
                await Task.Delay(timer.Period, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }

    private async Task RunOnceAsync(TimerHandler timer, CancellationToken stoppingToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await timer.RunAsync(scope.ServiceProvider, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Every failure is logged, and the timer runs again after its period.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Failed(logger, timer.Name, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Timer {Timer} failed and will run again after its period")]
        public static partial void Failed(ILogger logger, string timer, Exception exception);
    }
}
