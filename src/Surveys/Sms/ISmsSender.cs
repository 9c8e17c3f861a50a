using Surveys.Privacy;

namespace Surveys.Sms;

/// <summary>A text that is to leave.</summary>
/// <param name="From">The sender: E.164 number, short code, alphanumeric sender or messaging-service SID.</param>
/// <param name="To">The citizen's phone.</param>
/// <param name="Body">What it says.</param>
/// <param name="Validity">For how long the carrier may still deliver it; then it is dropped, so that none arrives outside the window.</param>
/// <param name="StatusCallback">Where the carrier reports what became of it.</param>
internal sealed record OutgoingSms(string From, PhoneNumber To, string Body, TimeSpan Validity, Uri StatusCallback);

/// <summary>What became of an attempt to hand over a text: a closed set.</summary>
internal abstract record SendResult
{
    private SendResult() { }

    /// <summary>The carrier has it, under this id.</summary>
    public sealed record Accepted(string Sid) : SendResult;

    /// <summary>The carrier said no, with its code.</summary>
    public sealed record Refused(int Code) : SendResult;

    /// <summary>It certainly did not leave (busy, or no connection): try again after so long.</summary>
    public sealed record Throttled(TimeSpan RetryAfter) : SendResult;

    /// <summary>The request left and no answer came: it may or may not be on its way.</summary>
    public sealed record Unknown : SendResult;
}

/// <summary>What the carrier's own list says about a text: a closed set.</summary>
internal abstract record FindResult
{
    private FindResult() { }

    /// <summary>It is there, in this state of the carrier's (such as <c>delivered</c>).</summary>
    public sealed record Found(string Sid, string Status, int? ErrorCode) : FindResult;

    /// <summary>The list is complete and it is not there: it never left.</summary>
    public sealed record NotFound : FindResult;

    /// <summary>The list could not be read, or not to its end.</summary>
    public sealed record Inconclusive : FindResult;
}

/// <summary>Hands texts to a carrier, once each. Two implementations: Twilio's in the serverless host, the simulated phones in the local one.</summary>
internal interface ISmsSender
{
    /// <summary>
    /// Hands over one text. Never repeats a request that may have left; what certainly did not leave may be tried again within the call.
    /// </summary>
    Task<SendResult> SendAsync(OutgoingSms message, CancellationToken cancellationToken);

    /// <summary>Looks a text up in the carrier's own list: by number, from an instant on, by the code that stands in its body.</summary>
    Task<FindResult> FindAsync(PhoneNumber to, DateTimeOffset since, string code, CancellationToken cancellationToken);
}
