using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using Surveys.Storage;

namespace Surveys.Access;

/// <summary>A key as it is kept: everything but the key.</summary>
internal sealed record StoredKey(
    string KeyId,
    string Role,
    ImmutableSortedSet<string> Services,
    string? Label,
    DateTimeOffset? ExpiresAt,
    byte[] Hash
);

/// <summary>The table <c>keys</c>: one row a key, by its id. Kept in memory for <see cref="Remembered"/>, so a revoked key stops within a minute on every host.</summary>
internal sealed class KeysTable(SurveyStorage storage, TimeProvider time)
{
    public static readonly TimeSpan Remembered = TimeSpan.FromSeconds(30);

    private const string Partition = "key";
    private const int MaxRemembered = 10_000;

    private readonly ConcurrentDictionary<string, (StoredKey? Key, DateTimeOffset At)> _known = new(
        StringComparer.Ordinal
    );

    public async Task AddAsync(StoredKey key, CancellationToken cancellationToken)
    {
        var entity = new TableEntity(Partition, key.KeyId)
        {
            ["Role"] = key.Role,
            ["Services"] = string.Join(' ', key.Services),
            ["Label"] = key.Label,
            ["ExpiresAt"] = key.ExpiresAt,
            ["Hash"] = key.Hash,
            ["IssuedAt"] = time.GetUtcNow(),
        };
        await storage.Keys.AddEntityAsync(entity, cancellationToken);
    }

    /// <summary>Revokes a key; whether there was one. Repeating is harmless.</summary>
    public async Task<bool> RevokeAsync(string keyId, CancellationToken cancellationToken)
    {
        var response = await storage.Keys.DeleteEntityAsync(Partition, keyId, ETag.All, cancellationToken);
        _known[keyId] = (null, time.GetUtcNow());
        return response.Status is not 404;
    }

    /// <summary>The key that this text is; null where it is none, expired or revoked.</summary>
    public async ValueTask<StoredKey?> FindAsync(string text, CancellationToken cancellationToken)
    {
        return
            ApiKey.IdOf(text) is { } keyId
            && await FindByIdAsync(keyId, cancellationToken) is { } key
            && CryptographicOperations.FixedTimeEquals(key.Hash, ApiKey.Hash(text))
            ? key
            : null;
    }

    /// <summary>The key of an id, for whoever has shown before that they hold it; null where it is none, expired or revoked.</summary>
    public async ValueTask<StoredKey?> FindByIdAsync(string keyId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (!_known.TryGetValue(keyId, out var known) || now - known.At >= Remembered || now < known.At)
        {
            var entity = await storage.Keys.GetEntityIfExistsAsync<TableEntity>(
                Partition,
                keyId,
                cancellationToken: cancellationToken
            );
            if (_known.Count > MaxRemembered)
            {
                _known.Clear();
            }

            _known[keyId] = known = (entity.HasValue ? Read(entity.Value!) : null, now);
        }

        return known.Key is { } key && (key.ExpiresAt is null || key.ExpiresAt > now) ? key : null;
    }

    private static StoredKey Read(TableEntity entity) =>
        new(
            entity.RowKey,
            entity.GetString("Role"),
            [.. entity.GetString("Services").Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            entity.GetString("Label"),
            entity.GetDateTimeOffset("ExpiresAt"),
            entity.GetBinary("Hash")
        );
}
