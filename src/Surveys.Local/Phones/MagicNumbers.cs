using Surveys.Privacy;

namespace Surveys.Local;

/// <summary>What the simulated carrier does with a text to one of its magic numbers, +7 700 999 00xx; any other number simply gets its texts.</summary>
internal enum Magic
{
    /// <summary>Taken and delivered.</summary>
    None = 0,

    /// <summary>…01: refused at once with 21211, no valid number.</summary>
    Invalid = 1,

    /// <summary>…02: refused at once with 21610, the citizen has unsubscribed at the carrier.</summary>
    Unsubscribed = 2,

    /// <summary>…03: taken, then undelivered with 30003, the handset can't be reached.</summary>
    Unreachable = 3,

    /// <summary>…04: taken, then undelivered with 30007, filtered.</summary>
    Filtered = 4,

    /// <summary>…05: the first attempt at each text is throttled (429), the next is taken and delivered.</summary>
    ThrottledOnce = 5,

    /// <summary>…06: taken and delivered, but the answer to the sender is lost: the reports tell that it left.</summary>
    AnswerLost = 6,

    /// <summary>…07: the first attempt at each text is lost on the way: no answer, no reports, not in the list; the next is taken and delivered.</summary>
    RequestLost = 7,

    /// <summary>…08: taken, then undelivered with 30036, its validity expired.</summary>
    Expired = 8,

    /// <summary>…09: taken and delivered, but the answer and all reports are lost: only the carrier's list tells that it left.</summary>
    AnswerAndReportsLost = 9,
}

/// <summary>Which numbers are magic.</summary>
internal static class MagicNumbers
{
    private const string Prefix = "+770099900";

    public static Magic Of(PhoneNumber phone) =>
        phone.E164 is { Length: 12 } number
        && number.StartsWith(Prefix, StringComparison.Ordinal)
        && int.TryParse(number.AsSpan(Prefix.Length), System.Globalization.CultureInfo.InvariantCulture, out var last)
        && last <= (int)Magic.AnswerAndReportsLost
            ? (Magic)last
            : Magic.None;
}
