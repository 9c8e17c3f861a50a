using System.Globalization;
using System.Text;
using Surveys.Sms;

namespace Surveys.Tests.Sms;

public sealed class SmsComposerTests
{
    private const string Link = "gov.kz/s/7Kq2Xm9aBc";

    private static readonly (bool TwoWay, bool IsReminder)[] Modes =
    [
        (false, false),
        (true, false),
        (false, true),
        (true, true),
    ];

    public static TheoryData<string> Languages { get; } = [.. LanguageCatalog.Shipped.SmsCodes];

    public static TheoryData<string, bool, string, string> Invitations =>
        new()
        {
            { "kk", false, "Жүргізуші куәлігі", "Жүргізуші куәлігі: қызметті бағалаңыз gov.kz/s/7Kq2Xm9aBc" },
            {
                "kk",
                true,
                "Жүргізуші куәлігі",
                "Жүргізуші куәлігі: баға 1-5, 5-жақсы gov.kz/s/7Kq2Xm9aBc Тоқтату:СТОП"
            },
            { "ru", false, "Замена удостовер.", "Замена удостовер.: оцените услугу gov.kz/s/7Kq2Xm9aBc" },
            {
                "ru",
                true,
                "Замена удостовер.",
                "Замена удостовер.: балл 1-5, 5-отлично gov.kz/s/7Kq2Xm9aBc Отказ:СТОП"
            },
            {
                "en",
                false,
                "Driving licence",
                "Driving licence: how was our service? Tell us in 20 seconds: gov.kz/s/7Kq2Xm9aBc"
            },
            {
                "en",
                true,
                "Driving licence",
                "Driving licence: how satisfied are you? Reply 1-5 (5 = very satisfied) or tap gov.kz/s/7Kq2Xm9aBc "
                    + "Reply STOP to opt out"
            },
        };

    [Theory]
    [MemberData(nameof(Invitations))]
    public void An_invitation_has_this_text_and_one_part(string language, bool twoWay, string name, string expected)
    {
        var (body, parts) = SmsComposer.Compose(
            twoWay ? LanguageCatalog.Shipped[language].Sms.TwoWay : LanguageCatalog.Shipped[language].Sms.OneWay,
            name,
            Link
        );

        Assert.Equal(expected, body);
        Assert.Equal(1, parts);
    }

    [Theory, MemberData(nameof(Languages))]
    public void Every_invitation_fits_one_part_with_a_name_of_18_characters(string language)
    {
        // A Kazakh or Russian letter in the name changes the encoding of the text to UCS-2.
        foreach (var letter in "жқa")
        {
            var name = new string(letter, 18);
            foreach (var (twoWay, isReminder) in Modes)
            {
                var (body, parts) = SmsComposer.Compose(
                    LanguageCatalog.Shipped[language].Sms.Forms(twoWay, isReminder),
                    name,
                    Link
                );
                var segments = Segments.Of(body);
                Assert.True(
                    parts is 1 && body.Contains(name, StringComparison.Ordinal),
                    $"'{body}' has {segments.Parts} parts ({segments.Units} units) because of '{segments.FirstNonGsm}'."
                );
            }
        }
    }

    /// <summary>
    /// Every text message as a citizen reads it, with its parts. A change of these files changes the words or the
    /// price.
    /// </summary>
    [Theory]
    [InlineData("kk", "Жүргізуші куәлігі")]
    [InlineData("ru", "Замена паспорта РК")]
    [InlineData("en", "Driving licence")]
    public void Texts_and_their_parts_are_pinned(string language, string name)
    {
        var templates = LanguageCatalog.Shipped[language].Sms;
        var lines = new StringBuilder();
        void Pin(string step, string text)
        {
            var segments = Segments.Of(text);
            var parts = segments.Parts is 1
                ? "1 part"
                : string.Create(CultureInfo.InvariantCulture, $"{segments.Parts} parts");
            lines.Append(
                CultureInfo.InvariantCulture,
                $"{step}: {(segments.IsGsm ? "GSM" : "UCS-2")}, {segments.Units} units, {parts}\n{text}\n\n"
            );
        }

        foreach (var (twoWay, isReminder) in Modes)
        {
            var step = $"{(twoWay ? "two-way" : "one-way")} {(isReminder ? "reminder" : "invitation")}";
            foreach (
                var (form, number) in templates.Forms(twoWay, isReminder).Select((form, index) => (form, index + 1))
            )
            {
                Pin(
                    string.Create(CultureInfo.InvariantCulture, $"{step}, form {number}"),
                    form.Replace("{name}", name, StringComparison.Ordinal)
                        .Replace("{link}", Link, StringComparison.Ordinal)
                );
            }

            Pin($"{step}, as it goes out", SmsComposer.Compose(templates.Forms(twoWay, isReminder), name, Link).Body);
        }

        Pin("asks whether it was settled", templates.AskResolved);
        Pin("asks how easy it was", templates.AskEase);
        Pin("asks for a comment", templates.AskComment);
        Pin("thanks", templates.Thanks);
        Pin("hint for a rating", templates.HintRating);
        Pin("hint for settled or not", templates.HintResolved);
        Pin("after STOP", templates.Stopped);
        Pin("after START", templates.Started);
        Pin("after a START word that the carrier doesn't know", templates.SendStart);
        Pin(
            "after HELP",
            templates
                .Help.Replace("{agency}", "eGov", StringComparison.Ordinal)
                .Replace("{verify}", "https://gov.kz/verify", StringComparison.Ordinal)
        );
        GoldenFile.Holds($"texts/{language}.txt", lines.ToString());
    }

