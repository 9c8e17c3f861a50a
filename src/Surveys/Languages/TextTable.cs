using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Surveys.Languages;

/// <summary>
/// The texts of one file of a language: texts, lists of texts and texts with plural forms. The keys of
/// <c>en/*.json</c> become typed properties of the derived classes at build time (<c>build/Languages.targets</c>).
/// </summary>
public abstract class TextTable
{
    private readonly FrozenDictionary<string, string> _texts;
    private readonly FrozenDictionary<string, ImmutableArray<string>> _lists;
    private readonly FrozenDictionary<string, PluralText> _plurals;

    private protected TextTable(LanguageFile file)
    {
        using var stream = file.Open();
        using var document = JsonDocument.Parse(stream);
        var entries = document.RootElement.EnumerateObject().ToLookup(entry => entry.Value.ValueKind);
        _texts = entries[JsonValueKind.String]
            .ToFrozenDictionary(entry => entry.Name, entry => entry.Value.GetString()!, StringComparer.Ordinal);
        _lists = entries[JsonValueKind.Array]
            .ToFrozenDictionary(entry => entry.Name, entry => ListOf(entry.Value), StringComparer.Ordinal);
        _plurals = entries[JsonValueKind.Object]
            .ToFrozenDictionary(entry => entry.Name, entry => PluralOf(entry.Value), StringComparer.Ordinal);
    }

    /// <summary>Every text by its key. Lists and plural forms repeat their key.</summary>
    internal IEnumerable<KeyValuePair<string, string>> All =>
        [
            .. _texts,
            .. _lists.SelectMany(list => list.Value.Select(text => KeyValuePair.Create(list.Key, text))),
            .. _plurals.SelectMany(plural => plural.Value.Forms.Select(text => KeyValuePair.Create(plural.Key, text))),
        ];

    /// <summary>A text with its gaps filled.</summary>
    public static string Fill(string text, params ReadOnlySpan<object?> values) =>
        string.Format(CultureInfo.InvariantCulture, text, values);

    private protected string Text(string key) => _texts[key];

    private protected string? FindText(string key) => _texts.GetValueOrDefault(key);

    private protected ImmutableArray<string> List(string key) => _lists[key];

    /// <summary>A text with plural forms. A language whose forms are all the same has a plain text.</summary>
    private protected PluralText Plural(string key) =>
        _plurals.TryGetValue(key, out var plural) ? plural : new PluralText(_texts[key]);

    private static ImmutableArray<string> ListOf(JsonElement list) =>
        [.. list.EnumerateArray().Select(text => text.GetString()!)];

    private static PluralText PluralOf(JsonElement forms) =>
        new(
            forms
                .EnumerateObject()
                .Select(form => KeyValuePair.Create(PluralRules.CategoryNamed(form.Name), form.Value.GetString()!))
        );
}
