namespace Surveys.Local.Pages;

/// <summary>A phone in the list.</summary>
/// <param name="Phone">Its number in E.164.</param>
/// <param name="Last">Its newest text.</param>
/// <param name="At">When that was.</param>
public sealed record PhoneListItem(string Phone, string Last, DateTimeOffset At);

/// <summary>A text in the conversation.</summary>
/// <param name="IsInbound">The phone's owner wrote it.</param>
/// <param name="Segments">What it says.</param>
/// <param name="At">When.</param>
/// <param name="Note">What it cost and what became of it; empty for what the owner wrote.</param>
public sealed record PhoneMessage(bool IsInbound, IReadOnlyList<SmsSegment> Segments, DateTimeOffset At, string Note);

/// <summary>What the page of the phones shows.</summary>
public sealed record PhonesView
{
    /// <summary>The phones with the newest texts, newest first.</summary>
    public required IReadOnlyList<PhoneListItem> Phones { get; init; }

    /// <summary>Phones that are not in the list.</summary>
    public int More { get; init; }

    /// <summary>The phone that is open, in E.164.</summary>
    public string? Chosen { get; init; }

    /// <summary>Who texted it last.</summary>
    public string? Sender { get; init; }

    /// <summary>Its texts, oldest first.</summary>
    public IReadOnlyList<PhoneMessage> Messages { get; init; } = [];

    /// <summary>A sender that is a name: a real phone can't answer it.</summary>
    public bool SenderIsName => Sender?.Any(char.IsLetter) is true;
}
