using Surveys.Ledger;

namespace Surveys.Sms;

/// <summary>Our own ledger of who is not to be texted, for all services: by text, on the page, or as the carrier tells.</summary>
internal sealed class OptOuts(ContactsTable contacts, TimeProvider time)
{
    /// <summary>No more texts to the citizen of a row; false where no number is kept, so that there is none to stop.</summary>
    public async Task<bool> StopAsync(Interaction row, CancellationToken cancellationToken)
    {
        if (row.Contact.PhoneHash is not { } hash)
        {
            return false;
        }

        await contacts.ChangeAsync(hash, Stop, cancellationToken);
        return true;
    }

    /// <summary>Said again it is written again: under another key there may be a START in between, and the later word holds.</summary>
    private Contact Stop(Contact contact) => contact with { OptedOutAt = time.GetUtcNow() };
}
