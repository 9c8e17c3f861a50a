using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Surveys.Countries;
using Surveys.Http;
using Surveys.Privacy;

namespace Surveys.Sms.Twilio;

/// <summary>
/// Twilio's two webhooks: inbound messages and delivery reports. A request without a valid signature is refused before
/// its fields are read.
/// </summary>
internal static class TwilioEndpoints
{
    /// <summary>The path of inbound messages.</summary>
    public const string MessagesPath = "/hooks/twilio/messages";

    /// <summary>The path of delivery reports.</summary>
    public const string StatusPath = "/hooks/twilio/status";

    private const int MaxMessageIdLength = 100;

    private const long MaxBytes = 64 * 1024;

    public static readonly Endpoint ReceiveText = new(
        "ReceiveText",
        "POST",
        MessagesPath[1..],
        Roles.Anyone,
        ReceiveMessageAsync
    )
    {
        Summary = "Twilio's inbound-message webhook",
        MaxBodyBytes = MaxBytes,
    };

    public static readonly Endpoint ReceiveStatus = new(
        "ReceiveStatus",
        "POST",
        StatusPath[1..],
        Roles.Anyone,
        ReceiveStatusAsync
    )
    {
        Summary = "Twilio's delivery-status webhook",
        MaxBodyBytes = MaxBytes,
    };

    private static async Task<IResult> ReceiveMessageAsync(
        HttpContext context,
        InboundSmsHandler handler,
        Country country,
        IOptions<SurveysOptions> addresses,
        IOptions<TwilioWebhookOptions> options,
        CancellationToken cancellationToken
    )
    {
        if (await ReadSignedAsync(context, addresses.Value, options.Value, cancellationToken) is not { } form)
        {
            return Problem.Forbidden("The signature is not Twilio's.");
        }

        var id = Field(form, "MessageSid") is { Length: > 0 } given ? given : Field(form, "SmsMessageSid");
        var errors = new ValidationErrors();
        if (id.Length is 0 or > MaxMessageIdLength)
        {
            errors.Add("MessageSid", "Is required, and has at most 100 characters.");
        }

        if (!PhoneNumber.TryParse(Field(form, "From"), country, out var from))
        {
            errors.Add("From", "Must be a phone number.");
        }

        if (errors.Any)
        {
            return Problem.Invalid(errors);
        }

        // Twilio sets OptOutType if it has answered one of its own keywords.
        var answered = Field(form, "OptOutType").ToUpperInvariant() switch
        {
            "STOP" => ReplyCommand.Stop,
            "START" => ReplyCommand.Start,
            "HELP" => ReplyCommand.Help,
            _ => ReplyCommand.None,
        };
        var message = new InboundSms(id, from, Field(form, "To"), Field(form, "Body"), answered);
        return TwiML.Reply(await handler.HandleAsync(message, cancellationToken));
    }

    private static async Task<IResult> ReceiveStatusAsync(
        HttpContext context,
        StatusCallback callback,
        DeliveryReportHandler handler,
        IOptions<SurveysOptions> addresses,
        IOptions<TwilioWebhookOptions> options,
        CancellationToken cancellationToken
    )
    {
        if (await ReadSignedAsync(context, addresses.Value, options.Value, cancellationToken) is not { } form)
        {
            return Problem.Forbidden("The signature is not Twilio's.");
        }

        // A signed report on a message that the platform did not send, from the same account, is accepted and ignored.
        if (callback.Read(context.Request.Query[StatusCallback.Parameter]) is ({ } key, var isReminder))
        {
            int? code = int.TryParse(Field(form, "ErrorCode"), CultureInfo.InvariantCulture, out var number)
                ? number
                : null;
            var status = TwilioStatuses.Read(Field(form, "MessageStatus"), code);
            var report = new DeliveryReport(key, isReminder, Field(form, "MessageSid"), status);
            await handler.HandleAsync(report, cancellationToken);
        }

        return Results.NoContent();
    }

    private static string Field(Dictionary<string, StringValues> form, string name) =>
        form.GetValueOrDefault(name).ToString();

    /// <summary>The form if its signature is valid for the configured address; otherwise null.</summary>
    private static async Task<Dictionary<string, StringValues>?> ReadSignedAsync(
        HttpContext context,
        SurveysOptions addresses,
        TwilioWebhookOptions options,
        CancellationToken cancellationToken
    )
    {
        var request = context.Request;
        if (!RequestBody.IsForm(request))
        {
            return null;
        }

        var form = await RequestBody.ReadFormAsync(request, MaxBytes, cancellationToken);
        var address = new Uri(addresses.PublicUrl, request.Path).ToString() + request.QueryString.ToUriComponent();
        return TwilioSignature.IsValid(options.Tokens, address, form, request.Headers[TwilioSignature.Header])
            ? form
            : null;
    }
}
