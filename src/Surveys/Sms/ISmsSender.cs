using Surveys.Privacy;

namespace Surveys.Sms;

/// <summary>A text message to be sent.</summary>
/// <param name="From">The sender: E.164 number, short code, sender name or sender id of the carrier.</param>
/// <param name="To">The citizen's phone.</param>
/// <param name="Body">The text.</param>
/// <param name="Validity">
/// How long the carrier may try to deliver. Afterwards it drops the message, so none arrives outside the sending window.
/// A sender uses the carrier's own limit if that is shorter.
/// </param>
/// <param name="StatusCallback">Where the carrier posts delivery reports.</param>
internal sealed record OutgoingSms(string From, PhoneNumber To, string Body, TimeSpan Validity, Uri StatusCallback);

/// <summary>Sends text messages through a carrier. Each carrier has an implementation; tests have their own.</summary>
internal interface ISmsSender
{
    /// <summary>
    /// Sends a message. Never repeats a request that may have reached the carrier. A request that certainly did not
    /// reach it may be repeated within the call.
    /// </summary>
    Task<SendResult> SendAsync(OutgoingSms message, CancellationToken cancellationToken);

    /// <summary>Looks for a message in the carrier's list of sent messages.</summary>
    /// <param name="to">The citizen's phone.</param>
    /// <param name="since">The earliest time at which the carrier can have accepted it.</param>
    /// <param name="code">The code of the survey link in its body.</param>
    /// <param name="cancellationToken">Ends the lookup.</param>
    Task<FindResult> FindAsync(PhoneNumber to, DateTimeOffset since, string code, CancellationToken cancellationToken);
}
