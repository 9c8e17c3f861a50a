using System.Text;
using Surveys.Privacy;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Privacy;

/// <summary>The forms of personal data in comments (FACTS, section 10), and what looks like one and is none.</summary>
public sealed class PersonalDataMaskTests
{
    private static readonly PersonalDataMask Mask = new(Kazakhstan.Country);

    /// <summary>Everything that people write between the digits of a number.</summary>
    public static TheoryData<string> Separators { get; } =
    [
        "",
        " ",
        "  ",
        "   ",
        "-",
        "\u2013", // en dash
        "\u2014", // em dash
        "\u2011", // non-breaking hyphen
        "\u2212", // minus sign
        " - ",
        ".",
        "_",
        ":",
        "/",
        "\u2009", // thin space
        "\u00a0", // no-break space
        "\u202f", // narrow no-break space
        "\u200b", // zero-width space
        "\u200d", // zero-width joiner
        "\u2060", // word joiner
        "\ufeff", // byte order mark
        "\u00ad", // soft hyphen
        "\u202a", // direction mark
        "\n",
        "\r\n",
        "\ufe0f\u20e3", // keycap
        "\ufe0f\u20e3 ",
    ];

    [Theory, MemberData(nameof(Separators))]
    public void Numbers_are_masked_whatever_separates_their_digits(string separator)
    {
        string Join(params string[] groups) => string.Join(separator, groups);
        foreach (
            var number in (string[])
                [
                    Join("8", "701", "234", "56", "78"),
                    Join("8701", "2345678"),
                    Join("7", "0", "1", "2", "3", "4", "5", "6", "7", "8"),
                    "+" + Join("7", "701", "234", "5678"),
                    "+" + Join("996", "555", "123", "456"),
                    Join("900101", "300017"),
                    Join("90010", "1300017"),
                    Join("9", "0", "0", "1", "0", "1", "3", "0", "0", "0", "1", "7"),
                    Join("4111", "1111", "1111", "1111"),
                    Join("5555", "555555", "554444"),
                ]
        )
        {
            var text = $"Звоните мне: {number}, жду.";
            Assert.Equal("Звоните мне: ***, жду.", Mask.Mask(text));
            Assert.Equal("***", Mask.Mask(number));
        }
    }

    [Theory]
    [InlineData("Позвоните 8 701 234 56 78, спасибо", "Позвоните ***, спасибо")]
    [InlineData("тел +7(701)234-56-78", "тел ***")]
    [InlineData("(8701) 234-56-78 мой", "*** мой")]
    [InlineData("+7 (701) - 234 - 56 - 78", "***")]
    [InlineData("тел87012345678доб12", "тел***доб12")]
    [InlineData("８７０１２３４５６７８", "***")]
    [InlineData("＋７７０１２３４５６７８", "***")]
    [InlineData("٨٧٠١٢٣٤٥٦٧٨", "***")]
    [InlineData("\U0001D7D6\U0001D7D5012345678", "***")] // mathematical digits, each two UTF-16 units
    [InlineData("8️⃣7️⃣0️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣!", "***!")]
    [InlineData("+7 701 234 56 78 10 минут", "*** 10 минут")]
    [InlineData("+44 20 7946 0958", "***")]
    [InlineData("8 903 123 45 67 и 8 701 234 56 78", "*** и ***")]
    [InlineData("ждал 45 мин, 8 701 234 56 78 5", "ждал 45 мин, *** 5")]
    public void Phones_are_masked(string text, string masked) => Assert.Equal(masked, Mask.Mask(text));

    [Theory]
    [InlineData("тел. 250-00-00", "тел. ***")]
    [InlineData("телефон: 2500000", "телефон: ***")]
    [InlineData("мой рабочий телефон 272 50 00", "мой рабочий телефон ***")]
    [InlineData("Тел.: 250\u201100\u201100, 251-00-00", "Тел.: ***, ***")]
    [InlineData("тел 2500000 или 2510000", "тел *** или ***")]
    [InlineData("қоңырау шалыңыз 250 00 00", "қоңырау шалыңыз ***")]
    [InlineData("телефоным 2500000", "телефоным ***")]
    [InlineData("my phone number is 250-0000", "my phone number is ***")]
    [InlineData("call me at 2500000", "call me at ***")]
    [InlineData("Перезвоните на 50-12-34", "Перезвоните на ***")]
    [InlineData("ватсап 903 123 45 67", "ватсап ***")]
    [InlineData("менің нөмірім 2500000", "менің нөмірім ***")]
    public void Town_numbers_are_masked_after_a_phone_word(string text, string masked) =>
        Assert.Equal(masked, Mask.Mask(text));

