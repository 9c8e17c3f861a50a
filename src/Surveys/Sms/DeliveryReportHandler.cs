using Surveys.Ledger;
using Surveys.Privacy;
using Surveys.ServiceRegister;

namespace Surveys.Sms;

/// <summary>What a carrier reports on a text of ours.</summary>
/// <param name="Key">Whose text.</param>
/// <param name="IsReminder">The reminder; else the invitation.</param>
/// <param name="Sid">The carrier's id of it.</param>
/// <param name="Status">How far its delivery is.</param>
internal sealed record DeliveryReport(InteractionKey Key, bool IsReminder, string Sid, DeliveryStatus Status);

/// <summary>
/// Takes delivery reports. They come late, twice and out of order, and one may come before the answer to the post, or instead of it: then it says that the
/// text left.
/// </summary>
internal sealed class DeliveryReportHandler(
    Ledger.InteractionLedger ledger,
    ContactsTable contacts,
    ServicesTable services,
    SmsDispatcher sending,
    KeyRing keys,
    TimeProvider time
)
{
    public async Task HandleAsync(DeliveryReport report, CancellationToken cancellationToken)
    {
        if (
            report.Sid.Length is 0
            || await ledger.ReadAsync(report.Key, cancellationToken) is not { } stored
            || await services.FindAsync(report.Key.ServiceDay.ServiceId, cancellationToken) is not { } service
        )
        {
            return;
        }

        var row = stored.Row;
        Interaction Apply(Interaction known) =>
            !report.IsReminder && known.Sms.Sid == report.Sid
                ? SmsStateMachine.ApplyDeliveryReport(known, report.Status)
                : known;
        if (SmsStateMachine.MayHaveLeft(row, report.IsReminder))
        {
            await sending.RecordSentAsync(
                report.Key,
                stored,
                row.Contact.SealedPhone is { } held ? keys.OpenPhone(held) : null,
                seen: null,
                service,
                report.Sid,
                report.IsReminder,
                Apply
            );
        }
        else if (!ReferenceEquals(Apply(row), row))
        {
            await ledger.ChangeAsync(
                stored,
                known => new Decision<bool>(known is null ? null : Apply(known), true),
                CancellationToken.None
            );
        }

        if (report.Status is DeliveryStatus.OptedOut && row.Contact.PhoneHash is { } hash)
        {
            await contacts.ChangeAsync(
                hash,
                contact => contact with { OptedOutAt = time.GetUtcNow() },
                CancellationToken.None
            );
        }
    }
}
