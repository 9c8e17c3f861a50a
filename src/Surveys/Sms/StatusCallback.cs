using Microsoft.Extensions.Options;
using Surveys.Http;
using Surveys.Ledger;
using Surveys.Privacy;
using Surveys.ServiceRegister;

namespace Surveys.Sms;

/// <summary>
/// The address to which a carrier posts the delivery reports of one message. A sealed reference in the query identifies
/// the message, so a report finds its row even if it arrives before the answer to the send request.
/// </summary>
internal sealed class StatusCallback(KeyRing keys, IOptions<SurveysOptions> options, Carrier carrier)
{
    /// <summary>The query parameter with the sealed reference.</summary>
    public const string Parameter = "ref";

    private const string Purpose = "status";

    private const byte Invitation = 0;
    private const byte Reminder = 1;

    /// <summary>The callback address of a message.</summary>
    public Uri Of(InteractionKey key, bool isReminder) =>
        options.Value.AddressOf(
            $"{carrier.StatusPath}?{Parameter}={keys.Seal([isReminder ? Reminder : Invitation, .. key.ToBytes()], Purpose)}"
        );

    /// <summary>The message of a reference; null if the platform did not issue the reference.</summary>
    public (InteractionKey Key, bool IsReminder)? Read(string? reference) =>
        reference is not null
        && keys.TryOpen(reference, Purpose) is [Invitation or Reminder, ..] opened
        && InteractionKey.FromBytes(opened.AsSpan(1)) is { } key
            ? (key, opened[0] is Reminder)
            : null;
}
