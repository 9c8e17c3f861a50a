using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Surveys.Sms.Twilio;
using static Microsoft.Azure.Functions.Worker.AuthorizationLevel;

namespace Surveys.Functions.Twilio;

/// <summary>
/// Twilio's webhooks as triggers. A test compares this list with <see cref="TwilioCarrier.Endpoints"/>.
/// </summary>
public static class TwilioFunctions
{
    [Function("ReceiveText")]
    public static IResult ReceiveText(
        [HttpTrigger(Anonymous, "post", Route = "hooks/twilio/messages")] HttpRequest request
    ) => TwilioEndpoints.ReceiveText;

    [Function("ReceiveStatus")]
    public static IResult ReceiveStatus(
        [HttpTrigger(Anonymous, "post", Route = "hooks/twilio/status")] HttpRequest request
    ) => TwilioEndpoints.ReceiveStatus;
}
