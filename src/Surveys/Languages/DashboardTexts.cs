using System.Collections.Immutable;
using System.Globalization;

namespace Surveys.Languages;

/// <summary>The texts and the number formats of dashboards in one language, from <c>dashboards.json</c>.</summary>
public sealed partial class DashboardTexts : TextTable
{
    private const string NoBreakSpace = "\u00a0";
    private const string Minus = "\u2212";

    private readonly NumberFormatInfo _numbers;

    internal DashboardTexts(LanguageFile file, Language language)
        : base(file)
    {
        Language = language;
        _numbers = new NumberFormatInfo
        {
            NegativeSign = Minus,
            NumberDecimalSeparator = language.Settings.DecimalSeparator,
            NumberGroupSeparator = language.Settings.GroupSeparator,
        };
    }

    /// <summary>The language of the texts.</summary>
    public Language Language { get; }

    /// <summary>A label by its key; null where there is none.</summary>
    internal string? Find(string key) => FindText(key);

    /// <summary>
    /// A label by its key and a wire name, such as <c>Category</c> and <c>staff-time</c>; the name itself where there
    /// is no label.
    /// </summary>
    internal string Named(string key, string name) =>
        FindText(key + string.Concat(name.Split('-').Select(part => part[..1].ToUpperInvariant() + part[1..]))) ?? name;

    /// <summary>A whole number, in groups of three digits.</summary>
    public string Whole(long number) => Number(number, 0);

    /// <summary>A number with at most so many decimals, without trailing zeros.</summary>
    public string Number(decimal number, int decimals) =>
        Rounded(number, decimals).ToString(decimals is 0 ? "#,##0" : "#,##0." + new string('#', decimals), _numbers);

    /// <summary>A share as a percentage with so many decimals.</summary>
    public string Percent(double share, int decimals = 0) => Fill(PercentForm, Number((decimal)share * 100, decimals));

    /// <summary>The interval of a share.</summary>
    public string PercentRange(double low, double high, int decimals = 0) =>
        Fill(PercentForm, $"{Number((decimal)low * 100, decimals)}\u2013{Number((decimal)high * 100, decimals)}");

    /// <summary>A difference of shares in percentage points, with its sign.</summary>
    public string Points(double difference) =>
        difference < 0 ? Number((decimal)difference * 100, 1) : "+" + Number((decimal)difference * 100, 1);

    /// <summary>A difference and its interval, in percentage points.</summary>
    public string PointsWithInterval(double value, double low, double high) =>
        Fill(Form(PointsForm, (decimal)value * 100, 1), Points(value), Points(low), Points(high));

    /// <summary>An amount: without decimals from 1,000 on.</summary>
    public string Money(decimal amount, string currency) =>
        $"{Number(amount, decimal.Abs(amount) >= 1000 ? 0 : 2)}{NoBreakSpace}{currency}";

    /// <summary>An amount with all the decimals that were reported.</summary>
    public string ExactMoney(decimal amount, string currency) => $"{Number(amount, 4)}{NoBreakSpace}{currency}";

    /// <summary>Hours with at most one decimal.</summary>
    public string Hours(decimal hours) => Fill(Form(HoursForm, hours, 1), Number(hours, 1));

    /// <summary>The form of a text that goes with a whole number, filled with the number.</summary>
    public string Counted(PluralText forms, long number) => Fill(Form(forms, number, 0), Whole(number));

    /// <summary>The form of a text that goes with a number.</summary>
    /// <param name="forms">The text.</param>
    /// <param name="number">The number.</param>
    /// <param name="decimals">With how many decimals the number is shown at most.</param>
    public string Form(PluralText forms, decimal number, int decimals)
    {
        ArgumentNullException.ThrowIfNull(forms);
        return forms[Language.Plurals.CategoryOf(Rounded(number, decimals))];
    }

    /// <summary>A month and its year.</summary>
    public string Month(DateOnly month) => Fill(MonthForm, Pick(Months, month), month.Year);

    /// <summary>The short name of a month, for the axis of a chart.</summary>
    public string ShortMonth(DateOnly month) => Pick(MonthsShort, month);

    /// <summary>"In November 2026".</summary>
    public string InMonth(DateOnly month) => Fill(InMonthForm, Pick(MonthsIn, month), month.Year);

    /// <summary>The name of a month after "than", such as "октября".</summary>
    internal string ThanMonth(DateOnly month) => Pick(MonthsThan, month);

    /// <summary>A range of months.</summary>
    public string Span(DateOnly first, DateOnly last) =>
        first.AddMonths(1) > last ? Month(first) : $"{Month(first)} \u2013 {Month(last)}";

    private static decimal Rounded(decimal number, int decimals) =>
        decimal.Round(number, decimals, MidpointRounding.AwayFromZero);

    private static string Pick(ImmutableArray<string> months, DateOnly month) => months[month.Month - 1];
}
