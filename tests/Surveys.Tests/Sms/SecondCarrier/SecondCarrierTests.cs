using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Surveys.Sms.Twilio;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Sms.SecondCarrier;

/// <summary>A carrier is one folder and its registration: the platform runs with another one, unchanged.</summary>
public sealed class SecondCarrierTests : IAsyncLifetime
{
    private const string Service = "second";

    private readonly ExampleSender _sender = new();
    private readonly FrontDoor _door;
    private readonly Texting _texting;

    public SecondCarrierTests(AzuriteFixture azurite)
    {
        _door = new FrontDoor(azurite) { AddCarrier = builder => builder.Services.AddExample(_sender) };
        _texting = new Texting(_door);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _door.StartAsync();
        await _door.RegisterAsync(Service, new { sms = new { from = "pool/7", twoWay = true } });
        await _texting.MorningAsync();
    }

    public ValueTask DisposeAsync() => _door.DisposeAsync();

    [Fact]
    public async Task A_message_goes_out_its_report_comes_in_and_the_reply_is_answered()
    {
        var phone = await InviteAsync("one");
        var (id, message) = _sender.Last;
        Assert.Equal("pool/7", message.From);
        Assert.Equal(ExampleEndpoints.StatusPath, message.StatusCallback.AbsolutePath);
        Assert.Equal("sent", await _texting.StandingAsync(Service, "one"));

        var report = await PostAsync(message.StatusCallback.PathAndQuery, new { id, state = "DELIVRD" });
        Assert.Equal(HttpStatusCode.OK, report.StatusCode);
        Assert.Equal("delivered", await _texting.StandingAsync(Service, "one"));

        // The pool sends from any of its numbers, so a reply to one of them belongs to the survey.
        var reply = await PostAsync(
            ExampleEndpoints.MessagesPath,
            new
            {
                id = "in/1",
                msisdn = phone,
                to = "+77009998877",
                text = "5",
            }
        );
        var answer = await reply.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.NotNull(answer.GetProperty("reply").GetString());
        Assert.Equal("5", (await _texting.RowAsync(Service, "one")).Survey.Satisfaction?.Choice);
        await _door.RecountAsync();
    }

    [Theory]
    [InlineData("INVALID_MSISDN", "undelivered refused")]
    [InlineData("BLACKLISTED", "withheld opted-out")]
    [InlineData("QUEUE_FULL", "scheduled")]
    public async Task A_refusal_has_the_meaning_that_the_carriers_table_gives_it(string error, string standing)
    {
        _sender.Error = error;
        await InviteAsync("refused");
        Assert.Equal(standing, await _texting.StandingAsync(Service, "refused"));
    }

    [Theory]
    [InlineData("EXPIRED", "undelivered expired")]
    [InlineData("REJECTD", "undelivered refused")]
    [InlineData("UNDELIV", "undelivered unknown")]
    [InlineData("ACCEPTD", "sent")]
    public async Task A_delivery_state_has_the_meaning_that_the_carriers_table_gives_it(string state, string standing)
    {
        await InviteAsync("reported");
        var (id, message) = _sender.Last;
        await PostAsync(message.StatusCallback.PathAndQuery, new { id, state });
        Assert.Equal(standing, await _texting.StandingAsync(Service, "reported"));
    }

    [Fact]
    public async Task A_message_whose_answer_was_lost_is_found_in_the_carriers_list()
    {
        _sender.LosesAnswers = true;
        await InviteAsync("lost");
        Assert.Equal("sending", await _texting.StandingAsync(Service, "lost"));
        await _door.PassAsync(TimeSpan.FromMinutes(16));
        await _texting.SweepAsync();
        Assert.Equal("delivered", await _texting.StandingAsync(Service, "lost"));
    }

    [Fact]
    public async Task Only_the_registered_carrier_has_webhooks_and_sender_ids()
    {
        using var nothing = JsonContent.Create(new { });
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await _door.Anyone.PostAsync(TwilioEndpoints.MessagesPath, nothing, Cancel)).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await _door.Anyone.PostAsync(ExampleEndpoints.MessagesPath, nothing, Cancel)).StatusCode
        );
        var response = await _door.Admin.PutAsJsonAsync(
            "v1/services/other",
            new
            {
                name = new { kk = "Салық" },
                agency = "Tax",
                sms = new { from = "MG0123456789abcdef0123456789abcdef" },
            },
            Cancel
        );
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("or a pool id.", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    /// <summary>Reports an interaction and lets its message be sent; the phone.</summary>
    private async Task<string> InviteAsync(string id)
    {
        var phone = Texting.NewPhone();
        await _texting.ReportAsync(Service, id, phone);
        await _door.PassAsync(TimeSpan.FromMinutes(16));
        return phone;
    }

    private async Task<HttpResponseMessage> PostAsync(string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add(ExampleEndpoints.KeyHeader, ExampleEndpoints.Key);
        return await _door.Anyone.SendAsync(request, Cancel);
    }
}
