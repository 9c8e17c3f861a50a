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
}
