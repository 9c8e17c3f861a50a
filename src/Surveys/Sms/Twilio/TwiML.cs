using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace Surveys.Sms.Twilio;

/// <summary>Twilio's markup, the response to an inbound message.</summary>
internal static class TwiML
{
    /// <summary>A response that sends a reply, or none if <paramref name="message"/> is null.</summary>
    public static IResult Reply(string? message) =>
        Results.Text(
            new XDeclaration("1.0", "UTF-8", null)
                + new XElement("Response", message is null ? null : new XElement("Message", message)).ToString(
                    SaveOptions.DisableFormatting
                ),
            "application/xml",
            Encoding.UTF8
        );
}
