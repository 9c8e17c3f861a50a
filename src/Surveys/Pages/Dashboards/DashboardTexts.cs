using System.Collections.Frozen;
using System.Globalization;
using System.Resources;
using Surveys.Aggregates;

namespace Surveys.Pages.Dashboards;

/// <summary>The words and the numbers of dashboards in one language, from <c>DashboardTexts.*.resx</c>; keys become properties as those of <see cref="PageTexts"/>.</summary>
public sealed partial class DashboardTexts
{
    private const string NoBreakSpace = "\u00a0";
    private const string Minus = "\u2212";

    private static readonly FrozenDictionary<string, DashboardTexts> Spoken = new[]
    {
        "kk",
        "ru",
        "en",
    }.ToFrozenDictionary(code => code, code => new DashboardTexts(code), StringComparer.Ordinal);

    private readonly FrozenDictionary<string, string> words;
    private readonly string language;

    private DashboardTexts(string language)
    {
        this.language = language;
        using var stream =
            typeof(DashboardTexts).Assembly.GetManifestResourceStream(
                $"Surveys/Pages/Dashboards/DashboardTexts.{language}.resources"
            ) ?? throw new InvalidOperationException($"No texts in {language}.");
        using var reader = new ResourceReader(stream);
        words = reader
            .Cast<System.Collections.DictionaryEntry>()
            .ToFrozenDictionary(entry => (string)entry.Key, entry => (string)entry.Value!, StringComparer.Ordinal);
    }

    /// <summary>The languages that dashboards speak.</summary>
    public static IEnumerable<PageLanguage> Languages =>
        PageLanguage.All.Where(language => Spoken.ContainsKey(language.Code));

    /// <summary>All keys with their words, for checks of the whole.</summary>
    internal IReadOnlyDictionary<string, string> All => words;

    /// <summary>The texts of a language's code.</summary>
    public static DashboardTexts In(string code) => Spoken[code];

    /// <summary>A text with its gaps filled.</summary>
    public static string Fill(string text, params ReadOnlySpan<object?> values) =>
        string.Format(CultureInfo.InvariantCulture, text, values);

    /// <summary>A word by its key and a wire name, such as <c>Category</c> and <c>staff-time</c>; the name itself where there is none.</summary>
    internal string Named(string key, string name) =>
        words.GetValueOrDefault(
            key + string.Concat(name.Split('-').Select(part => part[..1].ToUpperInvariant() + part[1..])),
            name
        );

    /// <summary>A whole number, in groups of three.</summary>
    public string Whole(long number) => Number(number, 0);

    /// <summary>A number with so many decimals at most.</summary>
    public string Number(decimal number, int decimals)
    {
        var rounded = decimal.Round(number, decimals, MidpointRounding.AwayFromZero);
        var text = decimal.Abs(rounded)
            .ToString(decimals is 0 ? "#,##0" : "#,##0." + new string('#', decimals), CultureInfo.InvariantCulture);
        if (language is not "en")
        {
            text = text.Replace(",", NoBreakSpace, StringComparison.Ordinal).Replace('.', ',');
        }

        return rounded < 0 ? Minus + text : text;
    }

    /// <summary>A share as a percentage with so many decimals.</summary>
    public string Percent(double share, int decimals = 0) => Fill(PercentForm, Number((decimal)share * 100, decimals));

    /// <summary>A share's interval.</summary>
    public string PercentRange(double low, double high, int decimals = 0) =>
        Fill(PercentForm, $"{Number((decimal)low * 100, decimals)}\u2013{Number((decimal)high * 100, decimals)}");

    /// <summary>A share with its interval; a dash where there is none.</summary>
    internal string WithInterval(Share? share) =>
        share is null ? None : $"{Percent(share.Value, 1)} ({PercentRange(share.Low, share.High, 1)})";

    /// <summary>A difference of shares in points, with its sign.</summary>
    public string Points(double difference) =>
        difference < 0 ? Number((decimal)difference * 100, 1) : "+" + Number((decimal)difference * 100, 1);

    /// <summary>A difference and its interval, in points.</summary>
    public string PointsWithInterval(double value, double low, double high) =>
        Fill(PointsForm, Points(value), Points(low), Points(high));

    /// <summary>Money: whole where it is large.</summary>
    public string Money(decimal amount, string currency) =>
        $"{Number(amount, decimal.Abs(amount) >= 1000 ? 0 : 2)}{NoBreakSpace}{currency}";

    /// <summary>Money to the last digit that was reported.</summary>
    public string ExactMoney(decimal amount, string currency) => $"{Number(amount, 4)}{NoBreakSpace}{currency}";

    /// <summary>The form of a word that goes with a number; forms are separated by bars: one and many, in Russian one, few and many, in Kazakh one for all.</summary>
    public string Counted(string forms, long number)
    {
        ArgumentNullException.ThrowIfNull(forms);
        var all = forms.Split('|');
        var (tens, ones) = (number / 10 % 10, number % 10);
        var place = language switch
        {
            "ru" => tens is 1
                ? 2
                : ones switch
                {
                    1 => 0,
                    >= 2 and <= 4 => 1,
                    _ => 2,
                },
            _ => number is 1 ? 0 : 1,
        };
        return Fill(all[Math.Min(place, all.Length - 1)], Whole(number));
    }

    /// <summary>A month and its year.</summary>
    public string Month(DateOnly month) => Fill(MonthForm, Pick(Months, month), month.Year);

    /// <summary>A month as short as an axis wants it.</summary>
    public string ShortMonth(DateOnly month) => Pick(MonthsShort, month);

    /// <summary>"In November 2026".</summary>
    public string InMonth(DateOnly month) => Fill(InMonthForm, Pick(MonthsIn, month), month.Year);

    /// <summary>A span of months.</summary>
    public string Span(DateOnly first, DateOnly last) =>
        first.AddMonths(1) > last ? Month(first) : $"{Month(first)} \u2013 {Month(last)}";

    /// <summary>How satisfied a month's citizens were, and whether that has changed, in one sentence.</summary>
    internal string Headline(DateOnly month, Share csat, string? change)
    {
        var (low, high) = ((int)Math.Round(csat.Low * 100), (int)Math.Round(csat.High * 100));
        var how = low == high ? Counted(HeadlineAbout, high) : Counted(HeadlineBetween, high);
        var satisfied = Fill(how.Replace("[low]", Whole(low), StringComparison.Ordinal), Whole(high));
        var before = Pick(MonthsThan, month.AddMonths(-1));
        var end = change switch
        {
            "up" => Fill(HeadlineUp, before),
            "down" => Fill(HeadlineDown, before),
            "none" => Fill(HeadlineSame, before),
            _ => Fill(HeadlineNoChange, before),
        };
        return Fill(HeadlineForm, InMonth(month), satisfied, end);
    }

    private static string Pick(string list, DateOnly month) => list.Split('|')[month.Month - 1];
}
