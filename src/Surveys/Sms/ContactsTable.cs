using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using Surveys.Ledger;
using Surveys.Privacy;
using Surveys.Storage;

namespace Surveys.Sms;

/// <summary>A survey that was texted to a phone, of late.</summary>
/// <param name="Key">Where its row lies.</param>
/// <param name="From">The sender of its text: a reply to that sender is an answer to it.</param>
/// <param name="At">When it was texted.</param>
internal sealed record TextedSurvey([property: JsonPropertyName("Place")] string Key, string From, DateTimeOffset At);

/// <summary>An inbound text that changed the contact and not a row, and what was replied: a repeat does and says the same.</summary>
internal sealed record HandledSms(string Sid, string? Reply);

/// <summary>What is known of a citizen's phone, by keyed hash: opt-out and cool-down over all services, and the running conversation.</summary>
internal sealed record Contact
{
    /// <summary>The keyed hash of the phone.</summary>
    public required string Hash { get; init; }

    public ETag? ETag { get; init; }

    /// <summary>Since when the citizen is not to be texted; null: may be.</summary>
    public DateTimeOffset? OptedOutAt { get; init; }

    /// <summary>Since when the citizen wants texts again. Of two rows of one phone, under an old key and a new, the later word holds.</summary>
    public DateTimeOffset? OptedInAt { get; init; }

    /// <summary>When an invitation was last handed to the carrier, by whatever service.</summary>
    public DateTimeOffset? LastTextedAt { get; init; }

    /// <summary>Which survey that was for; its reminder is no second invitation.</summary>
    public string? LastKey { get; init; }

    /// <summary>
    /// The place whose sender is about to text; nobody else may until <see cref="ReservedUntil"/>, and then only after a look at what became of it: a sender
    /// may have died between the text and its record.
    /// </summary>
    public string? ReservedBy { get; init; }

    public DateTimeOffset? ReservedUntil { get; init; }

    /// <summary>Which turn of that sender reserved it: only that one gives it back, since another turn at the same place may have begun meanwhile.</summary>
    public string? ReservationId { get; init; }

    /// <summary>The language of the last invitation: that of replies which belong to no survey; null: never texted.</summary>
    public string? Language { get; init; }

    /// <summary>The last surveys that were texted here, newest first.</summary>
    public ImmutableList<TextedSurvey> RecentSurveys { get; init; } = [];

    public ImmutableList<HandledSms> Handled { get; init; } = [];

    /// <summary>Texts that came from somebody who had opted out, or that belong to no survey: counted, never answered.</summary>
    public int Unsolicited { get; init; }

    /// <summary>The contact after a text of a place was handed over: cool-down, conversation, language; a reservation of that place has done its work.</summary>
    public Contact AfterText(Interaction row, string from, DateTimeOffset at, bool isReminder)
    {
        var name = row.Key.ToString();
        var isNewer = !isReminder && !(LastTextedAt > at);
        return this with
        {
            LastTextedAt = isNewer ? at : LastTextedAt,
            LastKey = isNewer ? name : LastKey,
            Language = isNewer ? row.Report.Language : Language,
            RecentSurveys = RecentSurveys.Any(known => known.Key == name)
                ? RecentSurveys
                : RecentSurveys.Insert(0, new TextedSurvey(name, from, at)),
            ReservedBy = ReservedBy == name ? null : ReservedBy,
            ReservedUntil = ReservedBy == name ? null : ReservedUntil,
            ReservationId = ReservedBy == name ? null : ReservationId,
        };
    }
}

/// <summary>
/// The table <c>contacts</c>: one row a phone, by its keyed hash. Partition = the last two characters of the hash, so that no partition is hot. Every write
/// is under the ETag that was read: a STOP and a sender can't overwrite one another.
/// </summary>
internal sealed partial class ContactsTable(SurveyStorage storage, KeyRing keys, TimeProvider time)
{
    /// <summary>Surveys remembered for each phone: more are never open at once, with any cool-down.</summary>
    private const int MaxSurveys = 8;

    private const int MaxHandled = 8;

    /// <summary>As many as two hexadecimal digits can tell apart.</summary>
    private const int Partitions = 256;

    private const int MaxAttempts = 20;

    /// <summary>What is known of a phone, under whichever key; a blank contact where nothing is. It is written under the current key.</summary>
    public async Task<Contact> ReadAsync(PhoneNumber phone, CancellationToken cancellationToken)
    {
        Contact? merged = null;
        foreach (var hash in keys.HashesOf(phone))
        {
            var found = await ReadAsync(hash, cancellationToken);
            merged =
                merged is null ? found
                : found.ETag is null ? merged
                : Merge(merged, found);
        }

        return merged!;
    }

