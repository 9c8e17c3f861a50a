using System.Text;

namespace Surveys.Scoring;

/// <summary>A dimension by which scores can be broken down.</summary>
public enum Dimension
{
    /// <summary>By AI alone, by AI and then a person, by a person alone.</summary>
    Assistance,

    /// <summary>Where the interaction took place.</summary>
    Channel,

    /// <summary>The citizen's language.</summary>
    Language,

    /// <summary>How the interaction ended, as the service reported it.</summary>
    Outcome,

    /// <summary>How the answer came: by text or on the page.</summary>
    ResponseChannel,

    /// <summary>Which link brought the answer: the texted one, a reply by text, or the one that the service showed.</summary>
    Link,

    /// <summary>ISO 3166-2 region.</summary>
    Region,

    /// <summary>The AI model and version that served.</summary>
    Model,
}

/// <summary>A cell of assistance x channel x language: the strata of the weighted score. The three partition all interactions.</summary>
/// <param name="Assistance">Wire name, such as <c>ai-handoff</c>.</param>
/// <param name="Channel">Wire name, such as <c>web</c>.</param>
/// <param name="Language">Wire name, such as <c>kk</c>.</param>
internal readonly record struct Stratum(string Assistance, string Channel, string Language);

/// <summary>What one value of a dimension, or the whole, holds: its counts, and its strata where these are known.</summary>
/// <param name="Counts">The sum.</param>
/// <param name="Strata">By stratum; null where broken down by a dimension other than the three.</param>
internal sealed record Cell(Counts Counts, IReadOnlyDictionary<Stratum, Counts>? Strata)
{
    /// <summary>What holds nothing.</summary>
    public static readonly Cell Empty = new(new Counts(), new Dictionary<Stratum, Counts>());

    /// <summary>The same without its strata: all that a question's figures need.</summary>
    public Cell WithoutStrata => Strata is null ? this : new(Counts, null);

    /// <summary>The sum; its strata are known where those of every part are.</summary>
    public static Cell Sum(IReadOnlyList<Cell> parts)
    {
        var sum = new CellSum();
        foreach (var part in parts)
        {
            sum.Add(part);
        }

        return sum.Total();
    }
}

/// <summary>A sum of slices that come one by one: it holds itself alone, however many they are.</summary>
internal sealed class CellSum
{
    private Cell? _first;
    private Counts? _counts;
    private Dictionary<Stratum, Counts>? _strata = [];

    public void Add(Cell part)
    {
        if (_first is null)
        {
            _first = part;
            return;
        }

        // A part belongs to whoever gave it, so nothing is added into the first.
        if (_counts is null)
        {
            _counts = new Counts();
            AddCopy(_first);
        }

        AddCopy(part);
    }

    /// <summary>What was added so far; to be asked at the end, since a later part would be added into it.</summary>
    public Cell Total() => _counts is { } counts ? new Cell(counts, _strata) : _first ?? Cell.Empty;

    private void AddCopy(Cell part)
    {
        _counts!.Add(part.Counts);
        if (part.Strata is null)
        {
            _strata = null;
        }

        if (_strata is not { } strata)
        {
            return;
        }

        foreach (var (stratum, counts) in part.Strata!)
        {
            if (!strata.TryGetValue(stratum, out var known))
            {
                strata[stratum] = known = new Counts();
            }

            known.Add(counts);
        }
    }
}

/// <summary>
/// Counts by cell: by stratum (assistance x channel x language), by value of each other dimension, and what is open.
/// A partition's counts are the sum of its stripes, a month's the sum of its days: everything here adds up.
/// </summary>
internal sealed class Tally
{
    /// <summary>What stands for a missing value of a dimension.</summary>
    public const string None = "(none)";

    /// <summary>What stands for all values past <see cref="MaxValues"/>.</summary>
    public const string Other = "(other)";

    /// <summary>At most so many values of one dimension are told apart; the rest is counted as <see cref="Other"/>.</summary>
    public const int MaxValues = 40;

    private const byte FormatVersion = 1;

    private static readonly Dimension[] StratumDimensions =
    [
        Dimension.Assistance,
        Dimension.Channel,
        Dimension.Language,
    ];

    private readonly Dictionary<Stratum, Counts> _strata = [];
    private readonly Dictionary<(Dimension Dimension, string Value), Counts> _values = [];

    /// <summary>Texts scheduled, texts being sent, phones held: the work that remains.</summary>
    public Counts Open { get; } = new();

    public IReadOnlyDictionary<Stratum, Counts> Strata => _strata;

    public bool IsEmpty =>
        Open.IsEmpty && _strata.Values.All(counts => counts.IsEmpty) && _values.Values.All(counts => counts.IsEmpty);

