namespace Surveys.Sms;

/// <summary>The delivery status of a message that the carrier has accepted. All but the first are final.</summary>
internal enum DeliveryStatus
{
    /// <summary>The carrier has the message.</summary>
    InProgress,

    /// <summary>The phone has the message.</summary>
    Delivered,

    /// <summary>Not delivered: its validity ended.</summary>
    Expired,

    /// <summary>Not delivered: refused, filtered, or the phone can't be reached.</summary>
    Refused,

    /// <summary>Not delivered: the citizen has opted out at the carrier.</summary>
    OptedOut,

    /// <summary>Not delivered, and the carrier gives no certain reason.</summary>
    Failed,
}
