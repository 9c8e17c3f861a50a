using System.Collections.Immutable;
using System.Globalization;
using Surveys.Calendar;
using Surveys.Countries;
using Surveys.Invitations;
using Surveys.ServiceRegister;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Calendar;

/// <summary>
/// The sending window: cases of FACTS 9.6, in Almaty (UTC+5; +6 until the end of February 2024), with the days off of
/// 2026.
/// </summary>
public sealed class SendingTimesTests
{
    private static readonly Service Standard = new()
    {
        ServiceId = "tax",
        Name = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("kk", "Салық"),
        Agency = "Tax",
        Currency = Kazakhstan.Country.Currency,
        TimeZone = Kazakhstan.Country.DefaultZone,
        SendingWindow = Kazakhstan.Country.SendingWindow,
        Holidays = CountryCatalog.Shipped.HolidaysOf("Asia/Almaty"),
    };

    [Theory]
    [InlineData("2026-11-27T20:59:00+05:00", "2026-11-27T20:59:00+05:00")] // Friday, the last minute
    [InlineData("2026-11-27T20:59:01+05:00", "2026-11-30T09:00:00+05:00")] // less than a minute left
    [InlineData("2026-11-27T21:00:00+05:00", "2026-11-30T09:00:00+05:00")]
    [InlineData("2026-11-28T12:00:00+05:00", "2026-11-30T09:00:00+05:00")]
    [InlineData("2026-03-09T10:00:00+05:00", "2026-03-10T09:00:00+05:00")] // a holiday moved to Monday
    [InlineData("2026-03-20T21:30:00+05:00", "2026-03-26T09:00:00+05:00")] // Nauryz
    [InlineData("2026-11-27T08:59:59+05:00", "2026-11-27T09:00:00+05:00")]
    [InlineData("2024-02-29T20:30:00+06:00", "2024-02-29T20:30:00+06:00")]
    [InlineData("2024-02-29T21:00:00+06:00", "2024-03-01T09:00:00+05:00")] // the night in which the zone changed
    public void A_text_goes_out_at_the_first_moment_inside(string due, string moment) =>
        Assert.Equal(Instant(moment), SendingTimes.Next(Standard, Instant(due)));

    [Fact]
    public void None_is_still_on_its_way_when_the_window_closes()
    {
        var friday = Instant("2026-11-27T20:30:00+05:00");
        var validity = SendingTimes.ValidityAt(Standard, friday);

        Assert.NotNull(validity);
        Assert.InRange(validity.Value.TotalSeconds, 1_700, 1_800);
        Assert.Null(SendingTimes.ValidityAt(Standard, Instant("2026-11-27T20:59:30+05:00")));
        Assert.Null(SendingTimes.ValidityAt(Standard, Instant("2026-11-27T21:00:00+05:00")));

        // The carrier counts from when it takes the text: ten seconds are left for that.
        Assert.Equal(new TimeSpan(11, 59, 50), SendingTimes.ValidityAt(Standard, Instant("2026-11-27T09:00:00+05:00")));
        Assert.Equal(
            TimeSpan.FromDays(1),
            SendingTimes.ValidityAt(Standard with { SendingWindow = null }, Instant("2026-11-28T03:00:00+05:00"))
        );
    }

    [Fact]
    public void A_window_to_midnight_goes_on_into_the_next_day()
    {
        var always = Standard with
        {
            SendingWindow = new SendingWindowSettings([.. Enum.GetValues<Weekday>()], "00:00", "24:00", []),
        };
        Assert.Equal(
            Instant("2026-11-29T00:00:00+05:00"),
            SendingTimes.Next(always, Instant("2026-11-28T23:59:30+05:00"))
        );
    }

    [Fact]
    public void A_window_that_never_opens_is_too_late_for_every_survey()
    {
        var first = new DateOnly(2026, 11, 27);
        var shut = Standard with
        {
            SendingWindow = Kazakhstan.Country.SendingWindow with
            {
                Holidays = [.. Enumerable.Range(0, 500).Select(first.AddDays)],
            },
        };
        var due = Instant("2026-11-27T10:00:00+05:00");
        Assert.True(
            SendingTimes.Next(shut, due)
                > SendingTimes.LastMoment(shut with { ExpiryDays = 60, DelayMinutes = 10_080 }, due)
        );
    }

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
