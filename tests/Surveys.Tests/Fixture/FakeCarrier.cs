using System.Collections.Concurrent;
using System.Globalization;
using Surveys.Privacy;
using Surveys.Sms;

namespace Surveys.Tests.Fixture;

/// <summary>
/// A carrier that stores its messages and answers as the test wants. It is not a mock: most tests read the messages,
/// and a look-up must find what was sent.
/// </summary>
internal sealed class FakeCarrier : ISmsSender
{
    private readonly ConcurrentQueue<(string Sid, OutgoingSms Text)> _sent = [];
    private int _number;

    /// <summary>The answer to a message; null: accepted.</summary>
    public Func<OutgoingSms, SendResult?> Answer { get; set; } = _ => null;

    /// <summary>The answer to a look-up by code; null: an accepted message is found, another is not.</summary>
    public Func<string, FindResult?> Lookup { get; set; } = _ => null;

    /// <summary>All accepted messages, in order.</summary>
    public IReadOnlyList<(string Sid, OutgoingSms Text)> Sent => [.. _sent];

    /// <summary>The bodies of the messages to one phone.</summary>
    public IReadOnlyList<string> To(string phone) =>
        [.. _sent.Where(sent => sent.Text.To.E164 == phone).Select(sent => sent.Text.Body)];

    public Task<SendResult> SendAsync(OutgoingSms message, CancellationToken cancellationToken)
    {
        if (Answer(message) is { } answer)
        {
            return Task.FromResult(answer);
        }

        var sid = string.Create(CultureInfo.InvariantCulture, $"SM{Interlocked.Increment(ref _number):x32}");
        _sent.Enqueue((sid, message));
        return Task.FromResult<SendResult>(new SendResult.Accepted(sid));
    }

    public Task<FindResult> FindAsync(
        PhoneNumber to,
        DateTimeOffset since,
        string code,
        CancellationToken cancellationToken
    )
    {
        if (Lookup(code) is { } answer)
        {
            return Task.FromResult(answer);
        }

        var found = _sent.FirstOrDefault(sent =>
            sent.Text.To == to && sent.Text.Body.Contains(code, StringComparison.Ordinal)
        );
        return Task.FromResult<FindResult>(
            found.Sid is null ? new FindResult.NotFound() : new FindResult.Found(found.Sid, DeliveryStatus.InProgress)
        );
    }
}
