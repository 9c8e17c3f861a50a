using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Primitives;

namespace Surveys.Sms.Twilio;

/// <summary>
/// The signature of Twilio's webhooks: base64(HMAC-SHA1(token, address as Twilio called it + each form field's name and value, by name in ordinal order)).
/// The address is our configured public one, never the Host header that a client can write.
/// </summary>
internal static partial class TwilioSignature
{
    [GeneratedRegex(
        @"\A(?<scheme>https?)://(?<host>(?:[^/@]*@)?[^/:?]+)(?::[0-9]+)?(?<rest>.*)\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex AddressForm { get; }

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
        return Convert.ToBase64String(
            HMACSHA1.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(signed.ToString()))
        );
#pragma warning restore CA5350
    }

    /// <summary>Whether a signature is good under any of the tokens, with the port in the address or without: Twilio signs either way.</summary>
    public static bool IsValid(
        IReadOnlyList<string> tokens,
        string address,
        IReadOnlyCollection<KeyValuePair<string, StringValues>> form,
        string? signature
    )
    {
        if (string.IsNullOrEmpty(signature))
        {
            return false;
        }

        var given = Encoding.UTF8.GetBytes(signature);
        var good = false;
        foreach (var token in tokens)
        {
            foreach (var spelling in SpellingsOf(address))
            {
                // No early end: the time taken tells nothing.
                good |= CryptographicOperations.FixedTimeEquals(
                    given,
                    Encoding.UTF8.GetBytes(Of(token, spelling, form))
                );
            }
        }

        return good;
    }

    /// <summary>The address as it is, without its port, and with the port of its scheme; otherwise to the letter, since letters are what is signed.</summary>
    private static string[] SpellingsOf(string address)
    {
        if (AddressForm.Match(address) is not { Success: true, Groups: var parts })
        {
            return [address];
        }

        // An apostrophe is signed in its escaped form.
        address = address.Replace("'", "%27", StringComparison.Ordinal);

        var (scheme, host, rest) = (
            parts["scheme"].Value,
            parts["host"].Value,
            parts["rest"].Value.Replace("'", "%27", StringComparison.Ordinal)
        );
        var standard = scheme.Equals("https", StringComparison.OrdinalIgnoreCase) ? 443 : 80;
        return
        [
            address,
            $"{scheme}://{host}{rest}",
            string.Create(CultureInfo.InvariantCulture, $"{scheme}://{host}:{standard}{rest}"),
        ];
    }
}
