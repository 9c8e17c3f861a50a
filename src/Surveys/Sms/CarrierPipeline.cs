using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Surveys.Sms;

/// <summary>
/// The resilience of send requests: rate limit, circuit breaker, timeout, and the only retries that are allowed. A
/// message is posted again only if it certainly did not reach the carrier. An unknown outcome is never followed by a
/// second post.
/// </summary>
internal sealed class CarrierPipeline : IDisposable
{
    /// <summary>The timeout of one post. The claim of a row lasts 30 s, so there is time for the steps around it.</summary>
    public static readonly TimeSpan PostTime = TimeSpan.FromSeconds(10);

    private const int MaxRetries = 2;

    /// <summary>When to try again after the open circuit refused a post.</summary>
    private static readonly TimeSpan RetryAfterOpenCircuit = TimeSpan.FromSeconds(30);

    private readonly TokenBucketRateLimiter _rateLimiter;
    private readonly ResiliencePipeline<SendResult?> _retry;
    private readonly ResiliencePipeline<SendResult> _post;
    private readonly CircuitBreakerStateProvider _circuit = new();

    public CarrierPipeline(IOptions<SmsOptions> options, TimeProvider time)
    {
        _rateLimiter = new TokenBucketRateLimiter(
            new TokenBucketRateLimiterOptions
            {
                TokenLimit = options.Value.TextsPerSecond,
                TokensPerPeriod = options.Value.TextsPerSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                QueueLimit = options.Value.TextsPerSecond,
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            }
        );
        _retry = new ResiliencePipelineBuilder<SendResult?> { TimeProvider = time }
            .AddRetry(
                new RetryStrategyOptions<SendResult?>
                {
                    MaxRetryAttempts = MaxRetries,
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

    /// <summary>
    /// Whether a message may be sent now: the circuit is closed and the rate limit permits it. To be called before
    /// anything is claimed.
    /// </summary>
    public async Task<bool> AcquireAsync(CancellationToken cancellationToken)
    {
        if (_circuit.CircuitState is CircuitState.Open or CircuitState.Isolated)
        {
            return false;
        }

        using var lease = await _rateLimiter.AcquireAsync(1, cancellationToken);
        return lease.IsAcquired;
    }

    /// <summary>Posts a message through the pipeline.</summary>
    /// <param name="prepare">Makes the message before each attempt. Null: it must not be sent now.</param>
    /// <param name="post">Posts the message to the carrier.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <returns>
    /// The result, which is <see cref="SendResult.Unknown"/> if the carrier's answer is missing; null if the message
    /// must not be sent now and was not posted.
    /// </returns>
    public async Task<SendResult?> PostAsync(
        Func<CancellationToken, Task<OutgoingSms?>> prepare,
        Func<OutgoingSms, CancellationToken, Task<SendResult>> post,
        CancellationToken cancellationToken
    ) =>
        await _retry.ExecuteAsync(
            async cancel => await prepare(cancel) is { } message ? await PostOnceAsync(message, post, cancel) : null,
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
            return new SendResult.Throttled(RetryAfterOpenCircuit);
        }
        catch (Exception e)
            when (e is TimeoutRejectedException or OperationCanceledException or HttpRequestException or IOException)
        {
            return new SendResult.Unknown();
        }
    }

    public void Dispose() => _rateLimiter.Dispose();
}
