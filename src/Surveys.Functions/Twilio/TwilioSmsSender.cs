using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Surveys.Privacy;
using Surveys.Sms;
using Surveys.Sms.Twilio;
using Twilio.Clients;
using Twilio.Exceptions;
using Twilio.Http;
using Twilio.Rest;
using Twilio.Rest.Api.V2010.Account;
using MessagePage = Twilio.Base.Page<Twilio.Rest.Api.V2010.Account.MessageResource>;
using TwilioMethod = Twilio.Http.HttpMethod;
using TwilioNumber = Twilio.Types.PhoneNumber;

namespace Surveys.Functions.Twilio;

/// <summary>
/// Sends messages through Twilio's SDK, with an HTTP client of the factory. One call posts once: the result tells the
/// caller what may be tried again. The SDK's exceptions contain addresses with a citizen's number, so none is logged or
/// leaves this class.
/// </summary>
internal sealed class TwilioSmsSender(
    IHttpClientFactory clients,
    IOptions<TwilioOptions> twilio,
    IOptions<TwilioWebhookOptions> webhooks,
    TimeProvider time
) : ISmsSender
{
    /// <summary>The name of the HTTP client in the factory.</summary>
    public const string HttpClientName = "twilio";

    /// <summary>The largest page of Twilio's message list. Source: its description of PageSize.</summary>
    private const int PageSize = 1000;

    /// <summary>The maximum number of pages that a lookup reads. A citizen never has so many messages.</summary>
    private const int MaxPages = 10;

    /// <summary>The timeout of one request of a lookup. <see cref="CarrierPipeline"/> ends a post earlier.</summary>
    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan RetryAfterRefusedConnection = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryAfterTooManyRequests = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(OutgoingSms sms, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sms);
        var isPool = TwilioCarrier.Description.IsSenderPool(sms.From);
        var message = new CreateMessageOptions(new TwilioNumber(sms.To.E164))
        {
            From = isPool ? null : new TwilioNumber(sms.From),
            MessagingServiceSid = isPool ? sms.From : null,
            Body = sms.Body,
            ValidityPeriod = SecondsOf(sms.Validity),
            StatusCallback = sms.StatusCallback,
        };
        using var http = clients.CreateClient(HttpClientName);
        var client = new SystemNetHttpClient(http);

        // The SDK takes no cancellation token. The HTTP client belongs to this call, so its requests can be cancelled.
        await using var registration = cancellationToken.Register(http.CancelPendingRequests);
        try
        {
            var created = await MessageResource.CreateAsync(message, Connect(client));
            return created is { Sid: { Length: > 0 } id } ? new SendResult.Accepted(id) : new SendResult.Unknown();
        }
        catch (ApiConnectionException e) when (WasNeverConnected(e))
        {
            return new SendResult.Throttled(RetryAfterRefusedConnection);
        }
        catch (ApiException e)
        {
            return ResultOf(client.LastResponse, e.Code);
        }
        catch (TwilioException)
        {
            return new SendResult.Unknown();
        }
    }

    /// <inheritdoc/>
    public async Task<FindResult> FindAsync(
        PhoneNumber to,
        DateTimeOffset since,
        string code,
        CancellationToken cancellationToken
    )
    {
        using var http = clients.CreateClient(HttpClientName);
        await using var registration = cancellationToken.Register(http.CancelPendingRequests);
        var isComplete = true;
        try
        {
            await foreach (var message in ListAsync(Connect(new SystemNetHttpClient(http)), to, cancellationToken))
            {
                if (
                    message is null
                    || (message.DateCreated is { } created && new DateTimeOffset(created, TimeSpan.Zero) < since)
                )
                {
                    isComplete &= message is not null;
                    continue;
                }

                if (message.Body is not { Length: > 0 } body)
                {
                    // The body was redacted, so this may be the message.
                    isComplete = false;
                }
                else if (body.Contains(code, StringComparison.Ordinal) && message.Sid is { } id)
                {
                    var status = TwilioStatuses.Read(message.Status?.ToString() ?? "", message.ErrorCode);
                    return new FindResult.Found(id, status);
                }
            }
        }
        catch (Exception e) when (e is TwilioException or Newtonsoft.Json.JsonException or NullReferenceException)
        {
            // No answer, a refusal, or an answer that is not a list. The SDK throws a NullReferenceException if a list
            // has no rows.
            cancellationToken.ThrowIfCancellationRequested();
            return new FindResult.Inconclusive();
        }

        return isComplete ? new FindResult.NotFound() : new FindResult.Inconclusive();
    }

    /// <summary>
    /// Lists all messages to a number. The list is not limited by Twilio's DateSent: a message that is still queued has
    /// no such date and must not look as if it was never sent. A final null says that there are more pages.
    /// </summary>
    private static async IAsyncEnumerable<MessageResource?> ListAsync(
        TwilioRestClient client,
        PhoneNumber to,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var request = new Request(
            TwilioMethod.Get,
            Domain.Api,
            $"/2010-04-01/Accounts/{client.AccountSid}/Messages.json",
            queryParams: [new("To", to.E164), new("PageSize", PageSize.ToString(CultureInfo.InvariantCulture))]
        );
        for (var number = 1; number <= MaxPages; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var response = await client.RequestAsync(request);
            var page = MessagePage.FromJson("messages", response.Content);
            foreach (var message in page.Records)
            {
                yield return message;
            }

            if (!page.HasNextPage())
            {
                yield break;
            }

            request = new Request(TwilioMethod.Get, page.GetNextPageUrl(Domain.Api));
        }

        yield return null;
    }

    private TwilioRestClient Connect(SystemNetHttpClient client)
    {
        var account = twilio.Value;
        var (user, password) = account is { ApiKeySid: { Length: > 0 } key, ApiKeySecret: { Length: > 0 } secret }
            ? (key, secret)
            : (account.AccountSid, webhooks.Value.AuthToken ?? "");

        // The SDK's own log would write numbers and bodies to the console.
        return new(user, password, account.AccountSid, account.Region, client, account.Edge) { LogLevel = "none" };
    }

    /// <summary>What an HTTP error means for the message: certainly not accepted, and why, or unknown.</summary>
    private SendResult ResultOf(Response? response, int code) =>
        response switch
        {
            { StatusCode: HttpStatusCode.TooManyRequests } => new SendResult.Throttled(
                response.Headers?.RetryAfter switch
                {
                    { Delta: { } delta } => delta,
                    { Date: { } date } => date > time.GetUtcNow() ? date - time.GetUtcNow() : TimeSpan.Zero,
                    _ => RetryAfterTooManyRequests,
                }
            ),
            { StatusCode: HttpStatusCode.RequestTimeout } => new SendResult.Unknown(),
            { StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError } =>
                TwilioErrors.Refuse(
                    code is 0 && response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                        ? TwilioErrors.PermissionDenied
                        : code
                ),
            _ => new SendResult.Unknown(),
        };

    /// <summary>Whether there was no connection, so the request certainly did not reach Twilio.</summary>
    private static bool WasNeverConnected(ApiConnectionException e) =>
        e.InnerException
            is HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConnectionError
                    or HttpRequestError.NameResolutionError
                    or HttpRequestError.SecureConnectionError
            };

    /// <summary>A validity in seconds, within the bounds that Twilio accepts.</summary>
    private static int SecondsOf(TimeSpan validity) =>
        (int)Math.Clamp(validity.TotalSeconds, 1, TwilioCarrier.MaxValidity.TotalSeconds);
}
