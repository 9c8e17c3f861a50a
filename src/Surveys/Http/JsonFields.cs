using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Surveys.Http;

/// <summary>
/// Reads one JSON object field by field and collects every fault by its JSON pointer, so that a developer learns all of them at once. A field that
/// nobody asked for is a fault when <see cref="Close"/> is called; so is null, save where a reader says that null has a meaning.
/// </summary>
internal sealed class JsonFields
{
    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly string _at;

    private const string NoText = "holds half of a surrogate pair, or bytes that are no UTF-8.";

    /// <summary>Begins to read an object that lies at a JSON pointer.</summary>
    public JsonFields(JsonElement element, string at, ValidationErrors errors)
    {
        _at = at;
        Errors = errors;
        IsObject = element.ValueKind is JsonValueKind.Object;
        if (!IsObject)
        {
            errors.Add(at, "Must be an object.");
            return;
        }

        foreach (var property in element.EnumerateObject())
        {
            if (TryRead(property, static each => each.Name) is not { } name)
            {
                errors.Add(at, $"Has a field whose name {NoText}");
            }
            else if (!_fields.TryAdd(name, property.Value))
            {
                AddError(name, "Occurs twice.");
            }
        }
    }

    /// <summary>The names of all fields that can be read.</summary>
    public IReadOnlyCollection<string> Names => _fields.Keys;

    public ValidationErrors Errors { get; }

    public bool IsObject { get; }

    /// <summary>The JSON pointer of a field (RFC 6901).</summary>
    public string PointerOf(string name) =>
        $"{_at}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    public void AddError(string name, string message) => Errors.Add(PointerOf(name), message);

    /// <summary>Whether the field is there, null or not; from then on it is known.</summary>
    public bool Has(string name)
    {
        _known.Add(name);
        return _fields.ContainsKey(name);
    }

    /// <summary>Whether the field is there and null.</summary>
    public bool IsNull(string name) => Has(name) && _fields[name].ValueKind is JsonValueKind.Null;

    /// <summary>The raw value; null where the field is absent.</summary>
    public JsonElement? Element(string name, bool required = false)
    {
        if (Has(name))
        {
            return _fields[name];
        }

        if (required && IsObject)
        {
            AddError(name, "Is required.");
        }

        return null;
    }

    public string? Text(
        string name,
        bool required = false,
        int shortest = 0,
        int longest = int.MaxValue,
        Regex? pattern = null,
        string? form = null
    )
    {
        if (Element(name, required) is not { } element)
        {
            return null;
        }

        if (element.ValueKind is not JsonValueKind.String)
        {
            AddError(name, element.ValueKind is JsonValueKind.Null ? NotNull(required) : "Must be a string.");
            return null;
        }

        if (TryRead(element, static each => each.GetString()) is not { } text)
        {
            AddError(name, $"It {NoText}");
            return null;
        }

        if (text.Length < shortest)
        {
            AddError(name, shortest is 1 ? "May not be empty." : $"Must have at least {shortest} characters.");
            return null;
        }

        if (text.Length > longest)
        {
            AddError(name, $"May have at most {longest} characters; it has {text.Length}.");
            return null;
        }

        if (pattern is not null && !pattern.IsMatch(text))
        {
            AddError(name, form ?? $"Must match {pattern}.");
            return null;
        }

        return text;
    }

    /// <summary>One of the given names; the names are told where it is another.</summary>
    public string? OneOf(string name, IReadOnlyList<string> choices, bool required = false)
    {
        var text = Text(name, required);
        if (text is not null && !choices.Contains(text, StringComparer.Ordinal))
        {
            AddError(name, $"Must be one of {string.Join(", ", choices)}.");
            return null;
        }

        return text;
    }

    public bool? Flag(string name)
    {
        switch (Element(name)?.ValueKind)
        {
            case null:
                return null;
            case JsonValueKind.True:
                return true;
            case JsonValueKind.False:
                return false;
            default:
                AddError(name, "Must be true or false.");
                return null;
        }
    }

    public int? Whole(string name, int least, int most)
    {
        if (Number(name) is not { } number)
        {
            return null;
        }

        if (decimal.Truncate(number) != number || number < least || number > most)
        {
            AddError(name, $"Must be a whole number from {least} to {most}.");
            return null;
        }

        return (int)number;
    }

