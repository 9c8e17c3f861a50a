using Surveys.Privacy;

namespace Surveys.Local;

/// <summary>A message in the simulated network.</summary>
internal sealed record SimulatedSms
{
    /// <summary>The carrier's id of the message.</summary>
    public required string Sid { get; init; }

    /// <summary>The citizen's phone, whether it sends or receives.</summary>
    public required PhoneNumber Phone { get; init; }

    /// <summary>The platform's sender id at the other end.</summary>
    public required string Sender { get; init; }

    /// <summary>Whether the phone sent the message to the platform.</summary>
    public required bool IsInbound { get; init; }

    /// <summary>The text.</summary>
    public required string Body { get; init; }

    /// <summary>When the carrier accepted the message.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The status in the carrier's list: queued, sent, delivered or undelivered; received if inbound.</summary>
    public required string Status { get; init; }

    /// <summary>Twilio's error code of an undelivered message.</summary>
    public int? ErrorCode { get; init; }

    /// <summary>Where to post the delivery reports of an outbound message.</summary>
    public string? StatusCallback { get; init; }

    /// <summary>Whether a webhook of this message is still to be posted, after the next start if need be.</summary>
    public bool Pending { get; init; }
}
