using Microsoft.Extensions.Options;
using Surveys.Http;
using Surveys.Ledger;
using Surveys.Privacy;
using Surveys.ServiceRegister;

namespace Surveys.Sms;

/// <summary>
/// Where a carrier reports on one text. The address itself says which, sealed, so that a report finds its row also where it comes before the answer to
/// the post; and the carrier signs the whole address.
/// </summary>
internal sealed class StatusCallback(KeyRing keys, IOptions<SurveysOptions> options, Carrier carrier)
{
    public const string Parameter = "ref";

    private const string Purpose = "status";

    private const byte Invitation = 0;
    private const byte Reminder = 1;

    public Uri Of(InteractionKey key, bool isReminder) =>
        options.Value.AddressOf(
            $"{carrier.StatusPath}?{Parameter}={keys.Seal([isReminder ? Reminder : Invitation, .. key.ToBytes()], Purpose)}"
        );

    /// <summary>The text that a report is about; null where the address isn't one of ours.</summary>
    public (InteractionKey Place, bool IsReminder)? Read(string? reference) =>
        reference is not null
        && keys.TryOpen(reference, Purpose) is [Invitation or Reminder, ..] opened
        && InteractionKey.FromBytes(opened.AsSpan(1)) is { } key
            ? (key, opened[0] is Reminder)
            : null;
}
