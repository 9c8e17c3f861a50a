using System.Globalization;
using Surveys.Calendar;
using Surveys.Countries;

namespace Surveys.Tests.Countries;

/// <summary>The days off of Kazakhstan: 2026 as the Government published them, 2027 as the law states them.</summary>
public sealed class HolidayCalendarTests
{
    private const string In2026 =
        "01-01 01-02 01-07 03-08 03-09 03-21 03-22 03-23 03-24 03-25 05-01 05-07 05-09 05-11 05-27 07-06 10-25 10-26 "
        + "12-16";

    private const string In2027 =
        "01-01 01-02 01-04 01-07 03-08 03-15 03-21 03-22 03-23 03-24 05-01 05-03 05-07 05-09 05-10 05-16 07-06 10-25 "
        + "12-16";

    private static readonly HolidayCalendar Kazakh = CountryCatalog.Shipped.HolidaysOf("Asia/Qostanay");

    [Theory]
    [InlineData(2026, In2026)]
    [InlineData(2027, In2027)]
    public void The_days_off_of_a_year_are_those_of_the_law(int year, string days) =>
        Assert.Equal(
            days,
            string.Join(' ', Kazakh.In(year).Order().Select(day => day.ToString("MM-dd", CultureInfo.InvariantCulture)))
        );

    [Fact]
    public void Constitution_Day_moves_from_August_to_March()
    {
        Assert.True(Kazakh.IsDayOff(new DateOnly(2025, 8, 30)));
        Assert.False(Kazakh.IsDayOff(new DateOnly(2025, 3, 15)));
        Assert.False(Kazakh.IsDayOff(new DateOnly(2026, 8, 31)));
        Assert.False(Kazakh.IsDayOff(new DateOnly(2026, 3, 16)));
        Assert.True(Kazakh.IsDayOff(new DateOnly(2027, 3, 15)));
    }

    [Fact]
    public void Days_that_the_government_moves_go_over_the_rules()
    {
        var (friday, saturday) = (new DateOnly(2027, 7, 9), new DateOnly(2027, 7, 10));
        var moved = new HolidayCalendar(
            HolidayRules.None with
            {
                Weekend = [Weekday.Saturday, Weekday.Sunday],
                Fixed = [new FixedHoliday("A Saturday", 7, 10, Substitute: false)],
                Moved = new Dictionary<string, MovedDays> { ["2027"] = new([friday], [saturday]) },
            }
        );

        Assert.Equal([friday], moved.In(2027));
        Assert.Equal([new DateOnly(2026, 7, 10)], moved.In(2026));
    }

    [Fact]
    public void A_zone_without_a_country_has_no_holidays() =>
        Assert.Empty(CountryCatalog.Shipped.HolidaysOf("Europe/Vienna").In(2026));
}
