using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Surveys.Ledger;

/// <summary>A service's day: what is folded, swept and retained as one.</summary>
/// <param name="ServiceId">The service.</param>
/// <param name="Day">The day of the interactions, in the service's own time zone.</param>
internal readonly record struct ServiceDay(string ServiceId, DateOnly Day)
{
    /// <summary>The text in keys: <c>service_20261123</c>. A service id has no underscore, so it can be read back.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ServiceId}_{Day:yyyyMMdd}");

    public static ServiceDay Parse(string text)
    {
        var at = text.IndexOf('_', StringComparison.Ordinal);
        return new ServiceDay(
            text[..at],
            DateOnly.ParseExact(text.AsSpan(at + 1, 8), "yyyyMMdd", CultureInfo.InvariantCulture)
        );
    }

    /// <summary>The partition of one shard of this day.</summary>
    public string Partition(int shard) => string.Create(CultureInfo.InvariantCulture, $"{this}_{shard:x}");
}

/// <summary>Where one interaction's row lies in the ledger.</summary>
/// <param name="ServiceDay">Its service and day.</param>
/// <param name="Shard">0 to 15; always 0 but for services of more than 1,000 interactions a second.</param>
/// <param name="Hash">32 hexadecimal characters: the first half of the SHA-256 of the interaction's id.</param>
internal readonly record struct InteractionKey(ServiceDay ServiceDay, int Shard, string Hash)
{
    /// <summary>Rows begin with this, stripes of the tally with <c>tally-</c>.</summary>
    public const string RowPrefix = "i-";

    /// <summary>The first key after all rows of interactions.</summary>
    public const string RowPrefixEnd = "i.";

    /// <summary>The place of an interaction of a service-day that has so many shards.</summary>
    public static InteractionKey Of(string serviceId, DateOnly day, string interactionId, int shards)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(interactionId));
        return new InteractionKey(
            new ServiceDay(serviceId, day),
            hash[31] % shards,
            Convert.ToHexStringLower(hash.AsSpan(0, 16))
        );
    }

    public string PartitionKey => ServiceDay.Partition(Shard);

    public string RowKey => RowPrefix + Hash;

    /// <summary>The text by which queue messages, contacts and links name a place.</summary>
    public override string ToString() => $"{PartitionKey}_{Hash}";

    public static InteractionKey Parse(string text)
    {
        var parts = text.Split('_');
        return new InteractionKey(ServiceDay.Parse($"{parts[0]}_{parts[1]}"), Convert.ToInt32(parts[2], 16), parts[3]);
    }

    /// <summary>The shortest bytes of a place, for sealing into a link: shard, day, hash, service id.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[20 + Encoding.ASCII.GetByteCount(ServiceDay.ServiceId)];
        bytes[0] = (byte)Shard;
        var number = ServiceDay.Day.DayNumber;
        bytes[1] = (byte)(number >> 16);
        bytes[2] = (byte)(number >> 8);
        bytes[3] = (byte)number;
        Convert.FromHexString(Hash).CopyTo(bytes, 4);
        Encoding.ASCII.GetBytes(ServiceDay.ServiceId, bytes.AsSpan(20));
        return bytes;
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote; null for anything else.</summary>
    public static InteractionKey? FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is < 21 or > 84)
        {
            return null;
        }

        var number = (bytes[1] << 16) | (bytes[2] << 8) | bytes[3];
        return number <= DateOnly.MaxValue.DayNumber
            ? new InteractionKey(
                new ServiceDay(Encoding.ASCII.GetString(bytes[20..]), DateOnly.FromDayNumber(number)),
                bytes[0],
                Convert.ToHexStringLower(bytes.Slice(4, 16))
            )
            : null;
    }
}
