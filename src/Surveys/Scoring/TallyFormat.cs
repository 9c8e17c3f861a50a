using System.Text;

namespace Surveys.Scoring;

/// <summary>
/// The stored form of a tally: a format version, a table of the names in use, then each cell as pairs of name and
/// signed value. A busy day has some kilobytes. Later versions can read it, since it holds names and no positions.
/// </summary>
internal static class TallyFormat
{
    private const byte FormatVersion = 1;

    /// <summary>Writes a tally. Equal tallies give equal bytes.</summary>
    public static byte[] Encode(this Tally tally)
    {
        using var body = new MemoryStream();
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        using (var writer = new BinaryWriter(body, Encoding.UTF8, leaveOpen: true))
        {
            WriteBody(writer, names, tally);
        }

        using var stored = new MemoryStream();
        using (var writer = new BinaryWriter(stored, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(FormatVersion);
            writer.Write7BitEncodedInt(names.Count);
            foreach (var name in names.OrderBy(pair => pair.Value).Select(pair => pair.Key))
            {
                writer.Write(name);
            }
        }

        body.WriteTo(stored);
        return stored.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <param name="stored">The stored bytes.</param>
    /// <param name="only">
    /// Reads only what figures by this dimension need, a fraction of a busy month. Strata make up the total too, so a
    /// dimension that strata are made of also gives the total. Null reads everything.
    /// </param>
    /// <exception cref="InvalidDataException">The format version is unknown.</exception>
    public static Tally Decode(byte[] stored, Dimension? only = null)
    {
        using var reader = new BinaryReader(new MemoryStream(stored, writable: false), Encoding.UTF8);
        if (reader.ReadByte() is not FormatVersion)
        {
            throw new InvalidDataException(
                $"The tally has format version {stored[0]}; this version reads {FormatVersion}."
            );
        }

        var names = new string[reader.Read7BitEncodedInt()];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = string.Intern(reader.ReadString());
        }

        return new Reader(reader, names).ReadBody(only);
    }

    private static void WriteBody(BinaryWriter writer, Dictionary<string, int> names, Tally tally)
    {
        var strata = tally
            .Strata.Where(pair => !pair.Value.IsEmpty)
            .OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal)
            .ToList();
        writer.Write7BitEncodedInt(strata.Count);
        foreach (var (stratum, counts) in strata)
        {
            WriteCell(writer, names, [stratum.Assistance, stratum.Channel, stratum.Language], counts);
        }

        var values = tally
            .Values.Where(pair => !pair.Value.IsEmpty)
            .OrderBy(pair => pair.Key.Dimension, StringComparer.Ordinal)
            .ThenBy(pair => pair.Key.Value, StringComparer.Ordinal)
            .ToList();
        writer.Write7BitEncodedInt(values.Count);
        foreach (var ((dimension, value), counts) in values)
        {
            WriteCell(writer, names, [dimension, value, ""], counts);
        }

        WriteCell(writer, names, ["", "", ""], tally.Open);
    }

    private static void WriteCell(
        BinaryWriter writer,
        Dictionary<string, int> names,
        ReadOnlySpan<string> key,
        Counts counts
    )
    {
        foreach (var part in key)
        {
            writer.Write7BitEncodedInt(IndexOf(names, part));
        }

        writer.Write7BitEncodedInt(counts.Count());
        foreach (var (counter, value) in counts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.Write7BitEncodedInt(IndexOf(names, counter));

            // Zigzag: small values of either sign take few bytes.
            writer.Write7BitEncodedInt64((value << 1) ^ (value >> 63));
        }
    }

    private static int IndexOf(Dictionary<string, int> names, string name) =>
        names.TryGetValue(name, out var index) ? index : names[name] = names.Count;

    private sealed class Reader(BinaryReader reader, string[] names)
    {
        public Tally ReadBody(Dimension? only)
        {
            var tally = new Tally();
            var needsStrata = only is null or { StratumPart: not null };
            for (var n = reader.Read7BitEncodedInt(); n > 0; n--)
            {
                var stratum = new Stratum(ReadName(), ReadName(), ReadName());
                if (ReadCounts(needsStrata) is { } counts)
                {
                    tally.Set(stratum, counts);
                }
            }

            for (var n = reader.Read7BitEncodedInt(); n > 0; n--)
            {
                var (dimension, value, _) = (ReadName(), ReadName(), ReadName());
                if (ReadCounts(only is null || only.StoredName == dimension) is { } counts)
                {
                    tally.Set(dimension, value, counts);
                }
            }

            _ = (ReadName(), ReadName(), ReadName());
            tally.Open.Add(ReadCounts(isNeeded: true)!);
            return tally;
        }

        private string ReadName() => names[reader.Read7BitEncodedInt()];

        /// <summary>Reads the counts of a cell; skips them and returns null where they are not needed.</summary>
        private Counts? ReadCounts(bool isNeeded)
        {
            var n = reader.Read7BitEncodedInt();
            var counts = isNeeded ? new Counts(n) : null;
            for (; n > 0; n--)
            {
                var counter = reader.Read7BitEncodedInt();
                var zigzag = reader.Read7BitEncodedInt64();
                if (counts is not null)
                {
                    counts[names[counter]] = (long)((ulong)zigzag >> 1) ^ -(zigzag & 1);
                }
            }

            return counts;
        }
    }
}
