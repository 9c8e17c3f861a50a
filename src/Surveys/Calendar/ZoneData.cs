namespace Surveys.Calendar;

/// <summary>The machine's knowledge of time zones.</summary>
public static class ZoneData
{
    /// <summary>
    /// Makes sure that the machine knows the zones' own history: Almaty went from UTC+6 to UTC+5 on 1 March 2024. A machine with older data would put interactions
    /// on wrong days.
    /// </summary>
    /// <exception cref="InvalidOperationException">It does not know; the message says how to mend it.</exception>
    public static void Verify() =>
        Verify(TimeZoneInfo.TryFindSystemTimeZoneById("Asia/Almaty", out var almaty) ? almaty : null);

    internal static void Verify(TimeZoneInfo? almaty)
    {
        var before = new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.Zero);
        var after = new DateTimeOffset(2024, 3, 1, 12, 0, 0, TimeSpan.Zero);
        if (
            almaty?.GetUtcOffset(before) != TimeSpan.FromHours(6)
            || almaty.GetUtcOffset(after) != TimeSpan.FromHours(5)
        )
        {
            throw new InvalidOperationException(
                "This machine's time-zone data does not know that Asia/Almaty went from UTC+6 to UTC+5 on 1 March 2024, so interactions would be put on wrong days. Update the operating system's tzdata (2024a or newer) and start again."
            );
        }
    }
}