    /// <summary>Two rows of one phone as one. A STOP on the page is stored under the key that the row was reported with, so neither row overrules the other.</summary>
    private static Contact Merge(Contact current, Contact other)
    {
        var (stopped, started) = (
            Latest(current.OptedOutAt, other.OptedOutAt),
            Latest(current.OptedInAt, other.OptedInAt)
        );
        var isLater = other.LastTextedAt > (current.LastTextedAt ?? DateTimeOffset.MinValue);
        return current with
        {
            OptedOutAt = started > stopped ? null : stopped,
            OptedInAt = started,
            LastTextedAt = isLater ? other.LastTextedAt : current.LastTextedAt,
            LastKey = isLater ? other.LastKey : current.LastKey,
            ReservedBy = current.ReservedBy ?? other.ReservedBy,
            ReservedUntil = current.ReservedBy is null ? other.ReservedUntil : current.ReservedUntil,
            ReservationId = current.ReservedBy is null ? other.ReservationId : current.ReservationId,
            Language = isLater ? other.Language : current.Language ?? other.Language,
            RecentSurveys =
            [
                .. current
                    .RecentSurveys.UnionBy(other.RecentSurveys, texted => texted.Key)
                    .OrderByDescending(texted => texted.At),
            ],
            Handled = [.. other.Handled.UnionBy(current.Handled, taken => taken.Sid)],
            Unsolicited = Math.Max(current.Unsolicited, other.Unsolicited),
        };
    }

    private static DateTimeOffset? Latest(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other > one ? other : one;

    /// <summary>What is known under one hash, such as the one that a row carries when its number is wiped already.</summary>
    public async Task<Contact> ReadAsync(string hash, CancellationToken cancellationToken)
    {
        var entity = await storage.Contacts.GetEntityIfExistsAsync<TableEntity>(
            PartitionOf(hash),
            hash,
            cancellationToken: cancellationToken
        );
        return entity.HasValue ? Read(entity.Value!) : new Contact { Hash = hash };
    }

    /// <summary>The same for a contact that was just read: it is written over that state, and read again only where it has changed since. Null: it is read.</summary>
    public async Task<Contact> ChangeAsync(
        Contact? known,
        PhoneNumber phone,
        Func<Contact, Contact?> change,
        CancellationToken cancellationToken
    )
    {
        return await ChangeAsync(
            async cancel =>
            {
                var contact = known ?? await ReadAsync(phone, cancel);
                known = null;
                return contact;
            },
            change,
            cancellationToken
        );
    }

    /// <summary>Writes a contact over the state that was read; false where it has changed since.</summary>
    public async Task<bool> TryWriteAsync(Contact contact, CancellationToken cancellationToken) =>
        await WriteAsync(contact, cancellationToken) is not null;

    /// <summary>Changes a contact, again and again until nobody else did in between. Null leaves it as it is.</summary>
    public async Task<Contact> ChangeAsync(
        Func<CancellationToken, Task<Contact>> read,
        Func<Contact, Contact?> change,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
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

        throw new Http.TransientException($"A contact could not be written in {MaxAttempts} attempts.", null);
    }

    public Task<Contact> ChangeAsync(
        PhoneNumber phone,
        Func<Contact, Contact?> change,
        CancellationToken cancellationToken
    ) => ChangeAsync(cancel => ReadAsync(phone, cancel), change, cancellationToken);

    public Task<Contact> ChangeAsync(
        string hash,
        Func<Contact, Contact?> change,
        CancellationToken cancellationToken
    ) => ChangeAsync(cancel => ReadAsync(hash, cancel), change, cancellationToken);

    /// <summary>Forgets a contact but for its opt-out; whether there was one to keep.</summary>
    public async Task<bool> EraseAsync(string hash, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var erased = await ChangeAsync(
                hash,
                contact =>
                    contact.ETag is null
                        ? null
                        : new Contact
                        {
                            Hash = hash,
                            ETag = contact.ETag,
                            OptedOutAt = contact.OptedOutAt,
                        },
                cancellationToken
            );
            if (erased is not { ETag: not null, OptedOutAt: null })
            {
                return erased.OptedOutAt is not null;
            }

            // Texted or stopped in the same moment: looked at again.
            if (await TryDeleteAsync(erased, cancellationToken))
            {
                return false;
            }

            if (attempt is MaxAttempts)
            {
                throw new Http.TransientException($"A contact could not be erased in {MaxAttempts} attempts.", null);
            }
        }
    }

