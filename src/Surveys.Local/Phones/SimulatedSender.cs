using Azure;
using Surveys.Privacy;
using Surveys.Sms;
using Surveys.Sms.Twilio;

namespace Surveys.Local;

/// <summary>
/// Sends messages to the simulated phones. A message is stored before it counts as accepted. Magic numbers cause
/// errors.
/// </summary>
internal sealed partial class SimulatedSender(
    PhonesTable table,
    SimulatedPhones phones,
    TimeProvider time,
    ILogger<SimulatedSender> logger
) : ISmsSender
{
    private const int InvalidNumber = 21211;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(OutgoingSms message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var magic = MagicNumbers.Of(message.To);
        try
        {
            switch (magic)
            {
                case Magic.Invalid:
                    return TwilioErrors.Refuse(InvalidNumber);
                case Magic.Unsubscribed:
                    return TwilioErrors.Refuse(TwilioErrors.Unsubscribed);
                case Magic.ThrottledOnce when await table.IsFirstAsync(message.StatusCallback.Query, cancellationToken):
                    return new SendResult.Throttled(RetryAfter);
                case Magic.RequestLost when await table.IsFirstAsync(message.StatusCallback.Query, cancellationToken):
                    return new SendResult.Unknown();
            }

            var accepted = new SimulatedSms
            {
                Sid = PhonesTable.NewSid(),
                Phone = message.To,
                Sender = message.From,
                IsInbound = false,
                Body = message.Body,
                At = time.GetUtcNow(),
                Status = "queued",
                StatusCallback = message.StatusCallback.ToString(),
                Pending = magic is not Magic.AnswerAndReportsLost,
            };
            await table.AddAsync(accepted, cancellationToken);
            if (accepted.Pending)
            {
                phones.Report(accepted);
            }

            return magic is Magic.AnswerLost or Magic.AnswerAndReportsLost
                ? new SendResult.Unknown()
                : new SendResult.Accepted(accepted.Sid);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            // The message may have been stored.
            Log.NotStored(logger, e);
            return new SendResult.Unknown();
        }
    }

    /// <inheritdoc/>
    public async Task<FindResult> FindAsync(
        PhoneNumber to,
        DateTimeOffset since,
        string code,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var found = (await table.ListAsync(to, cancellationToken)).FirstOrDefault(message =>
                !message.IsInbound && message.At >= since && message.Body.Contains(code, StringComparison.Ordinal)
            );
            return found is null
                ? new FindResult.NotFound()
                : new FindResult.Found(found.Sid, TwilioStatuses.Read(found.Status, found.ErrorCode));
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            Log.NotRead(logger, e);
            return new FindResult.Inconclusive();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The simulated carrier did not store a message")]
        public static partial void NotStored(ILogger logger, Exception exception);

        [LoggerMessage(2, LogLevel.Warning, "The simulated carrier could not read its list of messages")]
        public static partial void NotRead(ILogger logger, Exception exception);
    }
}
