using System.Globalization;

namespace Surveys.Sms.Twilio;

/// <summary>
/// Twilio's error codes by what they mean for the platform. Source: Twilio's error dictionary and the tables of public
/// gateways.
/// </summary>
internal static class TwilioErrors
{
    /// <summary>The code of refused credentials. Twilio may send the HTTP status without it.</summary>
    public const int PermissionDenied = 20003;

    /// <summary>The code of a recipient who has unsubscribed.</summary>
    public const int Unsubscribed = 21610;

    private static readonly Meaning Permanent = new(Refusal.Permanent, DeliveryStatus.Refused);
    private static readonly Meaning Temporary = new(Refusal.Temporary, DeliveryStatus.Refused);
    private static readonly Meaning OptedOut = new(Refusal.OptedOut, DeliveryStatus.OptedOut);
    private static readonly Meaning Configuration = new(Refusal.Configuration, DeliveryStatus.Refused);
    private static readonly Meaning Expired = new(Refusal.Permanent, DeliveryStatus.Expired);
    private static readonly Meaning Unknown = new(Refusal.Permanent, DeliveryStatus.Failed);

    private static readonly Dictionary<int, Meaning> Meanings = new()
    {
        [20003] = Configuration, // permission denied
        [20429] = Temporary, // too many requests
        [14107] = Temporary, // rate limit
        [63018] = Temporary, // rate limit
        [63038] = Configuration, // daily limit
        [21211] = Permanent, // invalid To
        [21614] = Permanent, // not a mobile
        [21408] = Configuration, // region not enabled
        [21606] = Configuration, // From number invalid
        [21657] = Configuration, // sender id invalid
        [21705] = Configuration, // messaging service invalid
        [21608] = Configuration, // trial account
        [21610] = OptedOut, // recipient unsubscribed
        [21611] = Temporary, // queue full
        [21612] = Permanent, // cannot route
        [21617] = Permanent, // body too long: a bug of ours
        [30001] = Temporary, // queue overflow
        [30002] = Configuration, // account suspended
        [30003] = Permanent, // handset unreachable
        [30004] = Permanent, // blocked
        [30005] = Permanent, // unknown handset
        [30006] = Permanent, // landline
        [30007] = Permanent, // filtered by the carrier
        [30008] = Unknown, // unknown
        [30010] = Configuration, // price exceeds the maximum
        [30024] = Configuration, // numeric sender not provisioned
        [30036] = Expired, // validity expired
        [30410] = Unknown, // provider timed out
    };

    /// <summary>The refusal of a message with this code. A code that is not in the table refuses for good.</summary>
    public static SendResult.Refused Refuse(int code) =>
        new(Meanings.GetValueOrDefault(code, Unknown).Refusal, code.ToString(CultureInfo.InvariantCulture));

    /// <summary>The final status of a message that failed with this code, or without one.</summary>
    public static DeliveryStatus Fail(int? code) =>
        code is { } known ? Meanings.GetValueOrDefault(known, Unknown).Status : DeliveryStatus.Refused;

    /// <summary>What a code means as the answer to a send request, and as the reason of a failed delivery.</summary>
    private sealed record Meaning(Refusal Refusal, DeliveryStatus Status);
}
