using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using Surveys.Privacy;
using Surveys.Storage;

namespace Surveys.Sms;

/// <summary>A survey that was texted to a phone, of late.</summary>
/// <param name="Place">Where its row lies.</param>
/// <param name="From">The sender of its text: a reply to that sender is an answer to it.</param>
/// <param name="At">When it was texted.</param>
internal sealed record TextedPlace(string Place, string From, DateTimeOffset At);

/// <summary>An inbound text that changed the contact and not a row, and what was replied: a repeat does and says the same.</summary>
internal sealed record TakenText(string Sid, string? Reply);

/// <summary>What is known of a citizen's phone, by keyed hash: opt-out and cool-down over all services, and the running conversation.</summary>
internal sealed record Contact
{
    /// <summary>The keyed hash of the phone.</summary>
    public required string Hash { get; init; }

    public ETag? ETag { get; init; }

    /// <summary>Since when the citizen is not to be texted; null: may be.</summary>
    public DateTimeOffset? OptedOutAt { get; init; }

    /// <summary>When an invitation was last handed to the carrier, by whatever service.</summary>
    public DateTimeOffset? LastTextedAt { get; init; }

    /// <summary>Which survey that was for; its reminder is no second invitation.</summary>
    public string? LastPlace { get; init; }

    /// <summary>The place whose sender is about to text; nobody else may until <see cref="ReservedUntil"/>.</summary>
    public string? ReservedBy { get; init; }

    public DateTimeOffset? ReservedUntil { get; init; }

    /// <summary>The language of the last invitation: that of replies which belong to no survey.</summary>
    public string Language { get; init; } = "kk";

    /// <summary>The last surveys that were texted here, newest first.</summary>
    public ImmutableList<TextedPlace> Places { get; init; } = [];

    public ImmutableList<TakenText> Taken { get; init; } = [];

    /// <summary>Texts that came from somebody who had opted out, or that belong to no survey: counted, never answered.</summary>
    public int Unsolicited { get; init; }

    /// <summary>Whether another sender is about to text this phone.</summary>
    public bool IsReservedFrom(string place, DateTimeOffset now) => ReservedBy is not null && ReservedBy != place && ReservedUntil > now;
}

/// <summary>
/// The table <c>contacts</c>: one row a phone, by its keyed hash. Partition = the last two characters of the hash, so that no partition is hot. Every write
/// is under the ETag that was read: a STOP and a sender can't overwrite one another.
/// </summary>
internal sealed partial class ContactsTable(SurveyStorage storage, KeyRing keys)
{
    /// <summary>Surveys remembered for each phone: more are never open at once, with any cool-down.</summary>
    private const int MostPlaces = 8;

    private const int MostTaken = 8;
    private const int MostAttempts = 20;

    /// <summary>What is known of a phone; a blank contact where nothing is. An opt-out made under an older key holds as well.</summary>
    public async Task<Contact> ReadAsync(PhoneNumber phone, CancellationToken cancellationToken)
    {
        Contact? current = null;
        foreach (var hash in keys.HashesOf(phone))
        {
            var found = await ReadAsync(hash, cancellationToken);
            current = current is null ? found : found.ETag is null ? current : current with
            {
                OptedOutAt = current.ETag is null ? found.OptedOutAt : current.OptedOutAt,
                LastTextedAt = current.LastTextedAt is null || found.LastTextedAt > current.LastTextedAt ? found.LastTextedAt : current.LastTextedAt,
                LastPlace = current.LastPlace ?? found.LastPlace,
                Places = current.Places.IsEmpty ? found.Places : current.Places,
                Language = current.ETag is null ? found.Language : current.Language,
            };
        }

        return current!;
    }

    /// <summary>What is known under one hash, such as the one that a row carries when its number is wiped already.</summary>
    public async Task<Contact> ReadAsync(string hash, CancellationToken cancellationToken)
    {
        var entity = await storage.Contacts.GetEntityIfExistsAsync<TableEntity>(PartitionOf(hash), hash, cancellationToken: cancellationToken);
        return entity.HasValue ? Read(entity.Value!) : new Contact { Hash = hash };
    }

    /// <summary>Writes a contact over the state that was read; false where it has changed since.</summary>
    public async Task<bool> TryWriteAsync(Contact contact, CancellationToken cancellationToken) => await WriteAsync(contact, cancellationToken) is not null;

