namespace Surveys.Privacy;

/// <summary>How certain it is that a group of digits is part of a date, a time or an amount.</summary>
internal enum DateLikeness
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>A form that other numbers share, such as 12.05.26 or 10.30. A valid check digit overrides it.</summary>
    Possible,

    /// <summary>A date with its year, a time, an amount: not part of any other number.</summary>
    Certain,
}

/// <summary>A group of digits as a date form sees it.</summary>
internal readonly record struct DatePart(int Value, int Length);

/// <summary>A form of dates, times and marks: groups of digits with one and the same separator between them.</summary>
/// <param name="Count">The number of groups.</param>
/// <param name="Separators">The characters of which one is between the groups.</param>
/// <param name="Matches">Whether groups have the form.</param>
/// <param name="Likeness">How certain a match is.</param>
/// <param name="MayGoOn">
/// Whether the same separator may join further groups, as in the reference number 2026-11-27-000123. For other forms it
/// may not: 87.01.20.12 is not a date.
/// </param>
internal sealed record DateForm(
    int Count,
    string Separators,
    Func<DatePart[], bool> Matches,
    DateLikeness Likeness,
    bool MayGoOn = false
)
{
    /// <summary>Groups with more digits are in no form.</summary>
    public const int MaxLength = 4;

    public static IReadOnlyList<DateForm> All { get; } =
    [
        new(3, ".-/", parts => IsYear(parts[0]) && IsDay(parts[2], parts[1]), DateLikeness.Certain, MayGoOn: true),
        new(3, ".-/", parts => IsYear(parts[2]) && IsDay(parts[0], parts[1]), DateLikeness.Certain),
        new(3, ":", IsTime, DateLikeness.Certain),
        new(2, ":", IsTime, DateLikeness.Certain),
        new(2, "-/", parts => IsYear(parts[0]) && IsYear(parts[1]), DateLikeness.Certain),
        new(3, ".-/", parts => parts[2].Length is 2 && IsDay(parts[0], parts[1]), DateLikeness.Possible),
        new(2, ".", IsTime, DateLikeness.Possible),
        new(2, "/", parts => parts[1].Value is 5 or 10 or 100, DateLikeness.Possible), // a mark, such as 8/10
        new(2, ".", parts => parts[1].Length is 2 && IsDay(parts[0], parts[1]), DateLikeness.Possible),
    ];

    private static bool IsYear(DatePart part) => part is { Length: 4, Value: >= 1900 and <= 2099 };

    /// <summary>A day and a month, in either order.</summary>
    private static bool IsDay(DatePart one, DatePart other) =>
        one is { Length: <= 2, Value: >= 1 and <= 31 }
        && other is { Length: <= 2, Value: >= 1 and <= 31 }
        && (one.Value <= 12 || other.Value <= 12);

    private static bool IsTime(DatePart[] parts) =>
        parts[0] is { Length: <= 2, Value: <= 24 } && parts[1..].All(part => part is { Length: 2, Value: <= 59 });
}
