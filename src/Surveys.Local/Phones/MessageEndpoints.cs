using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Surveys.Countries;
using Surveys.Http;
using Surveys.Privacy;

namespace Surveys.Local;

/// <summary>The simulated phones over HTTP: what they show, and writing on one.</summary>
internal static class MessageEndpoints
{
    /// <summary>What a carrier takes in one text.</summary>
    private const int LongestBody = 1600;

    private const int LongestSender = 40;

    public static readonly Endpoint GetMessages = new("GetMessages", "GET", "dev/messages", Roles.Anyone, ListAsync)
    {
        Summary = "Local host only: the simulated phones' messages, oldest first",
        Query = ["phone"],
    };

    public static readonly Endpoint SendMessage = new("SendMessage", "POST", "dev/messages", Roles.Anyone, WriteAsync)
    {
        Summary = "Local host only: a citizen's phone sends a text",
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

        var to = fields.Text("to", shortest: 1, longest: LongestSender);
        var text = fields.Text("body", required: true, longest: LongestBody);
        fields.Close();
        if (!errors.Any && to is null)
        {
            to = (await table.ListAsync(from, cancellationToken)).LastOrDefault(known => !known.IsInbound)?.Sender;
            if (to is null)
            {
                fields.AddError("to", "Is required: this phone has got no text yet that it could answer.");
            }
        }

        if (errors.Any)
        {
            return Problem.Invalid(errors);
        }

        var sent = await phones.WriteAsync(from, to!, text!, cancellationToken);
        return Results.Json(ShownText.Of(sent), MessageJson.Plain.ShownText, statusCode: StatusCodes.Status202Accepted);
    }

    private static IResult Show(IReadOnlyList<PhoneText> texts) =>
        Results.Json(new ShownTexts([.. texts.Select(ShownText.Of)]), MessageJson.Plain.ShownTexts);
}

/// <summary>A text as it is shown.</summary>
internal sealed record ShownText(
    string Sid,
    string Direction,
    string From,
    string To,
    string Body,
    int Segments,
    DateTimeOffset At
)
{
    public static ShownText Of(PhoneText text) =>
        new(
            text.Sid,
            text.IsInbound ? "inbound" : "outbound",
            text.IsInbound ? text.Phone.E164 : text.Sender,
            text.IsInbound ? text.Sender : text.Phone.E164,
            text.Body,
            Sms.Segments.Of(text.Body).Parts,
            text.At
        );
}

internal sealed record ShownTexts(IReadOnlyList<ShownText> Items);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ShownTexts))]
internal sealed partial class MessageJson : JsonSerializerContext
{
    /// <summary>Letters as themselves: these answers are read by people at a terminal.</summary>
    public static MessageJson Plain { get; } =
        new(
            new JsonSerializerOptions(JsonSerializerDefaults.Web)
            {
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );
}
