using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Surveys.Privacy;

namespace Surveys.Tests.Privacy;

public sealed class KeyRingTests
{
    private static readonly PhoneNumber Phone = PhoneNumber.OfE164("+77012345678");
    private static readonly byte[] Payload = Encoding.ASCII.GetBytes("shard, day, hash and service");

    [Fact]
    public void What_was_made_with_an_old_key_is_known_by_the_new_ring()
    {
        var (old, both) = (Ring(1), Ring(2, 1));

        Assert.True(both.IsHashOf(old.HashPhone(Phone), Phone));
        Assert.Equal([both.HashPhone(Phone), old.HashPhone(Phone)], both.HashesOf(Phone));
        Assert.Equal(Phone, both.OpenPhone(old.SealPhone(Phone)));
        Assert.Equal(Payload, both.TryOpen(old.Seal(Payload, "survey"), "survey"));
        Assert.Equal([both.CodeOf(Payload), old.CodeOf(Payload)], both.CodesOf(Payload));
        Assert.Equal(old.Draw(Payload), both.Draw(Payload));
        Assert.Throws<CryptographicException>(() => old.OpenPhone(both.SealPhone(Phone)));
        Assert.Null(old.TryOpen(both.Seal(Payload, "survey"), "survey"));
    }

    [Fact]
    public void A_link_opens_unchanged_and_for_its_own_purpose_alone()
    {
        var ring = Ring(1);
        var link = ring.Seal(Payload, "survey");

        Assert.Equal(link, ring.Seal(Payload, "survey"));
        Assert.Null(ring.TryOpen(link, "status"));
        for (var at = 0; at < link.Length; at++)
        {
            Assert.Null(
                ring.TryOpen(string.Concat(link[..at], link[at] is 'A' ? "B" : "A", link[(at + 1)..]), "survey")
            );
        }
    }

    [Fact]
    public void A_sealed_number_shows_nothing_and_never_looks_the_same_twice()
    {
        var ring = Ring(1);

        Assert.NotEqual(ring.SealPhone(Phone), ring.SealPhone(Phone));
        Assert.DoesNotContain("7012345678", ring.HashPhone(Phone), StringComparison.Ordinal);
    }

    [Fact]
    public void Draws_are_even()
    {
        var ring = Ring(1);
        var drawn = Enumerable.Range(0, 10_000).Count(number => ring.Draw(BitConverter.GetBytes(number)) < 0.3);
        Assert.InRange(drawn, 2_800, 3_200);
    }

    private static KeyRing Ring(params int[] versions)
    {
        var options = new KeyOptions();
        foreach (var version in versions)
        {
            options.Ring.Add(
                new SecretKey
                {
                    Version = version,
                    Secret = Convert.ToBase64String(
                        Encoding.ASCII.GetBytes($"the tests' secret of 32 bytes, {version}")
                    ),
                }
            );
        }

        return new KeyRing(Options.Create(options));
    }
}
