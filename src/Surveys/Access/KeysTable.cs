using System.Collections.Immutable;
using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using Surveys.Storage;

namespace Surveys.Access;

/// <summary>A stored key, without the key itself.</summary>
internal sealed record StoredKey(
    string KeyId,
    string Role,
    ImmutableSortedSet<string> Services,
    string? Label,
    DateTimeOffset? ExpiresAt,
    byte[] Hash
);

/// <summary>
/// The table <c>keys</c>: one row for each key, by its id. Rows are cached for <see cref="CacheLifetime"/>, so a
/// revoked key stops working on every host within a minute.
/// </summary>
internal sealed class KeysTable(SurveyStorage storage, TimeProvider time) : IDisposable
{
    /// <summary>How long a host uses a key without reading it again.</summary>
    public static readonly TimeSpan CacheLifetime = TimeSpan.FromSeconds(30);

    private const string Partition = "key";
    private const int MaxCachedKeys = 10_000;

    private readonly ReadCache<StoredKey> _cache = new(MaxCachedKeys, CacheLifetime, time);

    /// <summary>Stores a new key.</summary>
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

    /// <summary>Revokes a key. Safe to repeat.</summary>
    public async Task RevokeAsync(string keyId, CancellationToken cancellationToken)
    {
        await storage.Keys.DeleteEntityAsync(Partition, keyId, ETag.All, cancellationToken);
        _cache.Set(keyId, null);
    }

    /// <summary>Finds a key by its text; null if it is unknown, expired or revoked.</summary>
    public async ValueTask<StoredKey?> FindAsync(string text, CancellationToken cancellationToken)
    {
        return
            ApiKey.IdOf(text) is { } keyId
            && await FindByIdAsync(keyId, cancellationToken) is { } key
            && CryptographicOperations.FixedTimeEquals(key.Hash, ApiKey.Hash(text))
            ? key
            : null;
    }

    /// <summary>
    /// Finds a key by its id; null if it is unknown, expired or revoked. For callers that have proved before that they
    /// hold the key.
    /// </summary>
    public async ValueTask<StoredKey?> FindByIdAsync(string keyId, CancellationToken cancellationToken)
    {
        if (!_cache.TryGet(keyId, out var key))
        {
            var entity = await storage.Keys.GetEntityIfExistsAsync<TableEntity>(
                Partition,
                keyId,
                cancellationToken: cancellationToken
            );
            key = entity.HasValue ? Read(entity.Value!) : null;
            _cache.Set(keyId, key);
        }

        return key is not null && (key.ExpiresAt is null || key.ExpiresAt > time.GetUtcNow()) ? key : null;
    }

    public void Dispose() => _cache.Dispose();

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
