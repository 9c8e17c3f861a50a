using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Surveys.ServiceRegister;

/// <summary>
/// What the platform knows about the carrier of text messages, apart from how to send (<c>ISmsSender</c>). A host has
/// one carrier. The carrier's folder defines this description and registers it.
/// </summary>
internal sealed record Carrier
{
    /// <summary>The path of the webhook that receives delivery reports, such as <c>/hooks/twilio/status</c>.</summary>
    public required string StatusPath { get; init; }

    /// <summary>
    /// The form of the carrier's own sender ids, each of which stands for a pool of numbers. Null if the carrier has
    /// none.
    /// </summary>
    public Regex? SenderPool { get; init; }

    /// <summary>How an error message names such a sender id, such as "a messaging-service SID".</summary>
    public string? SenderPoolName { get; init; }

    /// <summary>
    /// The messages that the carrier itself takes as START, in capitals. It compares the whole message. After a STOP it
    /// delivers nothing to a citizen until the citizen sends one of them.
    /// </summary>
    public required FrozenSet<string> StartKeywords { get; init; }

    /// <summary>Whether a sender id stands for a pool of the carrier's numbers.</summary>
    public bool IsSenderPool(string sender) => SenderPool?.IsMatch(sender) is true;

    /// <summary>
    /// Whether a message that was written to <paramref name="writtenTo"/> can answer one from
    /// <paramref name="sender"/>. A pool sends from any of its numbers.
    /// </summary>
    public bool IsSameSender(string sender, string writtenTo) => sender == writtenTo || IsSenderPool(sender);

    /// <summary>Whether the carrier itself takes this message as START.</summary>
    public bool IsStart(string message) => StartKeywords.Contains(message.Trim());
}
