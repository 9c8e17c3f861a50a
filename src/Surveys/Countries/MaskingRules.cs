namespace Surveys.Countries;

/// <summary>
/// The words that decide what is masked in comments, beside the numbers that are known by their form alone. Words are
/// in lower case. A word that ends with <c>*</c> stands for every word with that beginning. An entry may be several
/// words.
/// </summary>
internal sealed record MaskingRules
{
    /// <summary>Numbers that are known by the words before them, such as that of an identity card.</summary>
    public required IReadOnlyList<LabelledNumber> Labelled { get; init; }

    /// <summary>
    /// Words before a number that the service itself issues, such as "application". It is not masked.
    /// </summary>
    public required IReadOnlyList<string> ReferenceWords { get; init; }

    /// <summary>
    /// Words and signs beside an amount, such as currencies. Digits in groups of three beside them are not masked.
    /// </summary>
    public required IReadOnlyList<string> AmountWords { get; init; }
}

/// <summary>A number that is known by the words before it.</summary>
/// <param name="Name">For the reader of the file.</param>
/// <param name="Labels">The words before it.</param>
/// <param name="WordsBetween">How many other words may be between the label and the number.</param>
/// <param name="Forms">Regular expressions for its digits without separators, in the order of preference.</param>
internal sealed record LabelledNumber(
    string Name,
    IReadOnlyList<string> Labels,
    int WordsBetween,
    IReadOnlyList<string> Forms
);
