namespace Surveys.Countries;

/// <summary>
/// What is masked in comments beside the numbers that are known by their form alone, and what is left. A word is
/// written in lower case; one that ends with <c>*</c> stands for every word that begins so. An entry may be several words.
/// </summary>
internal sealed record MaskingRules
{
    /// <summary>Numbers that are known by the words before them, such as the number of an identity card.</summary>
    public required IReadOnlyList<LabelledNumber> Labelled { get; init; }

    /// <summary>Words before a number of the service itself, such as "application": a labelled number it is not.</summary>
    public required IReadOnlyList<string> ReferenceWords { get; init; }

    /// <summary>Words and signs after an amount, such as currencies. Digits in groups of three before them are left.</summary>
    public required IReadOnlyList<string> AmountWords { get; init; }
}

/// <summary>A number that is known by the words before it.</summary>
/// <param name="Name">For the reader of the file.</param>
/// <param name="Labels">The words before it.</param>
/// <param name="WordsBetween">How many other words may be between the label and the number.</param>
/// <param name="Forms">Regular expressions for its digits without separators, in the order in which they are tried.</param>
internal sealed record LabelledNumber(
    string Name,
    IReadOnlyList<string> Labels,
    int WordsBetween,
    IReadOnlyList<string> Forms
);
