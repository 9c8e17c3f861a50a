using System.Text.Json.Serialization;

namespace Surveys.Calendar;

/// <summary>A day of the week with its name in the contract.</summary>
public enum Weekday
{
    /// <summary>Monday.</summary>
    [JsonStringEnumMemberName("mon")]
    Monday,

    /// <summary>Tuesday.</summary>
    [JsonStringEnumMemberName("tue")]
    Tuesday,

    /// <summary>Wednesday.</summary>
    [JsonStringEnumMemberName("wed")]
    Wednesday,

    /// <summary>Thursday.</summary>
    [JsonStringEnumMemberName("thu")]
    Thursday,

    /// <summary>Friday.</summary>
    [JsonStringEnumMemberName("fri")]
    Friday,

    /// <summary>Saturday.</summary>
    [JsonStringEnumMemberName("sat")]
    Saturday,

    /// <summary>Sunday.</summary>
    [JsonStringEnumMemberName("sun")]
    Sunday,
}

internal static class WeekdayConversion
{
    /// <summary>The same day in .NET's numbering, which starts on Sunday.</summary>
    public static DayOfWeek ToDayOfWeek(this Weekday day) => (DayOfWeek)(((int)day + 1) % 7);
}