    /// <summary>A number within bounds and with at most so many decimals.</summary>
    public decimal? Number(
        string name,
        bool required = false,
        decimal? least = null,
        decimal? most = null,
        int decimals = 28
    )
    {
        if (Element(name, required) is not { } element)
        {
            return null;
        }

        if (element.ValueKind is not JsonValueKind.Number)
        {
            AddError(name, element.ValueKind is JsonValueKind.Null ? NotNull(required) : "Must be a number.");
            return null;
        }

        if (
            !element.TryGetDecimal(out var number)
            || (least is { } low && number < low)
            || (most is { } high && number > high)
        )
        {
            AddError(
                name,
                (least, most) switch
                {
                    ({ } a, { } b) => string.Create(CultureInfo.InvariantCulture, $"Must be from {a} to {b}."),
                    ({ } a, null) => string.Create(CultureInfo.InvariantCulture, $"Must be {a} or more."),
                    _ => "Is too large a number.",
                }
            );
            return null;
        }

        if (decimal.Round(number, decimals) != number)
        {
            AddError(name, $"May have at most {decimals} decimals.");
            return null;
        }

        return number;
    }

    /// <summary>An instant in RFC 3339, in UTC or with an offset.</summary>
    public DateTimeOffset? Instant(string name, bool required = false)
    {
        if (Text(name, required) is not { } text)
        {
            return null;
        }

        if (Rfc3339.TryParse(text, out var instant))
        {
            return instant;
        }

        AddError(name, "Must be a time in RFC 3339, such as 2026-11-23T09:15:00Z.");
        return null;
    }

    /// <summary>The fields of an object within; null where it is absent.</summary>
    public JsonFields? Object(string name, bool required = false) =>
        Element(name, required) is { } element ? new JsonFields(element, PointerOf(name), Errors) : null;

    /// <summary>The items of an array of strings, each with its own pointer; null where it is absent.</summary>
    /// <param name="name">The field.</param>
    /// <param name="required">Whether it must be there.</param>
    /// <param name="fault">What is wrong with an item; null: nothing.</param>
    /// <param name="empty">What to say of an array without items; null: it is good.</param>
    public List<string>? Texts(string name, bool required, Func<string, string?> fault, string? empty = null)
    {
        if (Element(name, required) is not { } element)
        {
            return null;
        }

        if (element.ValueKind is not JsonValueKind.Array)
        {
            AddError(name, "Must be an array of strings.");
            return null;
        }

        if (empty is not null && element.GetArrayLength() is 0)
        {
            AddError(name, empty);
        }

        var texts = new List<string>();
        foreach (var (item, index) in element.EnumerateArray().Select((item, index) => (item, index)))
        {
            var text = item.ValueKind is JsonValueKind.String ? TryRead(item, static each => each.GetString()) : null;
            var message =
                item.ValueKind is not JsonValueKind.String ? "Must be a string."
                : text is null ? $"It {NoText}"
                : fault(text);
            if (message is null)
            {
                texts.Add(text!);
            }
            else
            {
                Errors.Add($"{PointerOf(name)}/{index}", message);
            }
        }

        return texts;
    }

    private static string NotNull(bool required) => required ? "May not be null." : "May not be null; leave it out.";

    /// <summary>A text of the document; null where what stands there is none, which is looked at only when it is read.</summary>
    private static string? TryRead<T>(T from, Func<T, string?> read)
    {
        try
        {
            return read(from);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Names every field that nobody asked for.</summary>
    public void Close()
    {
        foreach (var name in _fields.Keys.Where(name => !_known.Contains(name)))
        {
            AddError(name, "Unknown field.");
        }
    }
}

/// <summary>Times as the contract has them.</summary>
internal static class Rfc3339
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Reads a time with its offset, which must be given; answers it in UTC. More than 7 decimals of a second are cut.</summary>
    public static bool TryParse(string text, out DateTimeOffset instant)
    {
        instant = default;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot >= 0)
        {
            var end = dot + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            if (end - dot > 8)
            {
                text = string.Concat(text.AsSpan(0, dot + 8), text.AsSpan(end));
            }
        }

        var upper = text.ToUpperInvariant();
        if (upper.Length < 20 || !(upper[^1] is 'Z' || upper[^6] is '+' or '-'))
        {
            return false;
        }

        if (
            !DateTimeOffset.TryParseExact(
                upper,
                Formats,
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var parsed
            )
        )
        {
            return false;
        }

        instant = parsed.ToUniversalTime();
        return true;
    }

    /// <summary>Writes a time in UTC, to the second or finer where there is something finer.</summary>
    public static string Format(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
