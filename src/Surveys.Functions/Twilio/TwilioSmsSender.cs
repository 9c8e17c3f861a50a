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
/// Hands texts to Twilio by its SDK, over a client of the factory. One post a call: what may be tried again is the caller's to decide, by the result. The
/// SDK's exceptions carry addresses with a citizen's number in them, so none leaves this class and none is logged.
/// </summary>
internal sealed class TwilioSmsSender(
    IHttpClientFactory clients,
    IOptions<TwilioOptions> twilio,
    IOptions<TwilioWebhookOptions> webhooks,
    TimeProvider time
) : ISmsSender
{
    /// <summary>The factory's name for the client.</summary>
    public const string HttpClientName = "twilio";

    /// <summary>The largest page of its list; source: its description of PageSize.</summary>
    private const int PageSize = 1000;

    /// <summary>No citizen has so many texts; whoever seems to is not looked for to the end.</summary>
    private const int MostPages = 10;

    /// <summary>One request of a look-up. A post is cut earlier, by the platform's gate.</summary>
    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan AfterRefusedConnection = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterTooMany = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(OutgoingSms sms, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sms);
        var isService = TwilioCarrier.Description.IsSenderPool(sms.From);
        var message = new CreateMessageOptions(new TwilioNumber(sms.To.E164))
        {
            From = isService ? null : new TwilioNumber(sms.From),
            MessagingServiceSid = isService ? sms.From : null,
            Body = sms.Body,
            ValidityPeriod = SecondsOf(sms.Validity),
            StatusCallback = sms.StatusCallback,
        };
        using var http = clients.CreateClient(HttpClientName);
        var wire = new SystemNetHttpClient(http);

        // The SDK takes no token: the client is this call's own, so its pending requests are this call's.
        await using var cut = cancellationToken.Register(http.CancelPendingRequests);
        try
        {
            var taken = await MessageResource.CreateAsync(message, Connect(wire));
            return taken is { Sid: { Length: > 0 } sid } ? new SendResult.Accepted(sid) : new SendResult.Unknown();
        }
        catch (ApiConnectionException e) when (NeverConnected(e))
        {
            return new SendResult.Throttled(AfterRefusedConnection);
        }
        catch (ApiException e)
        {
            return Judge(wire.LastResponse, e.Code);
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
        await using var cut = cancellationToken.Register(http.CancelPendingRequests);
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
                    // Redacted: it may be the one.
                    isComplete = false;
                }
                else if (body.Contains(code, StringComparison.Ordinal) && message.Sid is { } sid)
                {
                    return new FindResult.Found(
                        sid,
                        TwilioStatuses.Read(message.Status?.ToString() ?? "", message.ErrorCode)
                    );
                }
            }
        }
        catch (Exception e) when (e is TwilioException or Newtonsoft.Json.JsonException or NullReferenceException)
        {
            // No answer, a refusal, or an answer that the SDK can't read as a list: it meets one without rows with a null reference.
            cancellationToken.ThrowIfCancellationRequested();
            return new FindResult.Inconclusive();
        }

        return isComplete ? new FindResult.NotFound() : new FindResult.Inconclusive();
    }

    /// <summary>
    /// All that was ever sent to a number. Not cut by Twilio's DateSent: what still waits in Twilio's queue has no such date, and must not be taken for never sent.
    /// Null stands for the rest, where there is more than is read.
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
        for (var number = 1; number <= MostPages; number++)
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

    private TwilioRestClient Connect(SystemNetHttpClient wire)
    {
        var account = twilio.Value;
        return account is { ApiKeySid: { Length: > 0 } key, ApiKeySecret: { Length: > 0 } secret }
            ? Open(key, secret)
            : Open(account.AccountSid, webhooks.Value.AuthToken ?? "");

        // The SDK's own log would print numbers and texts to the console.
        TwilioRestClient Open(string user, string password) =>
            new(user, password, account.AccountSid, account.Region, wire, account.Edge) { LogLevel = "none" };
    }

    /// <summary>What an answer that is no success says: certainly not taken and why, or nothing certain.</summary>
    private SendResult Judge(Response? response, int code) =>
        response switch
        {
            { StatusCode: HttpStatusCode.TooManyRequests } => new SendResult.Throttled(
                response.Headers?.RetryAfter switch
                {
                    { Delta: { } delta } => delta,
                    { Date: { } date } => date > time.GetUtcNow() ? date - time.GetUtcNow() : TimeSpan.Zero,
                    _ => AfterTooMany,
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

    /// <summary>No connection came about, so that nothing left.</summary>
    private static bool NeverConnected(ApiConnectionException e) =>
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
