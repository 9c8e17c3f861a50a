using Microsoft.Extensions.Time.Testing;
using Surveys.Storage;

namespace Surveys.Tests.Hosts;

public sealed class ReadCacheTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    [Fact]
    public void An_entry_is_known_for_its_lifetime()
    {
        var time = new FakeTimeProvider();
        using var cache = new ReadCache<string>(10, Lifetime, time);
        cache.Set("row", "value");
        cache.Set("missing", null);

        time.Advance(Lifetime - TimeSpan.FromSeconds(1));
        Assert.True(cache.TryGet("row", out var value));
        Assert.Equal("value", value);
        Assert.True(cache.TryGet("missing", out var none));
        Assert.Null(none);

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(cache.TryGet("row", out _));
        Assert.False(cache.TryGet("missing", out _));
    }

    [Fact]
    public void A_flood_of_missing_rows_evicts_no_row_and_stays_within_the_limit()
    {
        const int Max = 1_000;
        const int Rows = 100;
        using var cache = new ReadCache<string>(Max, Lifetime, new FakeTimeProvider());
        for (var row = 0; row < Rows; row++)
        {
            cache.Set($"row-{row}", "value");
        }

        for (var guess = 0; guess < 20 * Max; guess++)
        {
            cache.Set($"guess-{guess}", null);
        }

        Assert.All(Enumerable.Range(0, Rows), row => Assert.True(cache.TryGet($"row-{row}", out _)));
        Assert.InRange(Enumerable.Range(0, 20 * Max).Count(guess => cache.TryGet($"guess-{guess}", out _)), 0, Max);
    }
}