    /// <summary>The counts of one stratum, made where absent.</summary>
    public Counts Of(Stratum stratum) =>
        _strata.TryGetValue(stratum, out var counts) ? counts : _strata[stratum] = new Counts();

    /// <summary>The counts of one value of one of the other dimensions, made where absent.</summary>
    public Counts Of(Dimension dimension, string value)
    {
        if (StratumDimensions.Contains(dimension))
        {
            throw new ArgumentOutOfRangeException(
                nameof(dimension),
                dimension,
                "This dimension is counted by stratum."
            );
        }

        return _values.TryGetValue((dimension, value), out var counts)
            ? counts
            : _values[(dimension, value)] = new Counts();
    }

    /// <summary>The values of one of the other dimensions that are told apart here.</summary>
    public IEnumerable<string> ValuesOf(Dimension dimension) =>
        _values.Keys.Where(key => key.Dimension == dimension).Select(key => key.Value);

    /// <summary>The whole.</summary>
    public Cell Total()
    {
        var sum = new Counts();
        foreach (var counts in _strata.Values)
        {
            sum.Add(counts);
        }

        return new Cell(sum, _strata);
    }

    /// <summary>One slice for each value of a dimension that occurs, by value in ordinal order.</summary>
    public SortedDictionary<string, Cell> By(Dimension dimension)
    {
        var slices = new SortedDictionary<string, Cell>(StringComparer.Ordinal);
        if (StratumDimensions.Contains(dimension))
        {
            foreach (var group in _strata.GroupBy(pair => ValueOf(pair.Key, dimension), StringComparer.Ordinal))
            {
                var sum = new Counts();
                foreach (var (_, counts) in group)
                {
                    sum.Add(counts);
                }

                slices[group.Key] = new Cell(sum, group.ToDictionary(pair => pair.Key, pair => pair.Value));
            }
        }
        else
        {
            foreach (var ((_, value), counts) in _values.Where(pair => pair.Key.Dimension == dimension))
            {
                slices[value] = new Cell(counts, null);
            }
        }

        return slices;
    }

    /// <summary>Adds another tally, or takes it away with a sign of -1.</summary>
    public void Add(Tally other, int sign = 1)
    {
        foreach (var (stratum, counts) in other._strata)
        {
            Of(stratum).Add(counts, sign);
        }

        foreach (var (key, counts) in other._values)
        {
            Of(key.Dimension, key.Value).Add(counts, sign);
        }

        Open.Add(other.Open, sign);
    }

    /// <summary>
    /// Drops empty cells, and counts what is past <see cref="MaxValues"/> of a dimension as <see cref="Other"/>: the values with the most
    /// interactions stay (then in ordinal order), so that the same sum always gives the same cells.
    /// </summary>
    public void Normalize()
    {
        foreach (var (stratum, _) in _strata.Where(pair => pair.Value.IsEmpty).ToList())
        {
            _strata.Remove(stratum);
        }

        foreach (var (key, _) in _values.Where(pair => pair.Value.IsEmpty).ToList())
        {
            _values.Remove(key);
        }

        foreach (
            var group in _values
                .Where(pair => pair.Key.Value is not (None or Other))
                .GroupBy(pair => pair.Key.Dimension)
                .ToList()
        )
        {
            var surplus = group
                .OrderByDescending(pair => pair.Value.Interactions)
                .ThenBy(pair => pair.Key.Value, StringComparer.Ordinal)
                .Skip(MaxValues)
                .ToList();
            foreach (var (key, counts) in surplus)
            {
                Of(key.Dimension, Other).Add(counts);
                _values.Remove(key);
            }
        }
    }

    /// <summary>The cells in which two tallies differ, in words; nothing where they agree.</summary>
    public IEnumerable<string> DifferencesFrom(Tally other)
    {
        var none = new Counts();
        foreach (var stratum in _strata.Keys.Union(other._strata.Keys))
        {
            foreach (
                var difference in Differences(
                    $"{stratum.Assistance}/{stratum.Channel}/{stratum.Language}",
                    _strata.GetValueOrDefault(stratum, none),
                    other._strata.GetValueOrDefault(stratum, none)
                )
            )
            {
                yield return difference;
            }
        }

        foreach (var key in _values.Keys.Union(other._values.Keys))
        {
            foreach (
                var difference in Differences(
                    $"{key.Dimension}={key.Value}",
                    _values.GetValueOrDefault(key, none),
                    other._values.GetValueOrDefault(key, none)
                )
            )
            {
                yield return difference;
            }
        }

        foreach (var difference in Differences("open", Open, other.Open))
        {
            yield return difference;
        }
    }

    /// <summary>
    /// The stored form: a version, the table of names in use, then each cell as pairs of name and signed value. Compact (some kilobytes
    /// for a busy day), and readable by later versions, since names are stored and not positions.
    /// </summary>
    public byte[] Encode()
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        int Name(string name) => names.TryGetValue(name, out var index) ? index : names[name] = names.Count;