    /// <summary>
    /// Forgets contacts that nobody has written since a moment, but for their STOP and START. The table is looked through once in 24 hours, a part with each.
    /// </summary>
    /// <param name="before">What was written earlier hangs on nothing: no cool-down, no survey that could be answered, no row with the phone's hash.</param>
    /// <param name="hour">Which part: 0 to 23.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <returns>How many contacts were forgotten.</returns>
    public async Task<int> ForgetIdleAsync(DateTimeOffset before, int hour, CancellationToken cancellationToken)
    {
        var forgotten = 0;
        for (var number = hour; number < Partitions; number += 24)
        {
            var partition = number.ToString("x2", CultureInfo.InvariantCulture);
            await foreach (
                var entity in storage.Contacts.QueryAsync<TableEntity>(
                    TableClient.CreateQueryFilter($"PartitionKey eq {partition} and At lt {before}"),
                    cancellationToken: cancellationToken
                )
            )
            {
                // One that is written in the same moment is not idle.
                var contact = Read(entity);
                var isForgotten = contact switch
                {
                    { OptedOutAt: null, OptedInAt: null } => await TryDeleteAsync(contact, cancellationToken),
                    { Language: null, RecentSurveys.IsEmpty: true, Handled.IsEmpty: true } => false,
                    _ => await TryWriteAsync(
                        new Contact
                        {
                            Hash = contact.Hash,
                            ETag = contact.ETag,
                            OptedOutAt = contact.OptedOutAt,
                            OptedInAt = contact.OptedInAt,
                        },
                        cancellationToken
                    ),
                };
                forgotten += isForgotten ? 1 : 0;
            }
        }

        return forgotten;
    }

    private async Task<bool> TryDeleteAsync(Contact contact, CancellationToken cancellationToken)
    {
        try
        {
            await storage.Contacts.DeleteEntityAsync(
                PartitionOf(contact.Hash),
                contact.Hash,
                contact.ETag!.Value,
                cancellationToken
            );
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 412)
        {
            return false;
        }
    }

    private async Task<Contact?> WriteAsync(Contact contact, CancellationToken cancellationToken)
    {
        var entity = new TableEntity(PartitionOf(contact.Hash), contact.Hash)
        {
            ["At"] = time.GetUtcNow(),
            ["OptedOutAt"] = contact.OptedOutAt,
            ["OptedInAt"] = contact.OptedInAt,
            ["LastTextedAt"] = contact.LastTextedAt,
            ["LastPlace"] = contact.LastKey,
            ["ReservedBy"] = contact.ReservedBy,
            ["ReservedUntil"] = contact.ReservedUntil,
            ["ReservedTurn"] = contact.ReservationId,
            ["Language"] = contact.Language,
            ["Places"] = JsonSerializer.Serialize(
                [.. contact.RecentSurveys.Take(MaxSurveys)],
                ContactJson.Default.ImmutableListTextedSurvey
            ),
            ["Taken"] = JsonSerializer.Serialize(
                [.. contact.Handled.TakeLast(MaxHandled)],
                ContactJson.Default.ImmutableListHandledSms
            ),
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

    private static Contact Read(TableEntity entity) =>
        new()
        {
            Hash = entity.RowKey,
            ETag = entity.ETag,
            OptedOutAt = entity.GetDateTimeOffset("OptedOutAt"),
            OptedInAt = entity.GetDateTimeOffset("OptedInAt"),
            LastTextedAt = entity.GetDateTimeOffset("LastTextedAt"),
            LastKey = entity.GetString("LastPlace"),
            ReservedBy = entity.GetString("ReservedBy"),
            ReservedUntil = entity.GetDateTimeOffset("ReservedUntil"),
            ReservationId = entity.GetString("ReservedTurn"),
            Language = entity.GetString("Language"),
            RecentSurveys = JsonSerializer.Deserialize(
                entity.GetString("Places"),
                ContactJson.Default.ImmutableListTextedSurvey
            )!,
            Handled = JsonSerializer.Deserialize(
                entity.GetString("Taken"),
                ContactJson.Default.ImmutableListHandledSms
            )!,
            Unsolicited = entity.GetInt32("Unsolicited") ?? 0,
        };

    [JsonSerializable(typeof(ImmutableList<TextedSurvey>))]
    [JsonSerializable(typeof(ImmutableList<HandledSms>))]
    private sealed partial class ContactJson : JsonSerializerContext;
}
