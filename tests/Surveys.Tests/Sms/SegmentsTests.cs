using System.Text;
using Surveys.Sms;

namespace Surveys.Tests.Sms;

/// <summary>Cases of public segment calculators (Twilio's message-segment-calculator and GOV.UK Notify's utils, both MIT), by the plain rule of GSM 03.38.</summary>
public sealed class SegmentsTests
{
    public static TheoryData<string, bool, int> Published =>
        new()
        {
            {
                "1234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890",
                true,
                1
            },
            {
                "1234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567",
                true,
                3
            },
            { "😜234567890123456789012345678901234567890123456789012345678901234567890", false, 2 },
            { "🇮🇹234567890123456789012345678901234567890123456789012345678901234567", false, 1 },
            { "🏳\ufe0f\u200d🌈2345678901234567890123456789012345678901234567890123456789012345", false, 1 },
            {
                "|12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678",
                true,
                1
            },
            {
                "^12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678",
                true,
                1
            },
            {
                "€12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678",
                true,
                1
            },
            {
                "{12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678",
                true,
                1
            },
            {
                "}12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678",
                true,
                1
            },
            {
                "[12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678",
                true,
                1
            },
            {
                "]12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678",
                true,
                1
            },
            {
                "~12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678",
                true,
                1
            },
            {
                "\\12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678",
                true,
                1
            },
            { Repeat("Á", 70), false, 1 },
            { Repeat("Ú", 70), false, 1 },
            { Repeat("ú", 70), false, 1 },
            { Repeat("ç", 70), true, 1 },
            { Repeat("í", 70), false, 1 },
            { Repeat("Í", 70), false, 1 },
            { Repeat("ó", 70), false, 1 },
            { Repeat("Ó", 70), false, 1 },
            { "😀" + Repeat("]", 68), false, 1 },
            { Repeat("à", 71), true, 1 },
            { Repeat("à", 161), true, 2 },
            { Repeat("à", 307), true, 3 },
            { Repeat("à", 613), true, 5 },
            { Repeat("à", 766), true, 6 },
            { Repeat("à", 919), true, 7 },
            { Repeat("ÿ", 71), false, 2 },
            { Repeat("ÿ", 135), false, 3 },
            { Repeat("ÿ", 269), false, 5 },
            { Repeat("ÿ", 403), false, 7 },
            { Repeat("^", 80), true, 1 },
            { Repeat("a", 158) + "|", true, 1 },
            { Repeat("a", 304) + "[", true, 2 },
            { Repeat("â", 69) + "{", false, 1 },
            { Repeat("â", 133) + "}", false, 2 },
            { "", true, 1 },
            { Repeat(" ", 161), true, 2 },
            { Repeat("\u000c", 81), true, 2 },
            {
                "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789",
                true,
                1
            },
            {
                "012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789[123456789",
                true,
                2
            },
            {
                "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567891234567",
                true,
                3
            },
            { "012345678901234567890123456789012345678901234567890123456789☺123456789", false, 1 },
        };

    /// <summary>Texts of FACTS 9.1, counted apart.</summary>
    public static TheoryData<string, int, bool, int> Counted =>
        new()
        {
            { "eGov: қызметті бағалаңыз: 1-5 (5 - өте жақсы). Тоқтату: СТОП", 60, false, 1 },
            { "1414: қызмет қалай болды? 1-5: gov.kz/s/7Kq2Xm9a Тоқтату: СТОП", 62, false, 1 },
            { "eGov: қызметті бағалаңыз: 1-5 (5 - өте жақсы) немесе gov.kz/s/7Kq2Xm9a. Тоқтату: СТОП", 85, false, 2 },
            { "eGov: оцените услугу 1-5 (5-отлично). Отказ: СТОП", 49, false, 1 },
            { "eGov: оцените услугу: 1-5 (5 - отлично) или gov.kz/s/7Kq2Xm9a. Отказ: СТОП", 74, false, 2 },
            { "eGov: оцените услугу 1-5: gov.kz/s/7Kq2Xm9a Отказ: СТОП", 55, false, 1 },
            { "eGov: қызметті бағалаңыз 1-5 (5-өте жақсы) / оцените услугу 1-5 (5-отлично). СТОП", 81, false, 2 },
            {
                "eGov: rate the AI-assisted service you just used, 1-5 (5 = very good). Reply STOP to opt out.",
                93,
                true,
                1
            },
            { "eGov: qyzmetti bagalanyz: 1-5 (5 - ote jaqsy). Toqtatu: STOP", 60, true, 1 },
            { "eGov: rate application № 12 from 1 to 5", 39, false, 1 },
            { Repeat("ә", 70), 70, false, 1 },
            { Repeat("ә", 71), 71, false, 2 },
            { Repeat("ә", 134), 134, false, 2 },
            { Repeat("ә", 135), 135, false, 3 },
            { Repeat("a", 160), 160, true, 1 },
            { Repeat("a", 161), 161, true, 2 },
            { Repeat("a", 306), 306, true, 2 },
            { Repeat("a", 307), 307, true, 3 },
            { Repeat("a", 152) + "€" + Repeat("a", 10), 164, true, 2 },
        };

    [Theory]
    [MemberData(nameof(Published))]
    public void Encoding_and_parts_are_those_of_the_published_calculators(string text, bool isGsm, int parts)
    {
        var segments = Segments.Of(text);

        Assert.Equal((isGsm, parts), (segments.IsGsm, segments.Parts));
    }

    [Theory]
    [MemberData(nameof(Counted))]
    public void Units_and_parts_are_counted_exactly(string text, int units, bool isGsm, int parts)
    {
        var segments = Segments.Of(text);

        Assert.Equal((units, isGsm, parts), (segments.Units, segments.IsGsm, segments.Parts));
    }

    [Theory]
    [InlineData("rate № 5", "№")]
    [InlineData("qyzmetti bağalañyz", "ğ")]
    [InlineData("«yes»", "«")]
    [InlineData("ı", "ı")]
    public void The_character_that_makes_a_text_dear_is_named(string text, string dear) =>
        Assert.Equal(dear, Segments.Of(text).FirstNonGsm?.ToString());

    [Fact]
    public void An_escape_pair_moves_whole_to_the_next_part()
    {
        // 306 septets would fill two parts exactly, but the pair at the seam of the first wastes one.
        Assert.Equal(3, Segments.Of(Repeat("a", 152) + "€" + Repeat("a", 152)).Parts);
    }

    [Fact]
    public void A_surrogate_pair_moves_whole_to_the_next_part() =>
        Assert.Equal(3, Segments.Of(Repeat("ә", 66) + "😀" + Repeat("ә", 66)).Parts);

    private static string Repeat(string text, int times) =>
        new StringBuilder(text.Length * times).Insert(0, text, times).ToString();
}
