using Surveys.Privacy;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Privacy;

public sealed class PersonalDataTests
{
    private static readonly PersonalDataMask Mask = new(Kazakhstan.Country);

    [Theory]
    [InlineData("Позвоните 8 701 234 56 78, спасибо", "Позвоните ***, спасибо")]
    [InlineData("тел +7(701)234-56-78", "тел ***")]
    [InlineData("пишите на aigerim.k@mail.kz пожалуйста", "пишите на *** пожалуйста")]
    [InlineData("карта 4400 4301 2345 6780", "карта 4400 4301 2345 6780")]
    [InlineData("карта 4111 1111 1111 1111", "карта ***")]
    [InlineData("счёт KZ86 125K ZT50 0410 0100", "счёт ***")]
    [InlineData("паспорт N12345678", "паспорт ***")]
    [InlineData("٨٧٠١٢٣٤٥٦٧٨", "***")]
    [InlineData("ждал 45 минут, окно 12", "ждал 45 минут, окно 12")]
    [InlineData("заявка 2026-000123", "заявка 2026-000123")]
    [InlineData("", "")]
    public void What_identifies_is_masked_and_the_rest_is_left(string text, string masked) =>
        Assert.Equal(masked, Mask.Mask(text));

    [Theory]
    [InlineData("900101300017", true)]
    [InlineData("900101300018", false)]
    [InlineData("901301300017", false)]
    [InlineData("123456789012", false)]
    public void An_identity_number_is_known_by_its_date_and_check_digit(string digits, bool isIin) =>
        Assert.Equal(isIin, Kazakhstan.Country.PersonalNumber!.IsValid(digits));

    [Fact]
    public void Masking_takes_time_in_proportion_whatever_is_written()
    {
        var hostile = string.Concat(Enumerable.Repeat("1 2-3.4(5)6 7 ", 70));
        var started = TimeProvider.System.GetTimestamp();
        Mask.Mask(hostile);
        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(2));
    }
}
