using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Surveys.Sms;

namespace Surveys.Functions.Tests;

/// <summary>Sends through the sender that the host composes, to a server that checks the requests.</summary>
public sealed class TwilioSendTests : IAsyncLifetime
{
    private readonly TwilioServer _twilio = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _twilio.InitializeAsync();

    public ValueTask DisposeAsync() => _twilio.DisposeAsync();

    [Fact]
    public async Task A_message_is_posted_with_its_sender_validity_and_status_callback()
    {
        var result = await SendAsync("+77001112233");
        Assert.Equal(new SendResult.Accepted("SM00000000000000000000000000000001"), result);
        var post = Assert.Single(_twilio.Posts);
        Assert.Equal(
            new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["To"] = "+77010000001",
                ["From"] = "+77001112233",
                ["Body"] = $"Бағалаңыз 1-5: gov.kz/s/{TwilioSenders.Code}",
                ["ValidityPeriod"] = "1800",
                ["StatusCallback"] = "https://surveys.example.kz/hooks/twilio/status?ref=abc",
            },
            new SortedDictionary<string, string>(post.ToDictionary(), StringComparer.Ordinal)
        );
        Assert.Equal($"{TwilioServer.AccountSid}:{TwilioSenders.AuthToken}", _twilio.Credentials);
    }

    [Theory]
    [InlineData("MGaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "MessagingServiceSid")]
    [InlineData("eGov", "From")]
    [InlineData("MGOV", "From")]
    [InlineData("1414", "From")]
    public async Task The_form_of_a_sender_decides_its_field(string from, string field)
    {
        Assert.IsType<SendResult.Accepted>(await SendAsync(from));
        Assert.Equal(from, Assert.Single(_twilio.Posts)[field]);
        Assert.Single(_twilio.Posts[0].Keys, key => key is "From" or "MessagingServiceSid");
    }

    [Theory]
    [InlineData(0.2, "1")]
    [InlineData(50_000, "36000")]
    public async Task The_validity_stays_within_Twilios_bounds(double seconds, string sent)
    {
        await Sender().SendAsync(Message() with { Validity = TimeSpan.FromSeconds(seconds) }, Cancel);
        Assert.Equal(sent, Assert.Single(_twilio.Posts)["ValidityPeriod"]);
    }

    [Fact]
    public async Task An_API_key_has_precedence_over_the_auth_token()
    {
        const string key = "SKbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
        const string secret = "secret-of-the-tests-0123456789abcdef";
        var sender = Sender(new("Surveys:Twilio:ApiKeySid", key), new("Surveys:Twilio:ApiKeySecret", secret));
        Assert.IsType<SendResult.Accepted>(await sender.SendAsync(Message(), Cancel));
        Assert.Equal($"{key}:{secret}", _twilio.Credentials);
    }

    [Theory]
    [InlineData(400, 21610, "OptedOut")]
    [InlineData(400, 21211, "Permanent")]
    [InlineData(404, 20404, "Permanent")]
    [InlineData(401, 20003, "Configuration")]
    [InlineData(400, 30001, "Temporary")]
    public async Task A_refusal_is_read_from_its_code(int status, int code, string refusal)
    {
        _twilio.Answer = TwilioServer.Refuse(status, code);
        Assert.Equal(
            new SendResult.Refused(Enum.Parse<Refusal>(refusal), code.ToString(CultureInfo.InvariantCulture)),
            await SendAsync()
        );
        Assert.Single(_twilio.Posts);
    }

    [Fact]
    public async Task Refused_credentials_without_a_code_are_a_configuration_error()
    {
        _twilio.Answer = Status(403);
        var refused = Assert.IsType<SendResult.Refused>(await SendAsync());
        Assert.Equal(Refusal.Configuration, refused.Refusal);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData(null, 10)]
    public async Task Too_many_requests_are_throttled_for_as_long_as_Twilio_says(string? retryAfter, int seconds)
    {
        _twilio.Answer = TwilioServer.Refuse(429, 20429, retryAfter);
        Assert.Equal(new SendResult.Throttled(TimeSpan.FromSeconds(seconds)), await SendAsync());
        Assert.Single(_twilio.Posts);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(408)]
    public async Task An_uncertain_answer_is_unknown_and_the_message_is_posted_once(int status)
    {
        _twilio.Answer = Status(status);
        Assert.Equal(new SendResult.Unknown(), await SendAsync());
        Assert.Single(_twilio.Posts);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_because_it_would_post_again()
    {
        _twilio.Answer = context =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = context.Request.Path.Value;
            return Task.CompletedTask;
        };
        Assert.Equal(new SendResult.Unknown(), await SendAsync());
        Assert.Single(_twilio.Posts);
    }

    [Fact]
    public async Task A_connection_that_breaks_after_the_post_is_unknown_and_the_message_is_posted_once()
    {
        // A client that repeats broken requests does so on a connection that it has used before.
        var sender = Sender();
        Assert.IsType<SendResult.Accepted>(await sender.SendAsync(Message(), Cancel));
        _twilio.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        Assert.Equal(new SendResult.Unknown(), await sender.SendAsync(Message(), Cancel));
        Assert.Equal(2, _twilio.Posts.Count);
    }

    [Fact]
    public async Task An_answer_that_is_not_a_message_is_unknown()
    {
        _twilio.Answer = context =>
        {
            context.Response.StatusCode = 201;
            return context.Response.WriteAsync("<html>");
        };
        Assert.Equal(new SendResult.Unknown(), await SendAsync());
    }

    [Fact]
    public async Task A_cancelled_post_ends_at_once_and_is_unknown()
    {
        using var stop = new CancellationTokenSource();
        var release = new TaskCompletionSource();
        _twilio.Answer = async context =>
        {
            await stop.CancelAsync();
            await release.Task;
        };
        Assert.Equal(new SendResult.Unknown(), await Sender().SendAsync(Message(), stop.Token));
        release.SetResult();
        Assert.Single(_twilio.Posts);
    }

    [Fact]
    public async Task A_refused_connection_sends_nothing_and_may_be_tried_again()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var result = await TwilioSenders.Create(new Uri($"http://127.0.0.1:{port}")).SendAsync(Message(), Cancel);
        Assert.Equal(new SendResult.Throttled(TimeSpan.FromSeconds(1)), result);
    }

    private static OutgoingSms Message(string from = "eGov") =>
        new(
            from,
            TwilioSenders.Citizen,
            $"Бағалаңыз 1-5: gov.kz/s/{TwilioSenders.Code}",
            TimeSpan.FromMinutes(30),
            new Uri("https://surveys.example.kz/hooks/twilio/status?ref=abc")
        );

    private static Func<HttpContext, Task> Status(int status) =>
        context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };

    private ISmsSender Sender(params IEnumerable<KeyValuePair<string, string?>> settings) =>
        TwilioSenders.Create(_twilio.Address, settings);

    private Task<SendResult> SendAsync(string from = "eGov") => Sender().SendAsync(Message(from), Cancel);
}
