namespace Surveys.Ledger;

/// <summary>The invitation's text message and its reminder: their states, times and cost.</summary>
internal sealed record SmsDelivery
{
    public SmsState State { get; init; } = SmsState.Withheld;

    /// <summary>Why the invitation is withheld or undelivered.</summary>
    public Reason? Reason { get; init; }

    /// <summary>When the invitation is due.</summary>
    public DateTimeOffset? SendAt { get; init; }

    /// <summary>When the invitation was handed to the carrier.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>How many times a sender claimed the row, for the invitation or the reminder.</summary>
    public int Attempt { get; init; }

    /// <summary>Until when the sender that claimed the row may still post the text message.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The carrier's id of the invitation.</summary>
    public string? Sid { get; init; }

    public ReminderState ReminderState { get; init; }

    /// <summary>When the reminder is due.</summary>
    public DateTimeOffset? ReminderAt { get; init; }

    /// <summary>The carrier's id of the reminder.</summary>
    public string? ReminderSid { get; init; }

    /// <summary>Parts of the text message that is being sent. They count once it is known to have left.</summary>
    public int ClaimedParts { get; init; }

    /// <summary>Parts of all text messages sent for this interaction: invitation, reminder, replies.</summary>
    public int Parts { get; init; }

    /// <summary>Cost of <see cref="Parts"/>, in millionths of the service's currency unit.</summary>
    public long CostMillionths { get; init; }
}
