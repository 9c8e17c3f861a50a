using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Surveys.Functions.Twilio;
using Surveys.Privacy;
using Surveys.Sms;
using Surveys.Sms.Twilio;

namespace Surveys.Functions.Tests;

/// <summary>The sender as the host composes it, before a server that takes what Twilio's description has.</summary>
public sealed class TwilioSmsSenderTests : IAsyncLifetime
{
    private const string AuthToken = "token-of-the-tests-0123456789abcdef";

    private const string Code = "7Kq2Xm9aBc";

    private static readonly PhoneNumber Citizen = PhoneNumber.OfE164("+77010000001");
    private static readonly DateTimeOffset Since = new(2026, 11, 23, 6, 0, 0, TimeSpan.Zero);

    private readonly TwilioServer _twilio = new();

    public ValueTask InitializeAsync() => _twilio.InitializeAsync();

    public ValueTask DisposeAsync() => _twilio.DisposeAsync();

    [Fact]
    public async Task A_text_is_handed_over_with_its_sender_its_validity_and_where_to_report()
    {
        var result = await Sender().SendAsync(Text("+77001112233"), TestContext.Current.CancellationToken);
        Assert.Equal(new SendResult.Accepted("SM00000000000000000000000000000001"), result);
        var post = Assert.Single(_twilio.Posts);
        Assert.Equal(
            new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["To"] = "+77010000001",
                ["From"] = "+77001112233",
                ["Body"] = $"Бағалаңыз 1-5: gov.kz/s/{Code}",
                ["ValidityPeriod"] = "1800",
                ["StatusCallback"] = "https://surveys.example.kz/hooks/twilio/status?ref=abc",
            },
            new SortedDictionary<string, string>(post.ToDictionary(), StringComparer.Ordinal)
        );
        Assert.Equal($"{TwilioServer.AccountSid}:{AuthToken}", _twilio.Credentials);
    }

    [Theory]
    [InlineData("MGaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "MessagingServiceSid")]
    [InlineData("eGov", "From")]
    [InlineData("MGOV", "From")]
    [InlineData("1414", "From")]
    public async Task A_sender_goes_into_the_field_that_its_form_asks_for(string from, string field)
    {
        Assert.IsType<SendResult.Accepted>(await Sender().SendAsync(Text(from), TestContext.Current.CancellationToken));
        Assert.Equal(from, Assert.Single(_twilio.Posts)[field]);
        Assert.Single(_twilio.Posts[0].Keys, key => key is "From" or "MessagingServiceSid");
    }

    [Theory]
    [InlineData(0.2, "1")]
    [InlineData(50_000, "36000")]
    public async Task A_validity_is_kept_within_what_Twilio_takes(double seconds, string sent)
    {
        await Sender()
            .SendAsync(
                Text("eGov") with
                {
                    Validity = TimeSpan.FromSeconds(seconds),
                },
                TestContext.Current.CancellationToken
            );
        Assert.Equal(sent, Assert.Single(_twilio.Posts)["ValidityPeriod"]);
    }

    [Fact]
    public async Task An_API_key_goes_before_the_auth_token()
    {
        const string key = "SKbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
        const string secret = "secret-of-the-tests-0123456789abcdef";
        var sender = Sender(
            settings: [new("Surveys:Twilio:ApiKeySid", key), new("Surveys:Twilio:ApiKeySecret", secret)]
        );
        Assert.IsType<SendResult.Accepted>(await sender.SendAsync(Text("eGov"), TestContext.Current.CancellationToken));
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
            await Sender().SendAsync(Text("eGov"), TestContext.Current.CancellationToken)
        );
        Assert.Single(_twilio.Posts);
    }

    [Fact]
    public async Task Credentials_refused_without_a_code_are_a_matter_of_configuration()
    {
        _twilio.Answer = Status(403);
        var refused = Assert.IsType<SendResult.Refused>(
            await Sender().SendAsync(Text("eGov"), TestContext.Current.CancellationToken)
        );
        Assert.Equal(Refusal.Configuration, refused.Refusal);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData(null, 10)]
    public async Task Too_many_requests_are_tried_again_after_what_Twilio_says(string? retryAfter, int seconds)
    {
        _twilio.Answer = TwilioServer.Refuse(429, 20429, retryAfter);
        Assert.Equal(
            new SendResult.Throttled(TimeSpan.FromSeconds(seconds)),
            await Sender().SendAsync(Text("eGov"), TestContext.Current.CancellationToken)
        );
        Assert.Single(_twilio.Posts);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(408)]
    public async Task An_answer_that_says_nothing_certain_is_unknown_and_the_text_is_sent_once(int status)
    {
        _twilio.Answer = Status(status);
        Assert.Equal(
            new SendResult.Unknown(),
            await Sender().SendAsync(Text("eGov"), TestContext.Current.CancellationToken)
        );
        Assert.Single(_twilio.Posts);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_since_it_would_post_again()
    {
        _twilio.Answer = context =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = context.Request.Path.Value;
            return Task.CompletedTask;
        };
        Assert.Equal(
            new SendResult.Unknown(),
            await Sender().SendAsync(Text("eGov"), TestContext.Current.CancellationToken)
        );
        Assert.Single(_twilio.Posts);
    }

    [Fact]
    public async Task A_connection_that_is_cut_after_the_post_is_unknown_and_the_text_is_sent_once()
    {
        // The first text warms a connection: a client that repeats what was cut does so on a connection that it used before.
        var sender = Sender();
        Assert.IsType<SendResult.Accepted>(await sender.SendAsync(Text("eGov"), TestContext.Current.CancellationToken));
        _twilio.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        Assert.Equal(
            new SendResult.Unknown(),
            await sender.SendAsync(Text("eGov"), TestContext.Current.CancellationToken)
        );
        Assert.Equal(2, _twilio.Posts.Count);
    }

    [Fact]
    public async Task An_answer_that_is_no_message_is_unknown()
    {
        _twilio.Answer = context =>
        {
            context.Response.StatusCode = 201;
            return context.Response.WriteAsync("<html>");
        };
        Assert.Equal(
            new SendResult.Unknown(),
            await Sender().SendAsync(Text("eGov"), TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task A_post_that_is_given_up_ends_at_once_and_is_unknown()
    {
        using var giveUp = new CancellationTokenSource();
        var released = new TaskCompletionSource();
        _twilio.Answer = async context =>
        {
            await giveUp.CancelAsync();
            await released.Task;
        };
        Assert.Equal(new SendResult.Unknown(), await Sender().SendAsync(Text("eGov"), giveUp.Token));
        released.SetResult();
        Assert.Single(_twilio.Posts);
    }

    [Fact]
    public async Task A_refused_connection_is_certain_not_to_have_sent_and_may_be_tried_again()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var result = await Sender(new Uri($"http://127.0.0.1:{port}"))
            .SendAsync(Text("eGov"), TestContext.Current.CancellationToken);
        Assert.Equal(new SendResult.Throttled(TimeSpan.FromSeconds(1)), result);
    }

    [Fact]
    public async Task A_text_is_found_by_number_time_and_code_on_whatever_page_it_lies()
    {
        _twilio.MostRows = 2;
        _twilio.Messages.Add(
            TwilioServer.Message(
                "SM00000000000000000000000000000009",
                "+77019999999",
                $"gov.kz/s/{Code}",
                Since.AddMinutes(1)
            )
        );
        for (var number = 1; number <= 4; number++)
        {
            _twilio.Messages.Add(
                TwilioServer.Message(
                    $"SM0000000000000000000000000000000{number}",
                    Citizen.E164,
                    "gov.kz/s/another000",
                    Since.AddMinutes(2)
                )
            );
        }

        _twilio.Messages.Add(
            TwilioServer.Message(
                "SM00000000000000000000000000000005",
                Citizen.E164,
                $"Бағалаңыз: gov.kz/s/{Code}",
                Since.AddMinutes(1),
                "undelivered",
                30005
            )
        );
        Assert.Equal(
            new FindResult.Found("SM00000000000000000000000000000005", DeliveryStatus.Refused),
            await Sender().FindAsync(Citizen, Since, Code, TestContext.Current.CancellationToken)
        );
        Assert.Equal(3, _twilio.Lists.Count);
        Assert.All(_twilio.Lists, list => Assert.Equal(Citizen.E164, list["To"]));
    }

    [Fact]
    public async Task A_text_that_still_waits_at_Twilio_and_has_no_sent_date_is_found()
    {
        _twilio.Messages.Add(
            TwilioServer.Message(
                "SM00000000000000000000000000000001",
                Citizen.E164,
                Code,
                Since.AddMinutes(1),
                "queued"
            )
        );
        Assert.Equal(
            new FindResult.Found("SM00000000000000000000000000000001", DeliveryStatus.InProgress),
            await Sender().FindAsync(Citizen, Since, Code, TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task A_complete_list_without_the_text_says_that_it_never_left()
    {
        // The invitation carried the same code three days before; it is not the reminder that is looked for. Case counts: codes are of base 62.
        _twilio.Messages.Add(
            TwilioServer.Message(
                "SM00000000000000000000000000000001",
                Citizen.E164,
                Code.ToLowerInvariant(),
                Since.AddMinutes(1)
            )
        );
        _twilio.Messages.Add(
            TwilioServer.Message("SM00000000000000000000000000000002", Citizen.E164, Code, Since.AddDays(-3))
        );
        Assert.Equal(
            new FindResult.NotFound(),
            await Sender().FindAsync(Citizen, Since, Code, TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task A_text_whose_words_were_redacted_leaves_it_open_whether_it_is_the_one()
    {
        _twilio.Messages.Add(
            TwilioServer.Message("SM00000000000000000000000000000001", Citizen.E164, "", Since.AddMinutes(1))
        );
        Assert.Equal(
            new FindResult.Inconclusive(),
            await Sender().FindAsync(Citizen, Since, Code, TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task A_list_that_cannot_be_read_to_its_end_cannot_tell()
    {
        _twilio.MostRows = 1;
        for (var number = 0; number < 11; number++)
        {
            _twilio.Messages.Add(TwilioServer.Message($"SM{number:x32}", Citizen.E164, "another", Since.AddMinutes(1)));
        }

        Assert.Equal(
            new FindResult.Inconclusive(),
            await Sender().FindAsync(Citizen, Since, Code, TestContext.Current.CancellationToken)
        );
    }

    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    [InlineData(401)]
    public async Task A_list_that_is_refused_cannot_tell(int status)
    {
        _twilio.ListAnswer = TwilioServer.Refuse(status, 20000 + (status % 1000));
        Assert.Equal(
            new FindResult.Inconclusive(),
            await Sender().FindAsync(Citizen, Since, Code, TestContext.Current.CancellationToken)
        );
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("")]
    public async Task A_list_that_is_no_list_cannot_tell(string answer)
    {
        _twilio.ListAnswer = context => context.Response.WriteAsync(answer);
        Assert.Equal(
            new FindResult.Inconclusive(),
            await Sender().FindAsync(Citizen, Since, Code, TestContext.Current.CancellationToken)
        );
    }

    private static OutgoingSms Text(string from) =>
        new(
            from,
            Citizen,
            $"Бағалаңыз 1-5: gov.kz/s/{Code}",
            TimeSpan.FromMinutes(30),
            new Uri("https://surveys.example.kz/hooks/twilio/status?ref=abc")
        );

    private static Func<HttpContext, Task> Status(int status) =>
        context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };

    /// <summary>The sender out of the host's own composition; only where requests go is another place.</summary>
    private ISmsSender Sender(Uri? address = null, IEnumerable<KeyValuePair<string, string?>>? settings = null)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([
                new("Surveys:Twilio:AccountSid", TwilioServer.AccountSid),
                new("Surveys:Twilio:Gateway", (address ?? _twilio.Address).ToString()),
                .. settings ?? [],
            ])
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton(TimeProvider.System);
        services.Configure<TwilioWebhookOptions>(options => options.AuthToken = AuthToken);
        services.AddTwilio(configuration);
        return services
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true })
            .GetRequiredService<ISmsSender>();
    }
}
