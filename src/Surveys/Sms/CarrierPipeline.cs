using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Surveys.Sms;

/// <summary>
/// What stands between a text and the carrier: rate, circuit, time-out, and the only retries that are allowed. A text is posted again only where it
/// certainly did not leave; an outcome that can't be known is never answered by a second post.
/// </summary>
internal sealed class CarrierPipeline : IDisposable
{
    /// <summary>One post may take so long; DESIGN's claim of 30 s leaves room for what is around it.</summary>
    public static readonly TimeSpan PostTime = TimeSpan.FromSeconds(10);

    private const int Retries = 2;

    private readonly TokenBucketRateLimiter _rate;
    private readonly ResiliencePipeline<SendResult?> _again;
    private readonly ResiliencePipeline<SendResult> _post;
    private readonly CircuitBreakerStateProvider _circuit = new();

    public CarrierPipeline(IOptions<SmsOptions> options, TimeProvider time)
    {
        _rate = new TokenBucketRateLimiter(
            new TokenBucketRateLimiterOptions
            {
                TokenLimit = options.Value.TextsPerSecond,
                TokensPerPeriod = options.Value.TextsPerSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                QueueLimit = options.Value.TextsPerSecond,
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            }
        );
        _again = new ResiliencePipelineBuilder<SendResult?> { TimeProvider = time }
            .AddRetry(
                new RetryStrategyOptions<SendResult?>
                {
                    MaxRetryAttempts = Retries,
                    BackoffType = DelayBackoffType.Exponential,
                    Delay = TimeSpan.FromMilliseconds(200),
                    UseJitter = true,
                    ShouldHandle = args =>
                        ValueTask.FromResult(
                            args.Outcome.Result is SendResult.Throttled { RetryAfter.Ticks: <= TimeSpan.TicksPerSecond }
                        ),
                }
            )
            .Build();
        _post = new ResiliencePipelineBuilder<SendResult> { TimeProvider = time }
            .AddCircuitBreaker(
                new CircuitBreakerStrategyOptions<SendResult>
                {
                    FailureRatio = 0.5,
                    MinimumThroughput = 10,
                    SamplingDuration = TimeSpan.FromSeconds(30),
                    BreakDuration = TimeSpan.FromSeconds(30),
                    StateProvider = _circuit,
                    ShouldHandle = args =>
                        ValueTask.FromResult(
                            args.Outcome.Exception is not null
                                || args.Outcome.Result is SendResult.Unknown or SendResult.Throttled
                        ),
                }
            )
            .AddTimeout(new TimeoutStrategyOptions { Timeout = PostTime })
            .Build();
    }

    /// <summary>Whether a text may be tried now: the circuit is closed and the rate allows one. Asked before anything is claimed.</summary>
    public async Task<bool> AcquireAsync(CancellationToken cancellationToken)
    {
        if (_circuit.CircuitState is CircuitState.Open or CircuitState.Isolated)
        {
            return false;
        }

        using var lease = await _rate.AcquireAsync(1, cancellationToken);
        return lease.IsAcquired;
    }

    /// <summary>
    /// Posts a text through the pipeline, each time after a look whether it may go; whatever can't be told is <see cref="SendResult.Unknown"/>. Null: the look
    /// said no, and nothing was posted.
    /// </summary>
    public async Task<SendResult?> PostAsync(
        Func<CancellationToken, Task<OutgoingSms?>> look,
        Func<OutgoingSms, CancellationToken, Task<SendResult>> post,
        CancellationToken cancellationToken
    ) =>
        await _again.ExecuteAsync(
            async cancel => await look(cancel) is { } message ? await PostOnceAsync(message, post, cancel) : null,
            cancellationToken
        );

    private async Task<SendResult> PostOnceAsync(
        OutgoingSms message,
        Func<OutgoingSms, CancellationToken, Task<SendResult>> post,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await _post.ExecuteAsync(async cancel => await post(message, cancel), cancellationToken);
        }
        catch (BrokenCircuitException)
        {
            // Nothing was posted.
            return new SendResult.Throttled(TimeSpan.FromSeconds(30));
        }
        catch (Exception e)
            when (e is TimeoutRejectedException or OperationCanceledException or HttpRequestException or IOException)
        {
            return new SendResult.Unknown();
        }
    }

    public void Dispose() => _rate.Dispose();
}
