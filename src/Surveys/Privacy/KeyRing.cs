using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Surveys.Privacy;

/// <summary>
/// Everything that is hashed or sealed with the platform's secret. Each purpose has a key of its own, derived by HKDF (RFC 5869), and everything
/// carries the version of its key, so that keys can be changed without losing what was made with the old ones.
/// </summary>
internal sealed class KeyRing
{
    private const int TagBytes = 16;
    private const int NonceBytes = 12;
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    public const int CodeLength = 10;

    private readonly byte _current;
    private readonly Dictionary<byte, Derived> _keys;

    public KeyRing(IOptions<KeyOptions> options)
    {
        var ring = options.Value.Ring;
        _keys = ring.ToDictionary(key => (byte)key.Version, key => new Derived(Convert.FromBase64String(key.Secret)));
        _current = (byte)ring[0].Version;
    }

    private IEnumerable<byte> Versions => _keys.Keys.OrderBy(version => version != _current);

    /// <summary>The keyed hash of a phone number with the current key: <c>version.hash</c>, legal in a table's key.</summary>
    public string HashPhone(PhoneNumber phone) => HashPhone(phone.E164, _current);

    /// <summary>
    /// The keyed hash of a phone number without its last digit: ten numbers in a row share it.
    /// </summary>
    public string HashPhoneBlock(PhoneNumber phone) => HashPhone(phone.E164[..^1], _current);

    /// <summary>The keyed hashes of a phone number with every key of the ring, the current one first: where an older one may be stored.</summary>
    public IEnumerable<string> HashesOf(PhoneNumber phone) =>
        Versions.Select(version => HashPhone(phone.E164, version));

    /// <summary>Whether a stored hash is that of a phone number, whichever key it was made with.</summary>
    public bool IsHashOf(string hash, PhoneNumber phone) => HashesOf(phone).Contains(hash, StringComparer.Ordinal);

