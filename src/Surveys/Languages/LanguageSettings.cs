using System.Text.Json;
using System.Text.Json.Serialization;

namespace Surveys.Languages;

/// <summary>The content of <c>language.json</c>.</summary>
internal sealed record LanguageSettings
{
    /// <summary>The code in <c>lang</c>, <c>?lang=</c> and the API; equals the folder's name.</summary>
    public required string Code { get; init; }

    /// <summary>The name of the language in the language itself.</summary>
    public required string Name { get; init; }

    /// <summary><c>ltr</c> or <c>rtl</c>.</summary>
    public required string Direction { get; init; }

    /// <summary>The .NET culture by which names are sorted, such as <c>kk-KZ</c>.</summary>
    public required string Culture { get; init; }

    /// <summary>The position in lists of languages, ascending. The first one is the default.</summary>
    public required int Order { get; init; }

    /// <summary>The other files of the folder, without extension. They say where the language is used.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The character between the whole number and the decimals.</summary>
    public required string DecimalSeparator { get; init; }

    /// <summary>The character between groups of three digits.</summary>
    public required string GroupSeparator { get; init; }

    /// <summary>The CLDR plural rules for cardinal numbers by category, without <c>other</c>.</summary>
    public required IReadOnlyDictionary<string, string> Plurals { get; init; }

    /// <summary>A letter of typical service names. Its encoding decides what a text message costs.</summary>
    public required char NameLetter { get; init; }
}

/// <summary>The JSON shapes of the language files that are no tables of texts.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LanguageSettings))]
[JsonSerializable(typeof(ReplyWords))]
internal sealed partial class LanguageJson : JsonSerializerContext;