    [Theory]
    [InlineData("удостоверение 012345678", "удостоверение ***")]
    [InlineData("Удостоверение личности № 012 345 678", "Удостоверение личности № ***")]
    [InlineData("номер удостоверения: 012345678", "номер удостоверения: ***")]
    [InlineData("жеке куәлік 012345678", "жеке куәлік ***")]
    [InlineData("жеке куәлігімнің нөмірі 012345678", "жеке куәлігімнің нөмірі ***")]
    [InlineData("ID 012345678", "ID ***")]
    [InlineData("id-карта № 012345678", "id-карта № ***")]
    [InlineData("my ID is 012345678", "my ID is ***")]
    [InlineData("паспорт N12345678", "паспорт ***")]
    [InlineData("N12345678", "***")]
    [InlineData("паспорт № 12345678", "паспорт № ***")]
    [InlineData("паспорт 45 10 123456", "паспорт ***")]
    [InlineData("паспорт серии 45 10 № 123456", "паспорт серии ***")]
    [InlineData("паспорт А1234567", "паспорт ***")]
    [InlineData("passport Б 1234567", "passport Б ***")]
    [InlineData("төлқұжат N 12345678", "төлқұжат N ***")]
    [InlineData("ИИН 900101300018", "ИИН ***")] // a typing error in the check digit
    [InlineData("ЖСН: 900101-300018", "ЖСН: ***")]
    public void Documents_are_masked(string text, string masked) => Assert.Equal(masked, Mask.Mask(text));

    [Theory]
    [InlineData("счёт KZ86 125K ZT50 0410 0100", "счёт ***")]
    [InlineData("My IBAN is KZ86 125K ZT50 0410 0100 thanks", "My IBAN is *** thanks")]
    [InlineData("My IBAN is KZ86125KZT5004100100thanks", "My IBAN is ***thanks")]
    [InlineData("KZ 86 125K ZT50 0410 0100", "***")]
    [InlineData("iban kz86-125k-zt50-0410-0100.", "iban ***.")]
    [InlineData("КZ86 125К ZТ50 0410 0100", "***")] // Cyrillic К and Т
    [InlineData("KZ86\u00a0125K\u00a0ZT50\u200b0410 0100", "***")]
    [InlineData("from GB29 NWBK 6016 1331 9268 19 to me", "from *** to me")]
    [InlineData("to DE89 3704 0044 0532 0130 00 please pay", "to *** please pay")]
    [InlineData("AE07 0331 2345 6789 0123 456 is mine", "*** is mine")]
    [InlineData("NO93 8601 1117 947 and MT84 MALT 0110 0001 2345 MTLC AST0 01S", "*** and ***")]
    [InlineData("KZ87 125K ZT50 0410 0100", "KZ87 125K ZT50 0410 0100")] // its check digits are wrong
    public void Bank_accounts_are_masked(string text, string masked) => Assert.Equal(masked, Mask.Mask(text));

    [Theory]
    [InlineData("пишите на aigerim.k@mail.kz пожалуйста", "пишите на *** пожалуйста")]
    [InlineData("aigerim＠mail.kz", "***")]
    [InlineData("aigerim @ mail.kz", "***")]
    [InlineData("aigerim(at)mail.kz", "***")]
    [InlineData("aigerim [at] mail.kz.", "***.")]
    [InlineData("aigerim (AT) mail [dot] kz", "***")]
    [InlineData("айгерим(собака)почта.қаз", "***")]
    [InlineData("aige\u00adrim@ma\u200bil.kz", "***")]
    [InlineData("first+tag@sub.mail.example.com,second_2@mail.kz", "***,***")]
    [InlineData("встреча @ 10.30", "встреча @ 10.30")]
    [InlineData("@aigerim", "@aigerim")]
    public void Mail_addresses_are_masked(string text, string masked) => Assert.Equal(masked, Mask.Mask(text));

