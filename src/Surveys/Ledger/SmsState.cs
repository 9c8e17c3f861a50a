using System.Text.Json.Serialization;

namespace Surveys.Ledger;

/// <summary>The state of an invitation's text message. <c>SmsStateMachine</c> holds the transitions.</summary>
public enum SmsState
{
    /// <summary>Due at <see cref="SmsDelivery.SendAt"/>.</summary>
    [JsonStringEnumMemberName("scheduled")]
    Scheduled,

    /// <summary>Claimed by a sender; the result is not recorded yet.</summary>
    [JsonStringEnumMemberName("sending")]
    Sending,

    /// <summary>Handed to the carrier.</summary>
    [JsonStringEnumMemberName("sent")]
    Sent,

    /// <summary>A delivery report says that the phone received it.</summary>
    [JsonStringEnumMemberName("delivered")]
    Delivered,

    /// <summary>The phone did not receive it, or the result is unknown.</summary>
    [JsonStringEnumMemberName("undelivered")]
    Undelivered,

    /// <summary>No text message is sent; <see cref="SmsDelivery.Reason"/> says why.</summary>
    [JsonStringEnumMemberName("withheld")]
    Withheld,
}
