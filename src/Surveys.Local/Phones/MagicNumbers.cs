using System.Globalization;
using Surveys.Privacy;

namespace Surveys.Local;

/// <summary>
/// What the simulated carrier does with a message to one of the magic numbers, +7 700 999 00xx. Messages to any other
/// number are accepted and delivered.
/// </summary>
internal enum Magic
{
    /// <summary>Accepted and delivered.</summary>
    None = 0,

    /// <summary>…01: refused at once with 21211, an invalid number.</summary>
    Invalid = 1,

    /// <summary>…02: refused at once with 21610, the citizen has unsubscribed at the carrier.</summary>
    Unsubscribed = 2,

    /// <summary>…03: accepted, then undelivered with 30003, the phone can't be reached.</summary>
    Unreachable = 3,

    /// <summary>…04: accepted, then undelivered with 30007, filtered.</summary>
    Filtered = 4,

    /// <summary>…05: the first attempt at each message is throttled, the second is accepted and delivered.</summary>
    ThrottledOnce = 5,

    /// <summary>…06: accepted and delivered, but the response is lost. The reports tell that it was sent.</summary>
    AnswerLost = 6,

    /// <summary>
    /// …07: the first attempt at each message is lost: no response, no reports, not in the list. The second is accepted
    /// and delivered.
    /// </summary>
    RequestLost = 7,

    /// <summary>…08: accepted, then undelivered with 30036, its validity ended.</summary>
    Expired = 8,

    /// <summary>
    /// …09: accepted and delivered, but the response and all reports are lost. Only the carrier's list tells that it was
    /// sent.
    /// </summary>
    AnswerAndReportsLost = 9,
}

/// <summary>Recognises the magic numbers.</summary>
internal static class MagicNumbers
{
    private const string Prefix = "+770099900";

    /// <summary>What the simulated carrier does with messages to this number.</summary>
    public static Magic Of(PhoneNumber phone) =>
        phone.E164 is { Length: 12 } number
        && number.StartsWith(Prefix, StringComparison.Ordinal)
        && int.TryParse(number.AsSpan(Prefix.Length), CultureInfo.InvariantCulture, out var last)
        && last <= (int)Magic.AnswerAndReportsLost
            ? (Magic)last
            : Magic.None;
}
