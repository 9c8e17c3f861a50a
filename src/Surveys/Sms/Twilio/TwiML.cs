using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace Surveys.Sms.Twilio;

/// <summary>The answer to an inbound webhook: a reply, or silence.</summary>
internal static class TwiML
{
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
