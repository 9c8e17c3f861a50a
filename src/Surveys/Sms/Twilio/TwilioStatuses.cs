namespace Surveys.Sms.Twilio;

/// <summary>Twilio's message statuses by what they mean for the platform.</summary>
internal static class TwilioStatuses
{
    /// <summary>The delivery status that Twilio reports.</summary>
    /// <param name="status">Twilio's word, such as <c>delivered</c>, in any case.</param>
    /// <param name="errorCode">Twilio's error code of a failed message.</param>
    public static DeliveryStatus Read(string status, int? errorCode) =>
        status.ToLowerInvariant() switch
        {
            "delivered" or "read" => DeliveryStatus.Delivered,
            "undelivered" or "failed" or "canceled" => TwilioErrors.Fail(errorCode),

            // accepted, queued, scheduled, sending, sent: Twilio has the message.
            _ => DeliveryStatus.InProgress,
        };
}
