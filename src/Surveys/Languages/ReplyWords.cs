namespace Surveys.Languages;

/// <summary>
/// The content of <c>replies.json</c>: the words of citizens' replies in one language, in capital letters. The words of
/// an entry of several words are separated by single spaces.
/// </summary>
internal sealed record ReplyWords
{
    /// <summary>
    /// The letters that identify the language of a text from an unknown sender, as characters and ranges such as
    /// <c>А-Я</c>. Languages are tried in their order. Empty: any text.
    /// </summary>
    public required IReadOnlyList<string> Letters { get; init; }

    /// <summary>First words that identify the language whatever letters they are typed with.</summary>
    public required IReadOnlyList<string> TellingWords { get; init; }

    /// <summary>Pairs of a letter and the letter that citizens type instead of it, such as <c>ҚК</c>.</summary>
    public required IReadOnlyList<string> LookAlikes { get; init; }

    /// <summary>Words at the start of a text that unsubscribe.</summary>
    public required IReadOnlyList<string> Stop { get; init; }

    /// <summary>Words at the start of a text that subscribe again.</summary>
    public required IReadOnlyList<string> Start { get; init; }

    /// <summary>Words at the start of a text that ask who writes and why.</summary>
    public required IReadOnlyList<string> Help { get; init; }

    /// <summary>The ratings 1 to 5 in words.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Numerals { get; init; }

    /// <summary>Words in front of a rating. A single letter may also touch the digit, such as <c>R5</c>.</summary>
    public required IReadOnlyList<string> Openings { get; init; }

    /// <summary>What stands between a rating and the 5 of the scale, such as <c>OUT OF</c>.</summary>
    public required IReadOnlyList<string> OutOf { get; init; }

    /// <summary>Words behind a rating: thanks, and words for points.</summary>
    public required IReadOnlyList<string> Closings { get; init; }

    /// <summary>Words that say nothing by themselves. A text of such words alone is not kept as a comment.</summary>
    public required IReadOnlyList<string> Courtesies { get; init; }

    /// <summary>
    /// First words that answer "did you get what you came for?", by the choice's wire name: <c>yes</c>, <c>partly</c>,
    /// <c>no</c>. Never YES, which Twilio takes as START.
    /// </summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Outcomes { get; init; }
}
