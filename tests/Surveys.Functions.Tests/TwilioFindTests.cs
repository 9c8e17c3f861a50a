using Microsoft.AspNetCore.Http;
using Surveys.Sms;
using static Surveys.Functions.Tests.TwilioSenders;

namespace Surveys.Functions.Tests;

/// <summary>Lookups in Twilio's message list.</summary>
public sealed class TwilioFindTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Since = new(2026, 11, 23, 6, 0, 0, TimeSpan.Zero);

    private readonly TwilioServer _twilio = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _twilio.InitializeAsync();

    public ValueTask DisposeAsync() => _twilio.DisposeAsync();

    [Fact]
    public async Task A_message_is_found_by_number_time_and_code_on_any_page()
    {
        _twilio.MaxRows = 2;
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
            await FindAsync()
        );
        Assert.Equal(3, _twilio.Lists.Count);
        Assert.All(_twilio.Lists, list => Assert.Equal(Citizen.E164, list["To"]));
    }

    [Fact]
    public async Task A_queued_message_without_a_sent_date_is_found()
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
            await FindAsync()
        );
    }

    [Fact]
    public async Task A_complete_list_without_the_message_means_that_it_was_never_sent()
    {
        // The invitation with the same code was sent three days before the reminder.
        // Codes are in base 62, so case matters.
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
        Assert.Equal(new FindResult.NotFound(), await FindAsync());
    }

    [Fact]
    public async Task A_redacted_message_makes_the_lookup_inconclusive()
    {
        _twilio.Messages.Add(
            TwilioServer.Message("SM00000000000000000000000000000001", Citizen.E164, "", Since.AddMinutes(1))
        );
        Assert.Equal(new FindResult.Inconclusive(), await FindAsync());
    }

    [Fact]
    public async Task A_list_with_too_many_pages_is_inconclusive()
    {
        _twilio.MaxRows = 1;
        for (var number = 0; number < 11; number++)
        {
            _twilio.Messages.Add(TwilioServer.Message($"SM{number:x32}", Citizen.E164, "another", Since.AddMinutes(1)));
        }

        Assert.Equal(new FindResult.Inconclusive(), await FindAsync());
    }

    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    [InlineData(401)]
    public async Task A_refused_list_is_inconclusive(int status)
    {
        _twilio.ListAnswer = TwilioServer.Refuse(status, 20000 + (status % 1000));
        Assert.Equal(new FindResult.Inconclusive(), await FindAsync());
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("")]
    public async Task An_answer_that_is_not_a_list_is_inconclusive(string answer)
    {
        _twilio.ListAnswer = context => context.Response.WriteAsync(answer);
        Assert.Equal(new FindResult.Inconclusive(), await FindAsync());
    }

    private Task<FindResult> FindAsync() => Create(_twilio.Address).FindAsync(Citizen, Since, Code, Cancel);
}
