using System.Collections.Immutable;
using System.Globalization;
using Surveys.ServiceRegister;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.ServiceRegister;

/// <summary>The target of a month is the last one of the month in the service's own time zone.</summary>
public sealed class TargetTests
{
    private static readonly DateOnly October = new(2026, 10, 31);

    [Theory]
    [InlineData("Asia/Almaty", "2026-10-31T18:59:59Z", 0.9)] // 23:59:59 on 31 October
    [InlineData("Asia/Almaty", "2026-10-31T19:00:00Z", 0.8)] // midnight
    [InlineData("America/New_York", "2026-11-01T03:59:59Z", 0.9)]
    [InlineData("America/New_York", "2026-11-01T04:00:00Z", 0.8)]
    public void A_change_counts_for_the_month_in_which_it_was_made(string timeZone, string at, double target) =>
        Assert.Equal((decimal)target, With(timeZone, at).TargetOn(October));

    [Fact]
    public void Months_before_the_first_target_have_the_first() =>
        Assert.Equal(0.8m, With("Asia/Almaty", "2026-10-31T18:59:59Z").TargetOn(new DateOnly(2020, 1, 31)));

    private static Service With(string timeZone, string at) =>
        new()
        {
            ServiceId = "tax",
            Name = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("kk", "Салық"),
            Agency = "Tax",
            Currency = Kazakhstan.Country.Currency,
            TimeZone = timeZone,
            SendingWindow = null,
            Targets =
            [
                new TargetChange(
                    DateTimeOffset.Parse("2026-01-10T00:00:00Z", CultureInfo.InvariantCulture),
                    0.8m,
                    null
                ),
                new TargetChange(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture), 0.9m, null),
            ],
        };
}
