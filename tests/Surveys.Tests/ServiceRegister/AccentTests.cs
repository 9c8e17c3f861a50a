using FsCheck;
using FsCheck.Fluent;
using Surveys.ServiceRegister;

namespace Surveys.Tests.ServiceRegister;

public sealed class AccentTests
{
    [Theory]
    [InlineData("#000000", "#ffffff", 21)]
    [InlineData("#777777", "#ffffff", 4.478)]
    [InlineData("#767676", "#ffffff", 4.542)]
    [InlineData("#ff0000", "#ffffff", 3.998)]
    public void Contrast_is_computed_as_WCAG_does(string one, string other, double expected)
    {
        Assert.Equal(expected, Accent.Contrast(one, other), 3);
        Assert.Equal(expected, Accent.Contrast(other, one), 3);
    }

    [Theory]
    [InlineData("#767676", true)]
    [InlineData("#777777", false)]
    [InlineData("#ff0000", false)]
    [InlineData("#ffd200", false)]
    [InlineData("#00afca", false)]
    [InlineData("#00695c", true)]
    [InlineData("#00695C", true)]
    [InlineData("00695c", false)]
    [InlineData("#00695", false)]
    [InlineData("#00695cc", false)]
    [InlineData("#00695g", false)]
    [InlineData("red", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_colour_that_can_not_be_read_on_white_is_refused(string? text, bool taken)
    {
        Assert.Equal(taken, Accent.TryParse(text, out var accent, out var fault));
        Assert.Equal(taken, accent is not null);
        Assert.Equal(taken, fault is null);
    }

    [Fact]
    public void Every_accent_can_be_read_on_white_and_on_dark()
    {
        var colours = Gen.Choose(0, 0xFFFFFF).Select(number => $"#{number:x6}");

        Prop.ForAll(
                colours.ToArbitrary(),
                text =>
                    !Accent.TryParse(text, out var accent, out _)
                    || (
                        Accent.Contrast(accent.OnWhite, "#ffffff") >= 4.5
                        && Accent.Contrast(accent.OnDark, Accent.DarkPaper) >= 4.5
                    )
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_refusal_says_how_to_mend_it()
    {
        Assert.False(Accent.TryParse("#777777", out _, out var fault));
        Assert.Equal("Its contrast with white is 4.4; it must be 4.5 or more. Use a darker tone.", fault);
    }
}
