using Surveys.Ledger;

namespace Surveys.Sms;

/// <summary>The carrier's statuses, ranked: reports come late, twice and out of order, and none moves a text backwards.</summary>
internal static class DeliveryStatus
{
    /// <summary>The row after a report of the carrier on its invitation; the same row where the report tells nothing new.</summary>
    public static Interaction Apply(Interaction row, string status, int? errorCode) =>
        status.ToLowerInvariant() switch
        {
            "delivered" or "read" => SmsStateMachine.ApplyDeliveryReport(row, SmsState.Delivered, null),
            "undelivered" or "failed" or "canceled" => SmsStateMachine.ApplyDeliveryReport(
                row,
                SmsState.Undelivered,
                ReasonOf(errorCode)
            ),

            // queued, accepted, scheduled, sending, sent: the carrier has it, which the row says already.
            _ => row,
        };

    private static Reason ReasonOf(int? errorCode) =>
        errorCode is not { } code
            ? Reason.Refused
            : CarrierErrors.KindOf(code) switch
            {
                CarrierErrorKind.Expired => Reason.Expired,
                CarrierErrorKind.Unknown => Reason.Unknown,
                _ => Reason.Refused,
            };
}
