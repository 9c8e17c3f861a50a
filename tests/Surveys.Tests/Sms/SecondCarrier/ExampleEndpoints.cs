using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Surveys.Http;
using Surveys.Privacy;
using Surveys.Sms;
using Endpoint = Surveys.Http.Endpoint;

namespace Surveys.Tests.Sms.SecondCarrier;

/// <summary>The webhooks of the second carrier.</summary>
internal static class ExampleEndpoints
{
    public const string MessagesPath = "/hooks/example/in";
    public const string StatusPath = "/hooks/example/dlr";
    public const string KeyHeader = "X-Example-Key";
    public const string Key = "key-of-the-second-carrier";

    public static readonly Endpoint ReceiveMessage = new(
        "ReceiveExampleMessage",
        "POST",
        MessagesPath[1..],
        Roles.Anyone,
        ReceiveMessageAsync
    );

    public static readonly Endpoint ReceiveStatus = new(
        "ReceiveExampleStatus",
        "POST",
        StatusPath[1..],
        Roles.Anyone,
        ReceiveStatusAsync
    );

    private static async Task<IResult> ReceiveMessageAsync(
        HttpContext context,
        InboundSmsHandler handler,
        CancellationToken cancellationToken
    )
    {
        if (await ReadAsync(context, cancellationToken) is not { } fields)
        {
            return Problem.Forbidden("The key is not the carrier's.");
        }

        var from = PhoneNumber.OfE164(fields["msisdn"]);
        var message = new InboundSms(fields["id"], from, fields["to"], fields["text"], ReplyCommand.None);
        return Results.Json(new { reply = await handler.HandleAsync(message, cancellationToken) });
    }

    private static async Task<IResult> ReceiveStatusAsync(
        HttpContext context,
        StatusCallback callback,
        DeliveryReportHandler handler,
        CancellationToken cancellationToken
    )
    {
        if (await ReadAsync(context, cancellationToken) is not { } fields)
        {
            return Problem.Forbidden("The key is not the carrier's.");
        }

        if (callback.Read(context.Request.Query[StatusCallback.Parameter]) is ({ } key, var isReminder))
        {
            var status = ExampleWords.Read(fields["state"]);
            var report = new DeliveryReport(key, isReminder, fields["id"], status);
            await handler.HandleAsync(report, cancellationToken);
        }

        return Results.Text("OK");
    }

    private static async Task<Dictionary<string, string>?> ReadAsync(
        HttpContext context,
        CancellationToken cancellationToken
    ) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(context.Request.Headers[KeyHeader].ToString()),
            Encoding.UTF8.GetBytes(Key)
        )
            ? await JsonSerializer.DeserializeAsync<Dictionary<string, string>>(
                context.Request.Body,
                cancellationToken: cancellationToken
            )
            : null;
}
