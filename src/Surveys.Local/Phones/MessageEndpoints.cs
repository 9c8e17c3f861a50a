using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Surveys.Countries;
using Surveys.Http;
using Surveys.Privacy;

namespace Surveys.Local;

/// <summary>The simulated phones over HTTP: lists their messages, and writes one on a phone.</summary>
internal static class MessageEndpoints
{
    /// <summary>The maximum length that Twilio accepts.</summary>
    private const int MaxBody = 1600;

    private const int MaxSender = 40;

    public static readonly Endpoint GetMessages = new("GetMessages", "GET", "dev/messages", Roles.Anyone, ListAsync)
    {
        Summary = "Local host only: the simulated phones' messages, oldest first",
        Query = ["phone"],
    };

    public static readonly Endpoint SendMessage = new("SendMessage", "POST", "dev/messages", Roles.Anyone, WriteAsync)
    {
        Summary = "Local host only: a citizen's phone sends a message",
        Query = [],
    };

    private static async Task<IResult> ListAsync(
        string? phone,
        HttpContext context,
        PhonesTable table,
        Country country,
        CancellationToken cancellationToken
    )
    {
        context.Response.Headers.CacheControl = "no-store";
        if (phone is null)
        {
            return Show(await table.ListAsync(cancellationToken));
        }

        return PhoneNumber.TryParse(phone, country, out var number)
            ? Show(await table.ListAsync(number, cancellationToken))
            : Problem.Invalid("phone", PhoneNumber.FormError(country));
    }

    private static async Task<IResult> WriteAsync(
        HttpContext context,
        PhonesTable table,
        SimulatedPhones phones,
        Country country,
        CancellationToken cancellationToken
    )
    {
        using var body = await RequestBody.ReadJsonAsync(
            context.Request,
            Endpoint.DefaultMaxBodyBytes,
            cancellationToken
        );
        var errors = new ValidationErrors();
        var fields = new JsonFields(body.RootElement, "", errors);
        var given = fields.Text("from", required: true);
        var isNumber = PhoneNumber.TryParse(given, country, out var from);
        if (given is not null && !isNumber)
        {
            fields.AddError("from", PhoneNumber.FormError(country));
        }

        var to = fields.Text("to", shortest: 1, longest: MaxSender);
        var text = fields.Text("body", required: true, longest: MaxBody);
        fields.Close();
        if (!errors.Any && to is null)
        {
            to = (await table.ListAsync(from, cancellationToken)).LastOrDefault(known => !known.IsInbound)?.Sender;
            if (to is null)
            {
                fields.AddError(
                    "to",
                    "Is required, because this phone has not received a message that it could answer."
                );
            }
        }

        if (errors.Any)
        {
            return Problem.Invalid(errors);
        }

        var sent = await phones.WriteAsync(from, to!, text!, cancellationToken);
        return Results.Json(
            ListedMessage.Of(sent),
            MessageJson.Plain.ListedMessage,
            statusCode: StatusCodes.Status202Accepted
        );
    }

    private static IResult Show(IReadOnlyList<SimulatedSms> messages) =>
        Results.Json(new ListedMessages([.. messages.Select(ListedMessage.Of)]), MessageJson.Plain.ListedMessages);
}

/// <summary>A message as the API lists it.</summary>
internal sealed record ListedMessage(
    string Sid,
    string Direction,
    string From,
    string To,
    string Body,
    int Segments,
    DateTimeOffset At
)
{
    public static ListedMessage Of(SimulatedSms message) =>
        new(
            message.Sid,
            message.IsInbound ? "inbound" : "outbound",
            message.IsInbound ? message.Phone.E164 : message.Sender,
            message.IsInbound ? message.Sender : message.Phone.E164,
            message.Body,
            Sms.Segments.Of(message.Body).Parts,
            message.At
        );
}

internal sealed record ListedMessages(IReadOnlyList<ListedMessage> Items);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ListedMessages))]
internal sealed partial class MessageJson : JsonSerializerContext
{
    /// <summary>Writes letters unescaped, because people read these responses in a terminal.</summary>
    public static MessageJson Plain { get; } =
        new(
            new JsonSerializerOptions(JsonSerializerDefaults.Web)
            {
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );
}
