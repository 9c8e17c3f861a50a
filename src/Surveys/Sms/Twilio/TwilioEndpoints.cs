using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Surveys.Http;
using Surveys.Privacy;

namespace Surveys.Sms.Twilio;

/// <summary>Twilio's two webhooks. Who can't sign is refused before anything is read into the body.</summary>
internal static class TwilioEndpoints
{
    public const string MessagesPath = "/hooks/twilio/messages";

    public const string StatusPath = "/hooks/twilio/status";

    private const long MaxBytes = 64 * 1024;

    public static readonly Endpoint ReceiveText = new(
        "ReceiveText",
        "POST",
        "hooks/twilio/messages",
        Roles.Anyone,
        ReceiveAsync
    )
    {
        Summary = "Twilio's inbound-message webhook",
        MaxBodyBytes = MaxBytes,
    };

    public static readonly Endpoint ReceiveStatus = new(
        "ReceiveStatus",
        "POST",
        "hooks/twilio/status",
        Roles.Anyone,
        ReportAsync
    )
    {
        Summary = "Twilio's delivery-status webhook",
        MaxBodyBytes = MaxBytes,
    };

    private static async Task<IResult> ReceiveAsync(
        HttpContext context,
        InboundSmsHandler receiving,
        IOptions<SurveysOptions> addresses,
        IOptions<TwilioWebhookOptions> options,
        CancellationToken cancellationToken
    )
    {
        if (await ReadSignedAsync(context, addresses.Value, options.Value, cancellationToken) is not { } form)
        {
            return Problem.Forbidden("The signature is not Twilio's.");
        }

        var sid = form.GetValueOrDefault("MessageSid").ToString() is { Length: > 0 } given
            ? given
            : form.GetValueOrDefault("SmsMessageSid").ToString();
        var errors = new ValidationErrors();
        if (sid.Length is 0 or > 100)
        {
            errors.Add("MessageSid", "Is required, and has at most 100 characters.");
        }

        if (!PhoneNumber.TryParse(form.GetValueOrDefault("From").ToString(), out var from))
        {
            errors.Add("From", "Must be a phone number.");
        }

        if (errors.Any)
        {
            return Problem.Invalid(errors);
        }

        var message = new InboundSms(
            sid,
            from,
            form.GetValueOrDefault("To").ToString(),
            form.GetValueOrDefault("Body").ToString(),
            form.GetValueOrDefault("OptOutType").ToString() is { Length: > 0 } type ? type : null
        );
        return TwiML.Reply(await receiving.HandleAsync(message, cancellationToken));
    }

    private static async Task<IResult> ReportAsync(
        HttpContext context,
        StatusCallback address,
        DeliveryReportHandler reporting,
        IOptions<SurveysOptions> addresses,
        IOptions<TwilioWebhookOptions> options,
        CancellationToken cancellationToken
    )
    {
        if (await ReadSignedAsync(context, addresses.Value, options.Value, cancellationToken) is not { } form)
        {
            return Problem.Forbidden("The signature is not Twilio's.");
        }

        // A signed report on something that isn't ours (a text sent by hand from the same account) is taken and forgotten.
        if (address.Read(context.Request.Query[StatusCallback.Parameter]) is ({ } key, var isReminder))
        {
            int? code = int.TryParse(
                form.GetValueOrDefault("ErrorCode").ToString(),
                CultureInfo.InvariantCulture,
                out var number
            )
                ? number
                : null;
            await reporting.HandleAsync(
                new DeliveryReport(
                    key,
                    isReminder,
                    form.GetValueOrDefault("MessageSid").ToString(),
                    form.GetValueOrDefault("MessageStatus").ToString(),
                    code
                ),
                cancellationToken
            );
        }

        return Results.NoContent();
    }

    /// <summary>The form, where its signature is good over the configured address; null otherwise.</summary>
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
