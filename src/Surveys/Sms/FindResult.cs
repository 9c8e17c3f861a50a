namespace Surveys.Sms;

/// <summary>The outcome of a lookup in the carrier's list of sent messages.</summary>
internal abstract record FindResult
{
    private FindResult() { }

    /// <summary>The list has the message.</summary>
    /// <param name="MessageId">The carrier's id of the message.</param>
    /// <param name="Status">How far its delivery is.</param>
    public sealed record Found(string MessageId, DeliveryStatus Status) : FindResult;

    /// <summary>The list is complete and does not have the message, so it was never sent.</summary>
    public sealed record NotFound : FindResult;

    /// <summary>The list could not be read, or not completely.</summary>
    public sealed record Inconclusive : FindResult;
}
