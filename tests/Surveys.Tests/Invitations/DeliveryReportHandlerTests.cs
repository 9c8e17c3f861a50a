using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Surveys.Ledger;
using Surveys.Scoring;
using Surveys.ServiceRegister;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Invitations;

public sealed class ReportingTests(FrontDoor door) : FrontDoorTests
{
    [Fact]
    public async Task A_reported_interaction_is_texted_once_when_it_is_due()
    {
        await door.RegisterAsync("tax");
        var producer = await door.AsAsync("producer", "tax");
        object report = new
        {
            serviceId = "tax",
            interactionId = "once",
            completedAt = door.Time.GetUtcNow(),
            assistance = "ai",
            channel = "web",
            phone = "8 701 000 00 01",
            smsConsent = true,
        };
        foreach (var expected in (string[])["accepted", "duplicate"])
        {
            var response = await producer.PostAsJsonAsync(
                "v1/interactions",
                report,
                TestContext.Current.CancellationToken
            );
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            var item = (
                await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)
            ).GetProperty("items")[0];
            Assert.Equal(expected, item.GetProperty("status").GetString());
            Assert.Equal("""{"state":"accepted"}""", item.GetProperty("invitation").GetRawText());
        }

        await door.PumpAsync();
        Assert.Empty(door.Carrier.To("+77010000001"));
        await door.PassAsync(TimeSpan.FromMinutes(16));
        Assert.Contains("gov.kz/s/", Assert.Single(door.Carrier.To("+77010000001")), StringComparison.Ordinal);
        await door.RecountAsync();
    }

    [Fact]
    public async Task Texts_that_fall_due_together_share_a_message_and_each_goes_out()
    {
        await door.RegisterAsync("together");
        var producer = await door.AsAsync("producer", "together");
        var array = Enumerable
            .Range(0, 40)
            .Select(number => new
            {
                serviceId = "together",
                interactionId = $"together-{number}",
                completedAt = door.Time.GetUtcNow()
                    - (number < 34 ? TimeSpan.FromSeconds(number / 4) : TimeSpan.FromMinutes(1)),
                assistance = "ai",
                channel = "chat",
                phone = $"+7702000{number:d4}",
                smsConsent = true,
            })
            .ToArray();
        var sent = door.Queues.Of("send").Sent;
        await producer.PostAsync("v1/interactions", array, 202);
        await producer.PostAsync("v1/interactions", array, 202);

        // Six of a minute before, and 34 by 16; a repeat at once tells nothing anew, one that comes later does.
        Assert.Equal(4, door.Queues.Of("send").Sent - sent);
        door.Time.Advance(TimeSpan.FromSeconds(11));
        await producer.PostAsync("v1/interactions", array, 202);
        Assert.Equal(8, door.Queues.Of("send").Sent - sent);

        await door.PassAsync(TimeSpan.FromMinutes(16));
        Assert.All(array, item => Assert.Single(door.Carrier.To(item.phone)));
    }

    [Fact]
    public async Task A_message_of_the_first_version_is_still_understood()
    {
        await door.RegisterAsync("old");
        var producer = await door.AsAsync("producer", "old");
        var report = new
        {
            serviceId = "old",
            interactionId = "old",
            completedAt = door.Time.GetUtcNow(),
            assistance = "ai",
            channel = "chat",
            phone = "+77020100001",
            smsConsent = true,
        };
        await producer.PostAsync("v1/interactions", report, 202);
        var service = (
            await door
                .Services.GetRequiredService<ServicesTable>()
                .ReadAsync("old", TestContext.Current.CancellationToken)
        )!.Service;
        var key = service.KeyOf("old", report.completedAt);
        door.Time.Advance(TimeSpan.FromMinutes(16));
        await BackgroundWork.SendText.HandleAsync(
            door.Services,
            BinaryData.FromString($$"""{"version":1,"place":"{{key}}"}"""),
            TestContext.Current.CancellationToken
        );
        Assert.Single(door.Carrier.To("+77020100001"));
    }

    /// <summary>Interactions as eight services' clients would bring them, in arrays of up to 500: 1,000, to be quick, or as many as SURVEYS_REPORTED says.</summary>
    [Fact]
    public async Task Arrays_that_eight_clients_send_three_times_each_are_stored_once_with_one_invitation_each()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable("SURVEYS_REPORTED"), out var asked) ? asked : 1_000;
        await door.RegisterAsync("array", new { delayMinutes = 60 });
        var producer = await door.AsAsync("producer", "array");
        var arrays = Enumerable
            .Range(0, count)
            .Select(number => new
            {
                serviceId = "array",
                interactionId = $"array-{number}",
                completedAt = door.Time.GetUtcNow(),
                assistance = "ai",
                channel = "chat",
                phone = $"+7701{number:d7}",
                smsConsent = true,
            })
            .Chunk(Math.Clamp(count / 8, 1, 500))
            .ToList();
        var work = new System.Collections.Concurrent.ConcurrentQueue<object[]>(arrays.Concat(arrays).Concat(arrays));
        var answers = new System.Collections.Concurrent.ConcurrentBag<(string Id, string Status, string State)>();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(async _ =>
                {
                    while (work.TryDequeue(out var array))
                    {
                        foreach (
                            var item in (await producer.PostAsync("v1/interactions", array, 202))
                                .GetProperty("items")
                                .EnumerateArray()
                        )
                        {
                            answers.Add(
                                (
                                    item.TextAt("interactionId")!,
                                    item.TextAt("status")!,
                                    item.TextAt("invitation.state")!
                                )
                            );
                        }
                    }
                })
        );
        TestContext.Current.SendDiagnosticMessage($"{3 * count} items reported in {watch.Elapsed.TotalSeconds:F1} s");

        Assert.Equal(3 * count, answers.Count);
        Assert.Equal(count, answers.Count(answer => answer.Status is "accepted"));
        Assert.Equal(count, answers.Select(answer => answer.Id).Distinct().Count());
        Assert.All(answers, answer => Assert.Equal("accepted", answer.State));
        Assert.True(await door.RecountAsync() >= count);
        var day = new ServiceDay("array", new DateOnly(2026, 11, 23));
        var open = (
            await door
                .Services.GetRequiredService<RollupJob>()
                .SumCounterShardsAsync(day, TestContext.Current.CancellationToken)
        ).Open;
        Assert.Equal(count, open[Counters.Scheduled]);
    }
}