    [Fact]
    public void English_texts_are_in_the_GSM_alphabet()
    {
        var templates = LanguageCatalog.Shipped["en"].Sms;
        foreach (
            var text in Modes
                .SelectMany(mode => templates.Forms(mode.TwoWay, mode.IsReminder))
                .Append(templates.AskResolved)
                .Append(templates.AskEase)
                .Append(templates.AskComment)
                .Append(templates.Thanks)
                .Append(templates.HintRating)
                .Append(templates.HintResolved)
                .Append(templates.Stopped)
                .Append(templates.Started)
                .Append(templates.SendStart)
                .Append(templates.Help)
        )
        {
            Assert.True(
                Segments.Of(text).IsGsm,
                $"'{text}' is not in the GSM alphabet because of {Segments.Of(text).FirstNonGsm}."
            );
        }
    }

    [Theory, MemberData(nameof(Languages))]
    public void Replies_of_the_platform_have_one_part(string language)
    {
        var templates = LanguageCatalog.Shipped[language].Sms;
        foreach (
            var text in new[]
            {
                templates.AskResolved,
                templates.AskEase,
                templates.AskComment,
                templates.Thanks,
                templates.HintRating,
                templates.HintResolved,
                templates.Stopped,
                templates.Started,
                templates.SendStart,
            }
        )
        {
            Assert.True(
                Segments.Of(text).Parts is 1,
                $"'{text}' has {Segments.Of(text).Parts} parts ({Segments.Of(text).Units} units)."
            );
        }
    }

    [Fact]
    public void A_one_way_text_gives_no_reply_instructions()
    {
        foreach (var language in LanguageCatalog.Shipped.SmsCodes)
        {
            Assert.DoesNotContain(
                LanguageCatalog
                    .Shipped[language]
                    .Sms.OneWay.Concat(LanguageCatalog.Shipped[language].Sms.OneWayReminder),
                form =>
                    form.Contains("1-5", StringComparison.Ordinal)
                    || form.Contains("СТОП", StringComparison.Ordinal)
                    || form.Contains("STOP", StringComparison.Ordinal)
            );
            Assert.All(
                LanguageCatalog
                    .Shipped[language]
                    .Sms.TwoWay.Concat(LanguageCatalog.Shipped[language].Sms.TwoWayReminder),
                form =>
                    Assert.Contains(
                        "STOP",
                        form.Replace("СТОП", "STOP", StringComparison.Ordinal),
                        StringComparison.Ordinal
                    )
            );
            Assert.All(
                Modes.SelectMany(mode => LanguageCatalog.Shipped[language].Sms.Forms(mode.TwoWay, mode.IsReminder)),
                form => Assert.Contains("{link}", form, StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public void A_long_name_is_shortened_at_a_word_until_the_text_fits()
    {
        var (body, parts) = SmsComposer.Compose(
            LanguageCatalog.Shipped["kk"].Sms.TwoWay,
            "Жеке тұлғаның мекенжай анықтамасын беру",
            Link
        );

        Assert.Equal(1, parts);
        Assert.StartsWith("Жеке тұлғаның: баға 1-5", body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_longer_link_makes_more_parts()
    {
        Assert.All(
            SmsComposer.PartsByLanguage(LanguageCatalog.Shipped.WithSms, Link),
            price => Assert.Equal(1, price.Parts)
        );
        Assert.Contains(
            SmsComposer.PartsByLanguage(
                LanguageCatalog.Shipped.WithSms,
                "https://surveys.ministry.gov.kz/s/7Kq2Xm9aBc"
            ),
            price => price.Parts > 1
        );
    }
}
