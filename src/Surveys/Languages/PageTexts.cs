using System.Globalization;

namespace Surveys.Languages;

/// <summary>The texts of citizens' pages in one language, from <c>pages.json</c>.</summary>
public sealed partial class PageTexts : TextTable
{
    internal PageTexts(LanguageFile file)
        : base(file) { }

    /// <summary>A day as it is written in this language, such as "2026 жылғы 23 қараша".</summary>
    public string Day(DateOnly day) => Fill(DateFormat, day.Day, Months[day.Month - 1], day.Year);

    /// <summary>A day and the time of day.</summary>
    /// <param name="local">The instant with the offset of the reader's time zone.</param>
    public string DayAndTime(DateTimeOffset local) =>
        Fill(
            DayAndTimeFormat,
            Day(DateOnly.FromDateTime(local.DateTime)),
            local.ToString("HH\\:mm", CultureInfo.InvariantCulture)
        );
}
