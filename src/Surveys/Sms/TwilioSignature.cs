using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Surveys.Sms;

/// <summary>
/// The signature of Twilio's webhooks: base64(HMAC-SHA1(token, address as Twilio called it + each form field's name and value, by name in ordinal order)).
/// The address is our configured public one, never the Host header that a client can write.
/// </summary>
internal static class TwilioSignature
{
    public const string Header = "X-Twilio-Signature";

    /// <summary>Signs as Twilio does; the simulated phones use it too.</summary>
    public static string Of(string token, string address, IEnumerable<KeyValuePair<string, StringValues>> form)
    {
        var signed = new StringBuilder(address);
        foreach (var (name, values) in form.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            foreach (var value in values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                signed.Append(name).Append(value);
            }
        }

#pragma warning disable CA5350 // Twilio's protocol fixes SHA-1; as an HMAC it is not broken.
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(signed.ToString())));
#pragma warning restore CA5350
    }

    /// <summary>Whether a signature is good under any of the tokens, with the port in the address or without: Twilio signs either way.</summary>
    public static bool IsValid(IReadOnlyList<string> tokens, Uri address, IReadOnlyCollection<KeyValuePair<string, StringValues>> form, string? signature)
    {
        if (string.IsNullOrEmpty(signature))
        {
            return false;
        }

        var given = Encoding.ASCII.GetBytes(signature);
        var good = false;
        foreach (var token in tokens)
        {
            foreach (var spelling in SpellingsOf(address))
            {
                // No early end: the time taken tells nothing.
                good |= CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes(Of(token, spelling, form)));
            }
        }

        return good;
    }

    /// <summary>The address as configured, without its port, and with the port of its scheme.</summary>
    private static IEnumerable<string> SpellingsOf(Uri address)
    {
        var rest = address.GetComponents(UriComponents.PathAndQuery, UriFormat.UriEscaped);
        var start = $"{address.Scheme}://{(address.UserInfo.Length > 0 ? address.UserInfo + "@" : "")}{address.Host}";
        return [address.OriginalString, $"{start}{rest}", $"{start}:{address.Port}{rest}"];
    }
}
