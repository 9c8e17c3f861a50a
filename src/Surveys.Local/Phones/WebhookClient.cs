using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Surveys.Http;
using Surveys.Sms;
using Surveys.Sms.Twilio;

namespace Surveys.Local;

/// <summary>
/// Posts Twilio's webhooks to the platform. As at Twilio, a form is signed for the public address. It is sent to the
/// address at which this host listens, until the platform accepts it.
/// </summary>
internal sealed partial class WebhookClient(
    HostAddress host,
    IOptions<SurveysOptions> addresses,
    IOptions<TwilioWebhookOptions> options,
    TimeProvider time,
    ILogger<WebhookClient> logger
) : IDisposable
{
    private const int MaxParallelPosts = 16;

    private static readonly KeyValuePair<string, string> ApiVersion = new("ApiVersion", "2010-04-01");

    private readonly SemaphoreSlim _posts = new(MaxParallelPosts);
    private readonly HttpClient _platform = new(
        new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }
    )
    {
        BaseAddress = host.Uri,
        Timeout = TimeSpan.FromSeconds(15),
    };

    /// <summary>Posts a citizen's message. The body of the platform's reply; null if there is none.</summary>
    public async Task<string?> PostMessageAsync(SimulatedSms message, CancellationToken cancellationToken)
    {
        var response = await PostAsync(
            addresses.Value.AddressOf(TwilioEndpoints.MessagesPath),
            [
                new("MessageSid", message.Sid),
                new("SmsMessageSid", message.Sid),
                new("From", message.Phone.E164),
                new("To", message.Sender),
                new("Body", message.Body),
                new("NumMedia", "0"),
                new("NumSegments", Segments.Of(message.Body).Parts.ToString(CultureInfo.InvariantCulture)),
                ApiVersion,
            ],
            cancellationToken
        );
        return ReplyIn(response);
    }

    /// <summary>Posts a delivery report.</summary>
    public async Task PostStatusAsync(
        SimulatedSms message,
        string status,
        int? errorCode,
        CancellationToken cancellationToken
    )
    {
        List<KeyValuePair<string, string>> form =
        [
            new("MessageSid", message.Sid),
            new("SmsSid", message.Sid),
            new("MessageStatus", status),
            new("SmsStatus", status),
            new("From", message.Sender),
            new("To", message.Phone.E164),
            ApiVersion,
        ];
        if (errorCode is { } code)
        {
            form.Add(new("ErrorCode", code.ToString(CultureInfo.InvariantCulture)));
        }

        // The path belongs to the message, but the public address may have changed by a restart.
        var address = addresses.Value.AddressOf(new Uri(message.StatusCallback!).PathAndQuery);
        await PostAsync(address, form, cancellationToken);
    }

    public void Dispose()
    {
        _platform.Dispose();
        _posts.Dispose();
    }

    /// <summary>The body of the platform's response; null if the platform refused the form.</summary>
    private async Task<string?> PostAsync(
        Uri address,
        IReadOnlyList<KeyValuePair<string, string>> form,
        CancellationToken cancellationToken
    )
    {
        var signature = TwilioSignature.Of(
            options.Value.AuthToken!,
            address.ToString(),
            form.Select(field => new KeyValuePair<string, StringValues>(field.Key, field.Value))
        );
        for (var delay = RetryDelay.First; ; delay = RetryDelay.After(delay))
        {
            await _posts.WaitAsync(cancellationToken);
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, address.PathAndQuery)
                {
                    Content = new FormUrlEncodedContent(form),
                };
                request.Headers.Add(TwilioSignature.Header, signature);
                using var response = await _platform.SendAsync(request, cancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    return await response.Content.ReadAsStringAsync(cancellationToken);
                }

                if ((int)response.StatusCode is >= 400 and < 500 and not 429)
                {
                    Log.Refused(logger, address.AbsolutePath, (int)response.StatusCode);
                    return null;
                }
            }
            catch (Exception e)
                when (e is HttpRequestException or IOException
                    || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested)
                )
            {
                Log.Failed(logger, address.AbsolutePath, e.Message);
            }
            finally
            {
                _posts.Release();
            }

            await Task.Delay(delay, time, cancellationToken);
        }
    }

    private static string? ReplyIn(string? response)
    {
        if (string.IsNullOrWhiteSpace(response))
        {
            return null;
        }

        try
        {
            return XDocument.Parse(response).Root?.Element("Message")?.Value;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The platform refused a webhook to {Path} with {Status}")]
        public static partial void Refused(ILogger logger, string path, int status);

        [LoggerMessage(2, LogLevel.Debug, "A webhook to {Path} failed and will be posted again: {Reason}")]
        public static partial void Failed(ILogger logger, string path, string reason);
    }
}