    [Theory]
    [InlineData("")]
    [InlineData("ждал 45 минут, окно 12")]
    [InlineData("заявка 2026-000123")]
    [InlineData("заявка № 12345678")]
    [InlineData("обращение 1234567 от 12.05.2026")]
    [InlineData("Заявка N 12345678 не принята")]
    [InlineData("по телефону сказали: заявка 1234567")]
    [InlineData("ID заявки 123456789")]
    [InlineData("талон 123, очередь 87")]
    [InlineData("карта 4400 4301 2345 6780")] // its check digit is wrong
    [InlineData("901301300017")] // no date of birth
    [InlineData("123456789012")]
    [InlineData("0000000000000000")]
    [InlineData("в 1234567 раз лучше")]
    [InlineData("заплатил 1 250 000 тенге")]
    [InlineData("телефон стоит 1 250 000 тенге")]
    [InlineData("бюджет 7 123 456 789 тенге")]
    [InlineData("70 123 456 789 тг")]
    [InlineData("7.123.456.789 теңге")]
    [InlineData("$7 123 456 789")]
    [InlineData("+15 000 000 тенге")]
    [InlineData("12.05.2026 14:30")]
    [InlineData("7.05.2026 14:30")]
    [InlineData("08.11.2026 09:00:15")]
    [InlineData("с 7.05.2026 по 10.05.2026")]
    [InlineData("2026-11-23 10:15 - 2026-11-24 11:45")]
    [InlineData("2026-11-27-000123")]
    [InlineData("8:30-17:30, обед 13:00-14:00")]
    [InlineData("8.30-17.30, обед 13.00-14.00")]
    [InlineData("в 2024-2025 и 2025/2026 годах")]
    [InlineData("дом 7, кв. 12, 3 этаж")]
    [InlineData("оценки 5 4 3 5 4")]
    [InlineData("5/5/4/3/5, 8/10 7/10 9/10 10/10")]
    [InlineData("8 11 2026 12 30")]
    [InlineData("рег. № 70123456789 от 3.04.2026")]
    [InlineData("ст. 85 ТК, п. 2.1.4")]
    [InlineData("версия 10.0.12.3")]
    [InlineData("1414 ответил за 30 сек")]
    [InlineData("37.5 % и 1,234,567.89")]
    [InlineData("KZ86 заявка принята")]
    [InlineData("GB29 is the room number for the third floor")]
    public void What_identifies_nobody_is_left(string text) => Assert.Equal(text, Mask.Mask(text));

    [Fact]
    public void What_is_around_a_number_stays_as_it_was_written()
    {
        var around = "\u202aТел\u0301.\u00a0№\u2009:\u200b ";
        Assert.Equal(around + "***\n— спасибо\u200b 👍🏽", Mask.Mask(around + "8 701 234 56 78\n— спасибо\u200b 👍🏽"));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_left_alone() =>
        Assert.Equal("\ud83d *** \udc4d", Mask.Mask("\ud83d 87012345678 \udc4d"));

    [Theory]
    [InlineData("1 2-3.4(5)6 7 ")]
    [InlineData("8")]
    [InlineData("8 ")]
    [InlineData("тел 1a")]
    [InlineData("a@")]
    [InlineData("KZ86 ")]
    [InlineData("ab@cd.")]
    [InlineData("телефон удостоверение паспорт 250000 ")]
    public void The_time_is_in_proportion_to_the_length(string hostile)
    {
        Time(hostile, 1_000);
        var once = Enumerable.Range(0, 5).Min(_ => Time(hostile, 2_000));
        var tenfold = Enumerable.Range(0, 5).Min(_ => Time(hostile, 20_000));
        Assert.True(tenfold < (once * 30) + TimeSpan.FromMilliseconds(50), $"{once} and {tenfold}");
    }

    private static TimeSpan Time(string part, int length)
    {
        var text = new StringBuilder();
        while (text.Length < length)
        {
            text.Append(part);
        }

        var started = TimeProvider.System.GetTimestamp();
        Mask.Mask(text.ToString());
        return TimeProvider.System.GetElapsedTime(started);
    }
}
