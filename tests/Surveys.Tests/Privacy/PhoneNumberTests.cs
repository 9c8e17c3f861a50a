using Surveys.Privacy;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Privacy;

/// <summary>Numbers as people write them; the plan is libphonenumber's for KZ, the cases FACTS 8.1's.</summary>
public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("+7 701 234 56 78")]
    [InlineData("8 701 234 56 78")]
    [InlineData("87012345678")]
    [InlineData("8(701)234-56-78")]
    [InlineData("7012345678")]
    [InlineData(" +77012345678 ")]
    [InlineData("\u202a+77012345678\u202c")] // as address books paste it
    [InlineData("\ufeff87012345678")]
    [InlineData("+7\u2011701\u2011234\u201156\u201178")]
    [InlineData("＋７７０１２３４５６７８")]
    [InlineData("tel:+77012345678")]
    [InlineData("TEL: +7-701-234-56-78")]
    [InlineData("8\u00a0(701)\u2009234\u221256\u201378")]
    public void One_number_is_one_however_it_is_written(string text)
    {
        Assert.True(PhoneNumber.TryParse(text, Kazakhstan.Country, out var phone));
        Assert.Equal("+77012345678", phone.E164);
        Assert.True(phone.IsMobile && phone.IsIn(["+77"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("+7701234567")]
    [InlineData("+7 701 234 56 78 9")]
    [InlineData("call me")]
    [InlineData("+77012345678;ext=1")]
    [InlineData("tel:")]
    [InlineData("mailto:+77012345678")]
    [InlineData("\ud83d+77012345678")]
    [InlineData("+7 701 234 56 78, +7 701 234 56 79")]
    [InlineData(null)]
    public void What_can_be_no_number_is_none(string? text) =>
        Assert.False(PhoneNumber.TryParse(text, Kazakhstan.Country, out _));

    [Theory]
    [InlineData("+77272500000", false, true)]
    [InlineData("+79031234567", true, false)]
    [InlineData("+996555123456", true, false)]
    public void A_landline_is_no_mobile_and_a_neighbour_is_another_country(string text, bool isMobile, bool isKazakh)
    {
        Assert.True(PhoneNumber.TryParse(text, Kazakhstan.Country, out var phone));
        Assert.Equal((isMobile, isKazakh), (phone.IsMobile, phone.IsIn(["+77"])));
    }

    [Fact]
    public void It_never_shows_itself()
    {
        Assert.True(PhoneNumber.TryParse("+77012345678", Kazakhstan.Country, out var phone));
        Assert.Equal("+***", $"{phone}");
    }
}
