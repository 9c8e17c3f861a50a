using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Internal;

namespace Surveys.Storage;

/// <summary>
/// Caches rows that were read from storage, for a fixed time and up to a maximum number. At the maximum, the entries
/// that say that a row does not exist are evicted first, then those that were used least recently. A caller that asks
/// for many rows that do not exist therefore cannot evict the rows that do.
/// </summary>
internal sealed class ReadCache<T>(int maxEntries, TimeSpan lifetime, TimeProvider time) : IDisposable
    where T : class
{
    private readonly MemoryCache _cache = new(
        new MemoryCacheOptions { SizeLimit = maxEntries, Clock = new CacheClock(time) }
    );

    /// <summary>Whether the cache knows the row. The value is null if the row does not exist.</summary>
    public bool TryGet(string key, out T? value) => _cache.TryGetValue(key, out value);

    /// <summary>Caches a row, or null for a row that does not exist.</summary>
    public void Set(string key, T? value) =>
        _cache.Set(
            key,
            value,
            new MemoryCacheEntryOptions
            {
                Size = 1,
                AbsoluteExpirationRelativeToNow = lifetime,
                Priority = value is null ? CacheItemPriority.Low : CacheItemPriority.Normal,
            }
        );

    public void Dispose() => _cache.Dispose();

    private sealed class CacheClock(TimeProvider time) : ISystemClock
    {
        public DateTimeOffset UtcNow => time.GetUtcNow();
    }
}
