using System.Collections.Immutable;
using System.Globalization;
using Surveys.Calendar;
using Surveys.Ledger;
using Surveys.Privacy;
using Surveys.Sms;

namespace Surveys.Tests.Sms.Simulation;

/// <summary>A message that the carrier accepted.</summary>
internal sealed record SentSms(string Sid, OutgoingSms Message, InteractionKey Key, bool IsReminder, DateTimeOffset At);

/// <summary>
/// A carrier that refuses, throttles, loses requests and loses answers. It checks the promises about each message that
/// leaves: one per interaction, not after STOP, within the sending window, not within the cool-down.
/// </summary>
/// <param name="platform">The platform that sends.</param>
/// <param name="cooldown">The cool-down of all services.</param>
/// <param name="window">The sending window of all services.</param>
internal sealed class SimulatedCarrier(SimulatedPlatform platform, TimeSpan cooldown, SendingWindow window) : ISmsSender
{
    private readonly List<SentSms> _sent = [];
    private readonly HashSet<string> _optedOut = [];
    private readonly Dictionary<int, ImmutableHashSet<string>> _optedOutAtRead = [];
    private int _posts;

    /// <summary>All messages that left, in order.</summary>
    public IReadOnlyList<SentSms> Sent => _sent;

    /// <summary>A request is under way. It takes 10 s at most, so the clock must not jump.</summary>
    public bool IsPosting => _posts > 0;

    public bool HasOptedOut(string phone) => _optedOut.Contains(phone);

    public void OptOut(string phone) => _optedOut.Add(phone);

    public void OptIn(string phone) => _optedOut.Remove(phone);

    /// <summary>
    /// Remembers who had opted out when a sender read the contact: only those must not get its message.
    /// </summary>
    public void RememberOptOuts(int depth) => _optedOutAtRead[depth] = [.. _optedOut];

    Task<SendResult> ISmsSender.SendAsync(OutgoingSms message, CancellationToken cancellationToken)
    {
        var depth = platform.Depth;
        _posts++;
        try
        {
            platform.MaybeInterrupt();
        }
        finally
        {
            _posts--;
        }

        try
        {
            return Task.FromResult(Answer(message, depth));
        }
        catch (Exception e) when (e is CrashException or HttpRequestException)
        {
            return Task.FromException<SendResult>(e);
        }
    }

    Task<FindResult> ISmsSender.FindAsync(
        PhoneNumber to,
        DateTimeOffset since,
        string code,
        CancellationToken cancellationToken
    )
    {
        platform.MaybeCrash();
        if (!platform.IsReliable && platform.OneIn(6))
        {
            platform.Note("the carrier's list is not available");
            return Task.FromResult<FindResult>(new FindResult.Inconclusive());
        }

        var found = _sent.LastOrDefault(sent =>
            sent.Message.To == to && sent.At >= since && sent.Message.Body.Contains(code, StringComparison.Ordinal)
        );
        return Task.FromResult<FindResult>(
            found is null ? new FindResult.NotFound() : new FindResult.Found(found.Sid, DeliveryStatus.InProgress)
        );
    }

    private SendResult Answer(OutgoingSms message, int depth)
    {
        switch (platform.IsReliable ? 0 : platform.Next(14))
        {
            case 1:
                return new SendResult.Throttled(TimeSpan.FromSeconds(5));
            case 2:
                return new SendResult.Refused(Refusal.Temporary, "30001");
            case 3:
                return new SendResult.Refused(Refusal.Permanent, "21612");
            case 4:
                platform.Note("the request and its answer are lost");
                return new SendResult.Unknown();
            case 5:
                throw new CrashException();
            case 6:
                Accept(message, depth);
                platform.Note("the answer is lost");
                throw new HttpRequestException("The connection was closed.");
            case 7:
                Accept(message, depth);
                throw new CrashException();
            default:
                return new SendResult.Accepted(Accept(message, depth));
        }
    }

    private string Accept(OutgoingSms message, int depth)
    {
        var (key, isReminder) = platform.Get<StatusCallback>().Read(message.StatusCallback.Query.Split('=')[1])!.Value;
        var phone = message.To.E164;
        platform.Note($"{(isReminder ? "REMINDER" : "INVITATION")} {key.ServiceDay.ServiceId} to {phone}");
        Assert.False(
            _sent.Exists(sent => sent.Key == key && sent.IsReminder == isReminder),
            "A second message for one interaction."
        );
        Assert.False(_optedOutAtRead[depth].Contains(phone), "A message to somebody who had opted out.");
        Assert.True(
            window.Contains(platform.Now) && platform.Now + message.Validity <= window.ClosesAfter(platform.Now),
            "A message outside the sending window."
        );
        Assert.False(
            !isReminder
                && _sent.Exists(sent =>
                    sent.Message.To == message.To && !sent.IsReminder && sent.At + cooldown > platform.Now
                ),
            "A message within the cool-down."
        );
        var sid = string.Create(CultureInfo.InvariantCulture, $"SM{_sent.Count:x32}");
        _sent.Add(new SentSms(sid, message, key, isReminder, platform.Now));
        return sid;
    }
}