    /// <summary>Changes a contact, again and again until nobody else did in between. Null leaves it as it is.</summary>
    public async Task<Contact> ChangeAsync(Func<CancellationToken, Task<Contact>> read, Func<Contact, Contact?> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            var contact = await read(cancellationToken);
            if (change(contact) is not { } changed || changed == contact)
            {
                return contact;
            }

            if (await WriteAsync(changed, cancellationToken) is { } written)
            {
                return written;
            }
        }

        throw new Http.PassingFaultException($"A contact could not be written in {MostAttempts} attempts.", null);
    }

    public Task<Contact> ChangeAsync(PhoneNumber phone, Func<Contact, Contact?> change, CancellationToken cancellationToken) =>
        ChangeAsync(cancel => ReadAsync(phone, cancel), change, cancellationToken);

    public Task<Contact> ChangeAsync(string hash, Func<Contact, Contact?> change, CancellationToken cancellationToken) =>
        ChangeAsync(cancel => ReadAsync(hash, cancel), change, cancellationToken);

    /// <summary>Forgets a contact but for its opt-out; whether there was one to keep.</summary>
    public async Task<bool> EraseAsync(string hash, CancellationToken cancellationToken)
    {
        var erased = await ChangeAsync(
            hash,
            contact => contact.ETag is null ? null : new Contact { Hash = hash, ETag = contact.ETag, OptedOutAt = contact.OptedOutAt },
            cancellationToken);
        if (erased is { ETag: { } etag, OptedOutAt: null })
        {
            try
            {
                await storage.Contacts.DeleteEntityAsync(PartitionOf(hash), hash, etag, cancellationToken);
            }
            catch (RequestFailedException e) when (e.Status is 412)
            {
                // Texted or stopped in the same moment: what is new there belongs to no erased survey.
            }
        }

        return erased.OptedOutAt is not null;
    }

    private async Task<Contact?> WriteAsync(Contact contact, CancellationToken cancellationToken)
    {
        var entity = new TableEntity(PartitionOf(contact.Hash), contact.Hash)
        {
            ["OptedOutAt"] = contact.OptedOutAt,
            ["LastTextedAt"] = contact.LastTextedAt,
            ["LastPlace"] = contact.LastPlace,
            ["ReservedBy"] = contact.ReservedBy,
            ["ReservedUntil"] = contact.ReservedUntil,
            ["Language"] = contact.Language,
            ["Places"] = JsonSerializer.Serialize([.. contact.Places.Take(MostPlaces)], ContactJson.Default.ImmutableListTextedPlace),
            ["Taken"] = JsonSerializer.Serialize([.. contact.Taken.TakeLast(MostTaken)], ContactJson.Default.ImmutableListTakenText),
            ["Unsolicited"] = contact.Unsolicited,
        };
        try
        {
            var response = contact.ETag is { } etag
                ? await storage.Contacts.UpdateEntityAsync(entity, etag, TableUpdateMode.Replace, cancellationToken)
                : await storage.Contacts.AddEntityAsync(entity, cancellationToken);
            return contact with { ETag = response.Headers.ETag };
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return null;
        }
    }

    private static string PartitionOf(string hash) => hash[^2..];

    private static Contact Read(TableEntity entity) => new()
    {
        Hash = entity.RowKey,
        ETag = entity.ETag,
        OptedOutAt = entity.GetDateTimeOffset("OptedOutAt"),
        LastTextedAt = entity.GetDateTimeOffset("LastTextedAt"),
        LastPlace = entity.GetString("LastPlace"),
        ReservedBy = entity.GetString("ReservedBy"),
        ReservedUntil = entity.GetDateTimeOffset("ReservedUntil"),
        Language = entity.GetString("Language") ?? "kk",
        Places = JsonSerializer.Deserialize(entity.GetString("Places"), ContactJson.Default.ImmutableListTextedPlace)!,
        Taken = JsonSerializer.Deserialize(entity.GetString("Taken"), ContactJson.Default.ImmutableListTakenText)!,
        Unsolicited = entity.GetInt32("Unsolicited") ?? 0,
    };

    [JsonSerializable(typeof(ImmutableList<TextedPlace>))]
    [JsonSerializable(typeof(ImmutableList<TakenText>))]
    private sealed partial class ContactJson : JsonSerializerContext;
}
