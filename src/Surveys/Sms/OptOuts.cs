using Surveys.Ledger;
using Surveys.Privacy;

namespace Surveys.Sms;

/// <summary>Our own ledger of who is not to be texted, for all services: by text, on the page, or as the carrier tells.</summary>
internal sealed class OptOuts(ContactsTable contacts, TimeProvider time)
{
    /// <summary>No more texts to the citizen of a row; false where no number is kept, so that there is none to stop.</summary>
    public async Task<bool> StopAsync(Interaction row, CancellationToken cancellationToken)
    {
        if (row.PhoneHash is not { } hash)
        {
            return false;
        }

        await contacts.ChangeAsync(hash, Stop, cancellationToken);
        return true;
    }

    /// <summary>No more texts to a phone.</summary>
    public Task<Contact> StopAsync(PhoneNumber phone, CancellationToken cancellationToken) => contacts.ChangeAsync(phone, Stop, cancellationToken);

    private Contact? Stop(Contact contact) => contact.OptedOutAt is not null ? null : contact with { OptedOutAt = time.GetUtcNow() };
}
