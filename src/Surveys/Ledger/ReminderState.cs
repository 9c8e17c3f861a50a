namespace Surveys.Ledger;

/// <summary>The state of an invitation's reminder. An interaction has one reminder at most.</summary>
internal enum ReminderState
{
    /// <summary>None is planned.</summary>
    None,

    /// <summary>Due at <see cref="SmsDelivery.ReminderAt"/>.</summary>
    Scheduled,

    /// <summary>Claimed by a sender; the result is not recorded yet.</summary>
    Sending,

    /// <summary>Handed to the carrier.</summary>
    Sent,

    /// <summary>Not sent: answered, opted out, refused by the carrier, or too late.</summary>
    Dropped,
}