    /// <summary>Seals a phone number (AES-256-GCM with a random nonce), so that it can be texted and read by nobody else.</summary>
    public string SealPhone(PhoneNumber phone)
    {
        var plain = Encoding.ASCII.GetBytes(phone.E164);
        var sealedPhone = new byte[1 + NonceBytes + TagBytes + plain.Length];
        sealedPhone[0] = _current;
        var nonce = sealedPhone.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_keys[_current].Phone, TagBytes);
        aes.Encrypt(
            nonce,
            plain,
            sealedPhone.AsSpan(1 + NonceBytes + TagBytes),
            sealedPhone.AsSpan(1 + NonceBytes, TagBytes)
        );
        return Convert.ToBase64String(sealedPhone);
    }

    /// <summary>The phone number that <see cref="SealPhone"/> sealed.</summary>
    /// <exception cref="CryptographicException">It was changed, or its key is no longer in the ring.</exception>
    public PhoneNumber OpenPhone(string sealedPhone)
    {
        var bytes = Convert.FromBase64String(sealedPhone);
        if (!_keys.TryGetValue(bytes[0], out var key))
        {
            throw new CryptographicException(
                $"A phone number is sealed with key {bytes[0]}, which is not in the ring."
            );
        }

        var plain = new byte[bytes.Length - 1 - NonceBytes - TagBytes];
        using var aes = new AesGcm(key.Phone, TagBytes);
        aes.Decrypt(
            bytes.AsSpan(1, NonceBytes),
            bytes.AsSpan(1 + NonceBytes + TagBytes),
            bytes.AsSpan(1 + NonceBytes, TagBytes),
            plain
        );
        return PhoneNumber.OfE164(Encoding.ASCII.GetString(plain));
    }

    /// <summary>
    /// Seals bytes for a link: key version, HMAC-SHA256 of the bytes (128 bits), and the bytes encrypted by AES-CTR under that tag as the initial
    /// vector, as in RFC 5297's SIV construction. Deterministic: the same bytes give the same link, and a repeated report the same answer; forged or
    /// changed links are refused without a look at storage.
    /// </summary>
    /// <param name="payload">What to seal.</param>
    /// <param name="purpose">What for: bytes that were sealed for one purpose don't open for another.</param>
    public string Seal(byte[] payload, string purpose)
    {
        var token = new byte[1 + TagBytes + payload.Length];
        token[0] = _current;
        var key = _keys[_current];
        Tag(key, payload, purpose).CopyTo(token, 1);
        payload.CopyTo(token, 1 + TagBytes);
        Crypt(key, token.AsSpan(1, TagBytes), token.AsSpan(1 + TagBytes));
        return Base64Url.EncodeToString(token);
    }

    /// <summary>The bytes that a link seals; null for anything that <see cref="Seal"/> did not make for this purpose.</summary>
    public byte[]? TryOpen(string token, string purpose)
    {
        if (token.Length is < 24 or > 200 || !Base64Url.IsValid(token))
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(token);

        // The last character may carry bits that decoding drops: only the one true spelling is taken, so that a link has one.
        if (
            bytes.Length <= 1 + TagBytes
            || !_keys.TryGetValue(bytes[0], out var key)
            || Base64Url.EncodeToString(bytes) != token
        )
        {
            return null;
        }

        var payload = bytes[(1 + TagBytes)..];
        Crypt(key, bytes.AsSpan(1, TagBytes), payload);
        return CryptographicOperations.FixedTimeEquals(Tag(key, payload, purpose), bytes.AsSpan(1, TagBytes))
            ? payload
            : null;
    }

    /// <summary>
    /// The code in a text: 10 characters of base 62 from the HMAC of a place, so that it can be made again. 62^10 is 2^59.5, taken from 128 bits: the bias is
    /// below 2^-68.
    /// </summary>
    public string CodeOf(byte[] place) => CodeOf(place, _current);

    /// <summary>The codes of a place with every key of the ring, the current one first: a text may have gone out under an older one.</summary>
    public IEnumerable<string> CodesOf(byte[] place) => Versions.Select(version => CodeOf(place, version));

    private string CodeOf(byte[] place, byte version)
    {
        var number = new BigInteger(HMACSHA256.HashData(_keys[version].Code, place).AsSpan(0, 16), isUnsigned: true);
        var code = new char[CodeLength];
        for (var i = 0; i < CodeLength; i++)
        {
            number = BigInteger.DivRem(number, Base62.Length, out var digit);
            code[i] = Base62[(int)digit];
        }

        return new string(code);
    }

    /// <summary>Whether a text has the form of a code.</summary>
    public static bool IsCode(string text) => text.Length is CodeLength && text.All(char.IsAsciiLetterOrDigit);

    /// <summary>The hash under which a code is stored: whoever reads the table learns no link from it.</summary>
    public static string HashCode(string code) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(code)).AsSpan(0, 16));

    /// <summary>A number in [0, 1) that hangs on the key and the bytes alone: the draw of a sample that can be audited.</summary>
    public double Draw(byte[] place)
    {
        // The oldest key, so that a new one does not change who is drawn when a report is repeated.
        var key = _keys[_keys.Keys.Min()];
        return (BitConverter.ToUInt64(HMACSHA256.HashData(key.Sample, place), 0) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>A key for ordering what must not show its order, such as comments.</summary>
    public byte[] Shuffle(string text) =>
        HMACSHA256.HashData(_keys[_keys.Keys.Min()].Shuffle, Encoding.UTF8.GetBytes(text));

    private string HashPhone(string digits, byte version) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{version}.{Convert.ToHexStringLower(HMACSHA256.HashData(_keys[version].PhoneHash, Encoding.ASCII.GetBytes(digits)).AsSpan(0, 20))}"
        );

    private static byte[] Tag(Derived key, byte[] payload, string purpose) =>
        HMACSHA256.HashData(key.LinkTag, (byte[])[.. Encoding.ASCII.GetBytes(purpose), 0, .. payload])[..TagBytes];

    /// <summary>Counter mode from single blocks; both ways alike. The platform has no AES-CTR of its own.</summary>
    private static void Crypt(Derived key, ReadOnlySpan<byte> vector, Span<byte> bytes)
    {
        Span<byte> counter = stackalloc byte[TagBytes];
        Span<byte> pad = stackalloc byte[TagBytes];
        vector.CopyTo(counter);
        using var aes = Aes.Create();
        aes.Key = key.Link;
        for (var at = 0; at < bytes.Length; at += TagBytes)
        {
            aes.EncryptEcb(counter, pad, PaddingMode.None);
            for (var i = 0; i < TagBytes && at + i < bytes.Length; i++)
            {
                bytes[at + i] ^= pad[i];
            }

            for (var i = TagBytes - 1; i >= 0 && ++counter[i] is 0; i--) { }
        }
    }

    private sealed class Derived(byte[] secret)
    {
        public byte[] PhoneHash { get; } = Derive(secret, "phone-hash");

        public byte[] Phone { get; } = Derive(secret, "phone-seal");

        public byte[] Link { get; } = Derive(secret, "link-seal");

        public byte[] LinkTag { get; } = Derive(secret, "link-tag");

        public byte[] Code { get; } = Derive(secret, "code");

        public byte[] Sample { get; } = Derive(secret, "sample");

        public byte[] Shuffle { get; } = Derive(secret, "shuffle");

        private static byte[] Derive(byte[] secret, string purpose) =>
            HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: Encoding.ASCII.GetBytes($"surveys/{purpose}"));
    }
}
