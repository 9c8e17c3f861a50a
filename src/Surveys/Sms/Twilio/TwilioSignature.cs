using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Primitives;

namespace Surveys.Sms.Twilio;

/// <summary>
/// The signature of Twilio's webhooks: base64(HMAC-SHA1(token, address + name and value of each form field)), with the
/// address as Twilio called it and the fields in ordinal order of their names. The address is built from the configured
/// public URL, never from the Host header, which a client can set.
/// </summary>
internal static partial class TwilioSignature
{
    [GeneratedRegex(
        @"\A(?<scheme>https?)://(?<host>(?:[^/@]*@)?[^/:?]+)(?::[0-9]+)?(?<rest>.*)\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex AddressForm { get; }

    /// <summary>The request header with the signature.</summary>
    public const string Header = "X-Twilio-Signature";

    /// <summary>Computes the signature. The simulated phones sign with it.</summary>
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

#pragma warning disable CA5350 // Twilio's protocol requires SHA-1, which is not broken as an HMAC.
        return Convert.ToBase64String(
            HMACSHA1.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(signed.ToString()))
        );
#pragma warning restore CA5350
    }

    /// <summary>
    /// Whether the signature is valid under any of the tokens. Twilio signs the address with its port or without.
    /// </summary>
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
        var isValid = false;
        foreach (var token in tokens)
        {
            foreach (var variant in VariantsOf(address))
            {
                // No early return, so the duration reveals nothing.
                isValid |= CryptographicOperations.FixedTimeEquals(
                    given,
                    Encoding.UTF8.GetBytes(Of(token, variant, form))
                );
            }
        }

        return isValid;
    }

    /// <summary>The address as it is, without its port, and with the default port of its scheme.</summary>
    private static string[] VariantsOf(string address)
    {
        if (AddressForm.Match(address) is not { Success: true, Groups: var parts })
        {
            return [address];
        }

        // Twilio signs an apostrophe in its escaped form.
        address = address.Replace("'", "%27", StringComparison.Ordinal);

        var (scheme, host, rest) = (
            parts["scheme"].Value,
            parts["host"].Value,
            parts["rest"].Value.Replace("'", "%27", StringComparison.Ordinal)
        );
        var port = scheme.Equals("https", StringComparison.OrdinalIgnoreCase) ? 443 : 80;
        return
        [
            address,
            $"{scheme}://{host}{rest}",
            string.Create(CultureInfo.InvariantCulture, $"{scheme}://{host}:{port}{rest}"),
        ];
    }
}
