using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using Surveys.Countries;
using Surveys.Ledger;
using Surveys.ServiceRegister;
using Surveys.Sms;
using Surveys.Sms.Twilio;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Sms;

/// <summary>Acts as a citizen, a service and the carrier, through the HTTP endpoints.</summary>
internal sealed class Texting(FrontDoor door)
{
    public const string Sender = "+77001112233";

    private static int _number;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A phone number that no other test uses.</summary>
    public static string NewPhone() =>
        string.Create(CultureInfo.InvariantCulture, $"+7701{Interlocked.Increment(ref _number):d7}");

    /// <summary>Advances the clock to 10:00 of the next working day in Almaty.</summary>
    public async Task MorningAsync()
    {
        var holidays = CountryCatalog.Shipped.HolidaysOf("Asia/Almaty");
        var at = door.Time.GetUtcNow().AddHours(5).Date.AddDays(1);
        while (at.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || holidays.IsDayOff(DateOnly.FromDateTime(at)))
        {
            at = at.AddDays(1);
        }

        await door.PassAsync(new DateTimeOffset(at.AddHours(10), TimeSpan.FromHours(5)) - door.Time.GetUtcNow());
    }

    /// <summary>Reports an interaction that has just ended, and returns its invitation.</summary>
    public async Task<JsonElement> ReportAsync(
        string serviceId,
        string id,
        string? phone,
        string language = "kk",
        object? more = null
    )
    {
        var body = JsonSerializer
            .SerializeToNode(
                new
                {
                    serviceId,
                    interactionId = id,
                    completedAt = door.Time.GetUtcNow(),
                    assistance = "ai",
                    channel = "web",
                    language,
                    phone,
                    smsConsent = true,
                }
            )!
            .AsObject();
        foreach (var (name, value) in JsonSerializer.SerializeToNode(more ?? new { })!.AsObject().ToList())
        {
            body[name] = value?.DeepClone();
        }

        if (phone is null)
        {
            body.Remove("phone");
        }

        var response = await (await door.AsAsync("producer", serviceId)).PostAsJsonAsync(
            "v1/interactions",
            body,
            Cancel
        );
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel))
            .GetProperty("items")[0]
            .GetProperty("invitation");
    }

    /// <summary>Reports an interaction and sends its invitation.</summary>
    public async Task InviteAsync(string serviceId, string id, string phone, string language = "kk")
    {
        await ReportAsync(serviceId, id, phone, language);
        await door.PassAsync(TimeSpan.FromMinutes(16));
        Assert.Contains(door.Carrier.Sent, sent => sent.Text.To.E164 == phone);
    }

    /// <summary>The state of an invitation, and its reason if it has one.</summary>
    public async Task<string> StandingAsync(string serviceId, string id)
    {
        var standing = await door.Admin.GetFromJsonAsync<JsonElement>(
            $"v1/services/{serviceId}/interactions/{id}",
            Cancel
        );
        var invitation = standing.GetProperty("invitation");
        var state = invitation.GetProperty("state").GetString()!;
        return invitation.TryGetProperty("reason", out var reason) ? $"{state} {reason.GetString()}" : state;
    }

    /// <summary>The row of an interaction.</summary>
    public async Task<Interaction> RowAsync(string serviceId, string id)
    {
        var service = (await door.Services.GetRequiredService<ServicesTable>().ReadAsync(serviceId, Cancel))!.Service;
        var today = service.DayOf(door.Time.GetUtcNow());
        for (var back = 0; back < 1_000; back++)
        {
            if (
                await door
                    .Services.GetRequiredService<Surveys.Ledger.InteractionLedger>()
                    .FindAsync(InteractionKey.Of(serviceId, today.AddDays(-back), id, 1), Cancel) is
                { } row
            )
            {
                return row;
            }
        }

        throw new InvalidOperationException($"The interaction {id} does not exist.");
    }

    /// <summary>Sends a citizen's message and returns the reply; null if there is none.</summary>
    public async Task<string?> WriteAsync(
        string phone,
        string body,
        string? sid = null,
        string? optOutType = null,
        string to = Sender
    )
    {
        var form = new Dictionary<string, string>
        {
            ["MessageSid"] =
                sid ?? string.Create(CultureInfo.InvariantCulture, $"SI{Interlocked.Increment(ref _number):x32}"),
            ["From"] = phone,
            ["To"] = to,
            ["Body"] = body,
        };
        if (optOutType is not null)
        {
            form["OptOutType"] = optOutType;
        }

        var response = await PostSignedAsync("/hooks/twilio/messages", form);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/xml", response.Content.Headers.ContentType?.MediaType);
        return XDocument.Parse(await response.Content.ReadAsStringAsync(Cancel)).Root!.Element("Message")?.Value;
    }

    /// <summary>Posts a delivery report of the carrier.</summary>
    public async Task ReportStatusAsync(OutgoingSms message, string sid, string status, int? errorCode = null)
    {
        var form = new Dictionary<string, string> { ["MessageSid"] = sid, ["MessageStatus"] = status };
        if (errorCode is { } code)
        {
            form["ErrorCode"] = code.ToString(CultureInfo.InvariantCulture);
        }

        Assert.Equal(
            HttpStatusCode.NoContent,
            (await PostSignedAsync(message.StatusCallback.PathAndQuery, form)).StatusCode
        );
    }

    /// <summary>Posts a form like the carrier, signed over the configured address.</summary>
    public async Task<HttpResponseMessage> PostSignedAsync(
        string path,
        IReadOnlyDictionary<string, string> form,
        string token = FrontDoor.CarrierToken,
        string? address = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };
        var signature = TwilioSignature.Of(
            token,
            address ?? new Uri(FrontDoor.PublicUrl, path).ToString(),
            form.Select(field => new KeyValuePair<string, StringValues>(field.Key, field.Value))
        );
        request.Headers.Add(TwilioSignature.Header, signature);
        return await door.Anyone.SendAsync(request, Cancel);
    }

    /// <summary>Runs the sweep and handles what follows from it.</summary>
    public async Task SweepAsync()
    {
        await BackgroundWork.Sweep.RunAsync(door.Services, Cancel);
        await door.PumpAsync();
    }

    /// <summary>The last message to a phone, and its id at the carrier.</summary>
    public (string Sid, OutgoingSms Text) LastTo(string phone) =>
        door.Carrier.Sent.Last(sent => sent.Text.To.E164 == phone);
}
