namespace Surveys.Ledger;

/// <summary>The citizen's phone, as long as an interaction keeps it.</summary>
internal sealed record ContactDetails
{
    /// <summary>The encrypted phone number. It is kept until the texts have a final state and the survey has expired.</summary>
    public string? SealedPhone { get; init; }

    /// <summary>
    /// The keyed hash of the phone number, with the version of the key. It is kept until 30 days after the survey expired.
    /// </summary>
    public string? PhoneHash { get; init; }

    /// <summary>
    /// The keyed hash of the phone number without its last digit: numbers that were bought in a row share it. It is kept
    /// as long as <see cref="PhoneHash"/>.
    /// </summary>
    public string? PhoneBlock { get; init; }

    /// <summary>
    /// Whether no service had texted this number before, as far as is kept. It is known when the text message is due.
    /// </summary>
    public bool IsNewNumber { get; init; }
}
