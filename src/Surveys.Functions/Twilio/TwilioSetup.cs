using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Surveys.Sms;
using Surveys.Sms.Twilio;

namespace Surveys.Functions.Twilio;

/// <summary>Registers Twilio in the serverless host: its description, its webhooks and its sender.</summary>
internal static class TwilioSetup
{
    /// <summary>How long a pooled connection is kept, so that changes of DNS are seen.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Adds Twilio as the carrier of text messages.</summary>
    public static IServiceCollection AddTwilio(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddTwilioWebhooks(configuration);
        services
            .AddOptions<TwilioOptions>()
            .Bind(configuration.GetSection(TwilioOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();

        // The address of a lookup holds a citizen's number, so the HTTP client's own loggers are removed.
        // Nothing in the client may repeat a request: no redirects and no resilience handler. CarrierPipeline alone
        // decides what is tried again.
        services
            .AddHttpClient(TwilioSmsSender.HttpClientName, http => http.Timeout = TwilioSmsSender.RequestTimeout)
            .RemoveAllLoggers()
            .AddHttpMessageHandler(provider => new GatewayHandler(
                provider.GetRequiredService<IOptions<TwilioOptions>>().Value.Gateway
            ))
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    PooledConnectionLifetime = ConnectionLifetime,
                    ActivityHeadersPropagator = null,
                }
            );
        services.AddSingleton<ISmsSender, TwilioSmsSender>();
        return services;
    }

    /// <summary>Sends requests to the configured gateway in place of Twilio, if there is one.</summary>
    private sealed class GatewayHandler(Uri? gateway) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            if (gateway is not null)
            {
                request.RequestUri = new Uri(gateway, request.RequestUri!.PathAndQuery);
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
