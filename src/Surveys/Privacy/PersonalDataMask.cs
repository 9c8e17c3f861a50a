using System.Text;
using System.Text.RegularExpressions;
using Surveys.Countries;

namespace Surveys.Privacy;

/// <summary>
/// Masks personal data in comments before they are stored: phone numbers, personal numbers, payment cards, identity
/// cards, passports, bank accounts and e-mail addresses. Names, addresses and number plates are not recognised. A
/// folded copy of the text is searched (<see cref="FoldedText"/>) and the original is cut. The time is linear in the
/// length.
/// </summary>
internal sealed partial class PersonalDataMask(Country country)
{
    /// <summary>What stands in the text for each piece of personal data.</summary>
    public const string Mark = "***";

    private const string UseOwnId = "Use an identifier of your own system.";

    private readonly PersonalNumberFinder _numbers = new(country);

    // name@host.kz, name @ host.kz, name (at) host.kz, name [at] host (dot) kz
    [GeneratedRegex(
        @"[\p{L}\p{Nd}._%+'-]+(?: {0,3}@ {0,3}| {0,3}[(\[{] ?(?:at|ат|собака) ?[)\]}] {0,3})[\p{L}\p{Nd}-]+"
            + @"(?:(?:\.| ?[(\[{] ?(?:dot|точка) ?[)\]}] ?)[\p{L}\p{Nd}-]+)*"
            + @"(?:\.| ?[(\[{] ?(?:dot|точка) ?[)\]}] ?)\p{L}[\p{L}\p{Nd}-]+",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant
    )]
    private static partial Regex Mail { get; }

    /// <summary>The text with each piece of personal data replaced by <see cref="Mark"/>.</summary>
    public string Mask(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var folded = FoldedText.Of(text);
        var plain = folded.Text.ToLowerInvariant();
        var ranges = new List<(int Start, int End)>();
        foreach (var match in Mail.EnumerateMatches(plain))
        {
            ranges.Add((match.Index, match.Index + match.Length));
        }

        ranges.AddRange(IbanFinder.Find(plain));
        ranges.AddRange(_numbers.Find(plain));
        return ranges.Count is 0 ? text : Cut(text, folded, ranges);
    }

    /// <summary>What to tell somebody whose identifier <see cref="IsPersonal"/>.</summary>
    public string PersonalError { get; } =
        country.PersonalNumber is { } number
            ? $"Must not contain a phone number or a personal number ({number.Name}). {UseOwnId}"
            : $"Must not contain a phone number. {UseOwnId}";

    /// <summary>Whether an identifier is or holds a phone number or a personal number.</summary>
    public bool IsPersonal(string identifier) => _numbers.IsIn(identifier);

    private static string Cut(string text, FoldedText folded, List<(int Start, int End)> ranges)
    {
        var masked = new StringBuilder(text.Length);
        var at = 0;
        foreach (var (start, end) in ranges.Order())
        {
            var (from, to) = (folded.StartOf(start), folded.EndOf(end - 1));
            if (from >= at)
            {
                masked.Append(text, at, from - at).Append(Mark);
            }

            at = Math.Max(at, to);
        }

        return masked.Append(text, at, text.Length - at).ToString();
    }
}
