using System.Text.Json.Serialization;

namespace Surveys.Ledger;

/// <summary>
/// Why a text message is withheld or undelivered (the last three). Of several reasons the first in this order counts.
/// </summary>
public enum Reason
{
    /// <summary>The interaction was reported in error.</summary>
    [JsonStringEnumMemberName("withdrawn")]
    Withdrawn,

    /// <summary>The citizen asked to be forgotten.</summary>
    [JsonStringEnumMemberName("erased")]
    Erased,

    /// <summary>Not drawn by the service's sampling rate. No link is issued either.</summary>
    [JsonStringEnumMemberName("not-sampled")]
    NotSampled,

    /// <summary>No phone was given.</summary>
    [JsonStringEnumMemberName("no-contact")]
    NoContact,

    /// <summary>The citizen did not agree to receive text messages.</summary>
    [JsonStringEnumMemberName("no-consent")]
    NoConsent,

    /// <summary>The matter is sensitive, such as a bereavement, a crime or an illness.</summary>
    [JsonStringEnumMemberName("sensitive")]
    Sensitive,

    /// <summary>The service has no sender of text messages.</summary>
    [JsonStringEnumMemberName("no-sender")]
    NoSender,

    /// <summary>Not a valid mobile number.</summary>
    [JsonStringEnumMemberName("invalid-number")]
    InvalidNumber,

    /// <summary>The number's country is not on the allow-list.</summary>
    [JsonStringEnumMemberName("country")]
    Country,

    /// <summary>The citizen opted out.</summary>
    [JsonStringEnumMemberName("opted-out")]
    OptedOut,

    /// <summary>The citizen got an invitation within the cool-down period, from any service.</summary>
    [JsonStringEnumMemberName("cooldown")]
    Cooldown,

    /// <summary>The service's daily maximum of text messages is reached.</summary>
    [JsonStringEnumMemberName("capped")]
    Capped,

    /// <summary>The sending window does not open again before the survey expires.</summary>
    [JsonStringEnumMemberName("too-late")]
    TooLate,

    /// <summary>The carrier refused it.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,

    /// <summary>It did not reach the phone within its validity period.</summary>
    [JsonStringEnumMemberName("expired")]
    Expired,

    /// <summary>It is unknown whether it was sent. It is never sent again.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,
}
