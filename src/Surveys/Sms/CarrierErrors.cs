namespace Surveys.Sms;

/// <summary>What a carrier's error code means for a text.</summary>
internal enum CarrierErrorKind
{
    /// <summary>This text will never go: a bad number, a blocked or filtered message.</summary>
    Permanent,

    /// <summary>Busy: it did not leave, and may be tried again.</summary>
    Temporary,

    /// <summary>The citizen said STOP to the carrier.</summary>
    OptedOut,

    /// <summary>Our account, sender or region is set up wrongly: nothing will go until a person mends it.</summary>
    Configuration,

    /// <summary>It was not delivered within its validity.</summary>
    Expired,

    /// <summary>A code that says nothing certain.</summary>
    Unknown,
}

/// <summary>Twilio's error codes by table; source: Twilio's own error pages and public gateways' tables. A code that is not here is unknown.</summary>
internal static class CarrierErrors
{
    private static readonly Dictionary<int, CarrierErrorKind> Kinds = new()
    {
        [20003] = CarrierErrorKind.Configuration, // permission denied
        [20429] = CarrierErrorKind.Temporary, // too many requests
        [14107] = CarrierErrorKind.Temporary, // rate
        [63018] = CarrierErrorKind.Temporary, // rate
        [63038] = CarrierErrorKind.Configuration, // daily limit
        [21211] = CarrierErrorKind.Permanent, // invalid To
        [21614] = CarrierErrorKind.Permanent, // not a mobile
        [21408] = CarrierErrorKind.Configuration, // region not enabled
        [21606] = CarrierErrorKind.Configuration, // From number invalid
        [21657] = CarrierErrorKind.Configuration, // sender id invalid
        [21705] = CarrierErrorKind.Configuration, // messaging service invalid
        [21608] = CarrierErrorKind.Configuration, // trial account
        [21610] = CarrierErrorKind.OptedOut, // recipient unsubscribed
        [21611] = CarrierErrorKind.Temporary, // queue full
        [21612] = CarrierErrorKind.Permanent, // cannot route
        [21617] = CarrierErrorKind.Permanent, // body too long: a bug of ours
        [30001] = CarrierErrorKind.Temporary, // queue overflow
        [30002] = CarrierErrorKind.Configuration, // account suspended
        [30003] = CarrierErrorKind.Permanent, // handset unreachable
        [30004] = CarrierErrorKind.Permanent, // blocked
        [30005] = CarrierErrorKind.Permanent, // unknown handset
        [30006] = CarrierErrorKind.Permanent, // landline
        [30007] = CarrierErrorKind.Permanent, // filtered by the carrier
        [30008] = CarrierErrorKind.Unknown, // unknown
        [30010] = CarrierErrorKind.Configuration, // price exceeds the maximum
        [30024] = CarrierErrorKind.Configuration, // numeric sender not provisioned
        [30036] = CarrierErrorKind.Expired, // validity expired
        [30410] = CarrierErrorKind.Unknown, // provider timed out
    };

    public static CarrierErrorKind KindOf(int code) => Kinds.GetValueOrDefault(code, CarrierErrorKind.Unknown);
}
