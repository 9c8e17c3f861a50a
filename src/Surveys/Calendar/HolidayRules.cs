namespace Surveys.Calendar;

/// <summary>A country's public holidays, as its data file states them.</summary>
internal sealed record HolidayRules
{
    /// <summary>The rules of a zone without a country: no holidays.</summary>
    public static readonly HolidayRules None = new()
    {
        CompleteUntil = DateOnly.MaxValue,
        Weekend = [],
        Fixed = [],
        Dated = [],
        Moved = new Dictionary<string, MovedDays>(),
    };

    /// <summary>The last day for which the data is complete. Later days follow the fixed rules only.</summary>
    public required DateOnly CompleteUntil { get; init; }

    /// <summary>The days of the week that a substitute day skips.</summary>
    public required IReadOnlyList<Weekday> Weekend { get; init; }

    /// <summary>Holidays on the same day of every year.</summary>
    public required IReadOnlyList<FixedHoliday> Fixed { get; init; }

    /// <summary>Holidays whose day differs from year to year, such as Kurban Ait. They have no substitute.</summary>
    public required IReadOnlyList<DatedHoliday> Dated { get; init; }

    /// <summary>Working days and days off that the government exchanges, by year.</summary>
    public required IReadOnlyDictionary<string, MovedDays> Moved { get; init; }
}

/// <summary>A holiday on the same day of every year.</summary>
/// <param name="Name">For the reader of the file.</param>
/// <param name="Month">1 to 12.</param>
/// <param name="Day">1 to 31.</param>
/// <param name="Substitute">
/// Whether a holiday on a weekend adds a day off: the next day that is no weekend and no day off yet.
/// </param>
/// <param name="From">The first year; null: no limit.</param>
/// <param name="Until">The last year; null: no limit.</param>
internal sealed record FixedHoliday(
    string Name,
    int Month,
    int Day,
    bool Substitute,
    int? From = null,
    int? Until = null
);

/// <summary>A holiday whose day differs from year to year.</summary>
/// <param name="Name">For the reader of the file.</param>
/// <param name="Dates">Its days.</param>
internal sealed record DatedHoliday(string Name, IReadOnlyList<DateOnly> Dates);

/// <summary>Days that the government exchanged in a year.</summary>
/// <param name="Off">Days off beside the rules.</param>
/// <param name="Working">Days that the rules make days off and that are worked.</param>
internal sealed record MovedDays(IReadOnlyList<DateOnly> Off, IReadOnlyList<DateOnly> Working);
