using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Surveys.Http;

/// <summary>
/// Reads one JSON object field by field and collects all errors by JSON pointer. A null value is an error unless the
/// caller asks for it with <see cref="IsNull"/>. <see cref="Close"/> adds an error for every field that was not read.
/// </summary>
internal sealed class JsonFields
{
    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly string _at;

    /// <summary>Starts to read the object at a JSON pointer.</summary>
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
            if (JsonText.TryGetName(property) is not { } name)
            {
                errors.Add(at, $"Has a field whose name {JsonText.Invalid}");
            }
            else if (!_fields.TryAdd(name, property.Value))
            {
                AddError(name, "Occurs more than once.");
            }
        }
    }

    /// <summary>The names of all fields. Fields with an unreadable name are left out.</summary>
    public IReadOnlyCollection<string> Names => _fields.Keys;

    public ValidationErrors Errors { get; }

    public bool IsObject { get; }

    /// <summary>The JSON pointer of a field (RFC 6901).</summary>
    public string PointerOf(string name) =>
        $"{_at}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    public void AddError(string name, string message) => Errors.Add(PointerOf(name), message);

    /// <summary>Whether the field is present, null or not. This marks the field as read.</summary>
    public bool Has(string name)
    {
        _known.Add(name);
        return _fields.ContainsKey(name);
    }

    /// <summary>Whether the field is present and null.</summary>
    public bool IsNull(string name) => Has(name) && _fields[name].ValueKind is JsonValueKind.Null;

    /// <summary>The raw value; null if the field is absent.</summary>
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

        if (JsonText.TryGetText(element) is not { } text)
        {
            AddError(name, $"The text {JsonText.Invalid}");
            return null;
        }

        if (text.Length < shortest)
        {
            AddError(name, shortest is 1 ? "Must not be empty." : $"Must have at least {shortest} characters.");
            return null;
        }

        if (text.Length > longest)
        {
            AddError(name, $"Must have at most {longest} characters; it has {text.Length}.");
            return null;
        }

        if (pattern is not null && !pattern.IsMatch(text))
        {
            AddError(name, form ?? $"Must match {pattern}.");
            return null;
        }

        return text;
    }

    /// <summary>A string that must be one of the given names.</summary>
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

    /// <summary>A number within bounds and with a maximum number of decimals.</summary>
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
                    _ => "Is too large.",
                }
            );
            return null;
        }

        if (decimal.Round(number, decimals) != number)
        {
            AddError(name, $"Must have at most {decimals} decimals.");
            return null;
        }

        return number;
    }

    /// <summary>A time in RFC 3339, in UTC or with an offset.</summary>
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

    /// <summary>The fields of a nested object; null if the field is absent.</summary>
    public JsonFields? Object(string name, bool required = false) =>
        Element(name, required) is { } element ? new JsonFields(element, PointerOf(name), Errors) : null;

    /// <summary>An array of strings. Each item has its own JSON pointer. Null if the field is absent.</summary>
    /// <param name="name">The field.</param>
    /// <param name="required">Whether the field must be present.</param>
    /// <param name="fault">Returns the error of an item; null if it is valid.</param>
    /// <param name="empty">The error of an empty array; null if it may be empty.</param>
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
            var text = item.ValueKind is JsonValueKind.String ? JsonText.TryGetText(item) : null;
            var message =
                item.ValueKind is not JsonValueKind.String ? "Must be a string."
                : text is null ? $"The text {JsonText.Invalid}"
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

    private static string NotNull(bool required) =>
        required ? "Must not be null." : "Must not be null. Omit the field instead.";

    /// <summary>Adds an error for every field that was not read.</summary>
    public void Close()
    {
        foreach (var name in _fields.Keys.Where(name => !_known.Contains(name)))
        {
            AddError(name, "Unknown field.");
        }
    }
}