        using var body = new MemoryStream();
        using (var writer = new BinaryWriter(body, Encoding.UTF8, leaveOpen: true))
        {
            void Write(string first, string second, string third, Counts counts)
            {
                writer.Write7BitEncodedInt(Name(first));
                writer.Write7BitEncodedInt(Name(second));
                writer.Write7BitEncodedInt(Name(third));
                writer.Write7BitEncodedInt(counts.Count());
                foreach (var (counter, value) in counts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    writer.Write7BitEncodedInt(Name(counter));
                    writer.Write7BitEncodedInt64((value << 1) ^ (value >> 63));
                }
            }

            var strata = _strata
                .Where(pair => !pair.Value.IsEmpty)
                .OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal)
                .ToList();
            writer.Write7BitEncodedInt(strata.Count);
            foreach (var (stratum, counts) in strata)
            {
                Write(stratum.Assistance, stratum.Channel, stratum.Language, counts);
            }

            var values = _values
                .Where(pair => !pair.Value.IsEmpty)
                .OrderBy(pair => pair.Key.Dimension)
                .ThenBy(pair => pair.Key.Value, StringComparer.Ordinal)
                .ToList();
            writer.Write7BitEncodedInt(values.Count);
            foreach (var ((dimension, value), counts) in values)
            {
                Write(dimension.ToString(), value, "", counts);
            }

            Write("", "", "", Open);
        }

        using var whole = new MemoryStream();
        using (var writer = new BinaryWriter(whole, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(FormatVersion);
            writer.Write7BitEncodedInt(names.Count);
            foreach (var name in names.OrderBy(pair => pair.Value).Select(pair => pair.Key))
            {
                writer.Write(name);
            }
        }

        body.WriteTo(whole);
        return whole.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <param name="stored">What was stored.</param>
    /// <param name="only">
    /// No more than what a breakdown by this dimension is made of: a value's counts are a fraction of a busy month's. With one of the three of a stratum the whole is there as
    /// well. Null reads everything.
    /// </param>
    /// <exception cref="InvalidDataException">The version is unknown.</exception>
    public static Tally Decode(byte[] stored, Dimension? only = null)
    {
        var tally = new Tally();
        using var reader = new BinaryReader(new MemoryStream(stored, writable: false), Encoding.UTF8);
        if (reader.ReadByte() is not FormatVersion)
        {
            throw new InvalidDataException(
                $"A tally of format {stored[0]} can't be read here; known is {FormatVersion}."
            );
        }

        var names = new string[reader.Read7BitEncodedInt()];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = string.Intern(reader.ReadString());
        }

        string Name() => names[reader.Read7BitEncodedInt()];
        Counts Read()
        {
            var n = reader.Read7BitEncodedInt();
            var counts = new Counts(n);
            for (; n > 0; n--)
            {
                var counter = Name();
                var zigzag = reader.Read7BitEncodedInt64();
                counts[counter] = (long)((ulong)zigzag >> 1) ^ -(zigzag & 1);
            }

            return counts;
        }

        void Skip()
        {
            for (var n = reader.Read7BitEncodedInt(); n > 0; n--)
            {
                reader.Read7BitEncodedInt();
                reader.Read7BitEncodedInt64();
            }
        }

        var hasStrata = only is not { } one || StratumDimensions.Contains(one);
        for (var n = reader.Read7BitEncodedInt(); n > 0; n--)
        {
            var stratum = new Stratum(Name(), Name(), Name());
            if (hasStrata)
            {
                tally._strata[stratum] = Read();
            }
            else
            {
                Skip();
            }
        }

        for (var n = reader.Read7BitEncodedInt(); n > 0; n--)
        {
            var dimension = Enum.Parse<Dimension>(Name());
            var value = Name();
            _ = Name();
            if (only is null || only == dimension)
            {
                tally._values[(dimension, value)] = Read();
            }
            else
            {
                Skip();
            }
        }

        _ = Name();
        _ = Name();
        _ = Name();
        tally.Open.Add(Read());
        return tally;
    }

    private static string ValueOf(Stratum stratum, Dimension dimension) =>
        dimension switch
        {
            Dimension.Assistance => stratum.Assistance,
            Dimension.Channel => stratum.Channel,
            _ => stratum.Language,
        };

    private static IEnumerable<string> Differences(string cell, Counts mine, Counts theirs) =>
        mine.Select(pair => pair.Key)
            .Union(theirs.Select(pair => pair.Key))
            .Where(counter => mine[counter] != theirs[counter])
            .Select(counter => $"{cell} {counter}: {mine[counter]} and {theirs[counter]}");
}
