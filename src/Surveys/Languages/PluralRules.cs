using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Surveys.Languages;

/// <summary>A plural category of the Unicode CLDR.</summary>
public enum PluralCategory
{
    /// <summary>Zero, in Arabic for example.</summary>
    Zero,

    /// <summary>The singular; in Russian also 21, 31 and so on.</summary>
    One,

    /// <summary>The dual.</summary>
    Two,

    /// <summary>Small numbers, 2 to 4 in Russian for example.</summary>
    Few,

    /// <summary>Larger numbers, 5 to 20 in Russian for example.</summary>
    Many,

    /// <summary>Every number that no other category takes.</summary>
    Other,
}

/// <summary>
/// The plural rules of one language for cardinal numbers, in the syntax of the Unicode CLDR. They can be copied from
/// its chart. Source: https://unicode.org/reports/tr35/tr35-numbers.html#Language_Plural_Rules.
/// </summary>
public sealed partial class PluralRules
{
    private readonly ImmutableArray<(PluralCategory Category, Relation[][] Condition)> _rules;

    /// <summary>Parses the rules.</summary>
    /// <param name="rules">Conditions by category, such as <c>one</c> and <c>i = 1 and v = 0</c>.</param>
    /// <exception cref="FormatException">A category or a condition is not in the syntax of CLDR.</exception>
    public PluralRules(IReadOnlyDictionary<string, string> rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        _rules =
        [
            .. rules
                .Select(rule => (Category: CategoryNamed(rule.Key), Condition: Parse(rule.Value)))
                .OrderBy(rule => rule.Category),
        ];
    }

    /// <summary>The category of a number as it is shown: without trailing zeros.</summary>
    public PluralCategory CategoryOf(decimal number)
    {
        foreach (var (category, condition) in _rules)
        {
            if (condition.Any(all => all.All(relation => relation.Holds(number))))
            {
                return category;
            }
        }

        return PluralCategory.Other;
    }

    /// <summary>The category of a name such as <c>few</c>.</summary>
    internal static PluralCategory CategoryNamed(string name) =>
        name switch
        {
            "zero" => PluralCategory.Zero,
            "one" => PluralCategory.One,
            "two" => PluralCategory.Two,
            "few" => PluralCategory.Few,
            "many" => PluralCategory.Many,
            "other" => PluralCategory.Other,
            _ => throw new FormatException($"'{name}' is not a plural category."),
        };

    private static Relation[][] Parse(string condition) =>
        [.. condition.Split(" or ").Select(all => all.Split(" and ").Select(Relation.Parse).ToArray())];

    // Such as "i % 10 = 2..4" or "n != 0,1".
    [GeneratedRegex(@"\A\s*([nivftce])\s*(?:%\s*(\d+)\s*)?(!?=)\s*(\d+(?:\.\.\d+)?(?:\s*,\s*\d+(?:\.\.\d+)?)*)\s*\z")]
    private static partial Regex RelationForm { get; }

    private sealed record Relation(char Operand, int? Modulus, bool IsNegated, (int First, int Last)[] Ranges)
    {
        public static Relation Parse(string text)
        {
            var match = RelationForm.Match(text);
            if (!match.Success)
            {
                throw new FormatException($"'{text}' is not a relation of a CLDR plural rule.");
            }

            return new Relation(
                match.Groups[1].Value[0],
                match.Groups[2].Success ? Whole(match.Groups[2].Value) : null,
                match.Groups[3].Value is "!=",
                [.. match.Groups[4].Value.Split(',').Select(Range)]
            );
        }

        public bool Holds(decimal number)
        {
            var value = ValueOf(decimal.Abs(number));
            value = Modulus is { } modulus ? value % modulus : value;
            var isIn =
                decimal.IsInteger(value) && Array.Exists(Ranges, range => value >= range.First && value <= range.Last);
            return isIn != IsNegated;
        }

        /// <summary>
        /// The value of the operand. <c>c</c> and <c>e</c> are exponents of compact forms and always 0.
        /// </summary>
        private decimal ValueOf(decimal number)
        {
            var shown = number / 1.0000000000000000000000000000m;
            return Operand switch
            {
                'n' => shown,
                'i' => decimal.Truncate(shown),
                'v' => shown.Scale,
                'f' or 't' => FractionOf(shown),
                _ => 0,
            };
        }

        private static decimal FractionOf(decimal shown)
        {
            var fraction = shown - decimal.Truncate(shown);
            for (var digits = shown.Scale; digits > 0; digits--)
            {
                fraction *= 10;
            }

            return fraction;
        }

        private static (int First, int Last) Range(string text)
        {
            var ends = text.Split("..");
            return (Whole(ends[0]), Whole(ends[^1]));
        }

        private static int Whole(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);
    }
}

/// <summary>The forms of a text that go with a number.</summary>
public sealed class PluralText
{
    private readonly ImmutableDictionary<PluralCategory, string> _forms;

    internal PluralText(IEnumerable<KeyValuePair<PluralCategory, string>> forms) =>
        _forms = forms.ToImmutableDictionary();

    /// <summary>One form for every number.</summary>
    internal PluralText(string form)
        : this([new(PluralCategory.Other, form)]) { }

    /// <summary>All forms.</summary>
    public IEnumerable<string> Forms => _forms.Values;

    /// <summary>The form of a category, or the only form if all numbers share one.</summary>
    public string this[PluralCategory category] =>
        _forms.TryGetValue(category, out var form) ? form : _forms[PluralCategory.Other];
}
