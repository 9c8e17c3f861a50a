namespace Surveys.Ledger;

/// <summary>The facts of an interaction as its service reported them. They do not change afterwards.</summary>
internal sealed record ReportedFacts
{
    /// <summary>The service's own id of the interaction.</summary>
    public required string InteractionId { get; init; }

    public required DateTimeOffset CompletedAt { get; init; }

    public required Assistance Assistance { get; init; }

    public required Channel Channel { get; init; }

    public Outcome? Outcome { get; init; }

    public required string Language { get; init; }

    public string? Region { get; init; }

    public string? Model { get; init; }

    public int? DurationSeconds { get; init; }

    /// <summary>Whether the citizen agreed to receive text messages.</summary>
    public bool SmsConsent { get; init; }

    /// <summary>Whether the matter is sensitive: then no text message is sent.</summary>
    public bool Sensitive { get; init; }

    /// <summary>Whether a phone number was given, even if it is not stored.</summary>
    public bool PhoneGiven { get; init; }

    /// <summary>Whether the interaction was imported: then nothing is sent and no link is issued.</summary>
    public bool Imported { get; init; }

    /// <summary>
    /// Whether an import stated what became of the text message. Without it the row enters no response rate.
    /// </summary>
    public bool DeliveryStated { get; init; }

    /// <summary>Who can speak for the citizen.</summary>
    public Ballot Ballot { get; init; }

    public DateTimeOffset ReportedAt { get; init; }

    /// <summary>
    /// The cell in which the region is counted: <c>(other)</c> where the day already has the maximum number of regions;
    /// null: the region's own. Set once, when the row is inserted.
    /// </summary>
    public string? RegionCell { get; init; }

    /// <summary>The cell in which the model is counted, like <see cref="RegionCell"/>.</summary>
    public string? ModelCell { get; init; }
}
