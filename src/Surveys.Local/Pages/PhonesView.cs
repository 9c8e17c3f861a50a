namespace Surveys.Local.Pages;

/// <summary>A phone in the list of phones.</summary>
/// <param name="Phone">The number in E.164.</param>
/// <param name="Last">The latest text message.</param>
/// <param name="At">When the latest text message was sent.</param>
public sealed record PhoneListItem(string Phone, string Last, DateTimeOffset At);

/// <summary>A text message in a conversation.</summary>
/// <param name="IsInbound">The citizen sent it.</param>
/// <param name="Segments">Its text.</param>
/// <param name="At">When it was sent.</param>
/// <param name="Note">Its parts and its delivery; empty for messages of the citizen.</param>
public sealed record PhoneMessage(bool IsInbound, IReadOnlyList<SmsSegment> Segments, DateTimeOffset At, string Note);

/// <summary>The content of the page of the simulated phones.</summary>
public sealed record PhonesView
{
    /// <summary>The phones, the one with the latest text message first.</summary>
    public required IReadOnlyList<PhoneListItem> Phones { get; init; }

    /// <summary>The number of further phones that are not in the list.</summary>
    public int More { get; init; }

    /// <summary>The chosen phone in E.164; null if none is chosen.</summary>
    public string? Chosen { get; init; }

    /// <summary>The sender of the latest text message to the chosen phone.</summary>
    public string? Sender { get; init; }

    /// <summary>The text messages of the chosen phone, oldest first.</summary>
    public IReadOnlyList<PhoneMessage> Messages { get; init; } = [];

    /// <summary>The sender is a name, which real phones cannot reply to.</summary>
    public bool SenderIsName => Sender?.Any(char.IsLetter) is true;
}
