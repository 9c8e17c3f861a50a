namespace Surveys.Sms;

/// <summary>The outcome of an attempt to send a message.</summary>
internal abstract record SendResult
{
    private SendResult() { }

    /// <summary>The carrier accepted the message.</summary>
    /// <param name="MessageId">The carrier's id of the message.</param>
    public sealed record Accepted(string MessageId) : SendResult;

    /// <summary>The carrier refused the message.</summary>
    /// <param name="Refusal">What to do about it.</param>
    /// <param name="Code">The carrier's own error code, for logs only.</param>
    public sealed record Refused(Refusal Refusal, string Code) : SendResult;

    /// <summary>The message certainly did not reach the carrier, or the carrier was too busy to accept it.</summary>
    /// <param name="RetryAfter">When to try again, from now.</param>
    public sealed record Throttled(TimeSpan RetryAfter) : SendResult;

    /// <summary>The request was sent and got no clear answer, so the message may be on its way.</summary>
    public sealed record Unknown : SendResult;
}

/// <summary>Why a carrier refused a message.</summary>
internal enum Refusal
{
    /// <summary>This message will never be accepted, for example because the number is invalid.</summary>
    Permanent,

    /// <summary>The carrier can't accept it now. It may be tried again.</summary>
    Temporary,

    /// <summary>The citizen has opted out at the carrier.</summary>
    OptedOut,

    /// <summary>
    /// The account, the sender or the region is set up wrongly. Nothing is accepted until a person fixes it.
    /// </summary>
    Configuration,
}
