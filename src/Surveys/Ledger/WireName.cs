using System.Reflection;
using System.Text.Json.Serialization;

namespace Surveys.Ledger;

/// <summary>The names of enum values in JSON, rows, counters and forms: one source for all, the attribute on the value.</summary>
internal static class WireName
{
    /// <summary>The wire name of a value.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Names<T>.ByValue[value];

    /// <summary>The value of a wire name; null where there is none.</summary>
    public static T? Find<T>(string? name)
        where T : struct, Enum => name is not null && Names<T>.ByName.TryGetValue(name, out var value) ? value : null;

    /// <summary>All names, in order.</summary>
    public static IReadOnlyList<string> All<T>()
        where T : struct, Enum => [.. Names<T>.ByValue.Values];

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> ByValue = Enum.GetValues<T>()
            .ToDictionary(
                value => value,
                value =>
                    typeof(T).GetField(value.ToString())?.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name
                    ?? value.ToString()
            );

        public static readonly Dictionary<string, T> ByName = ByValue.ToDictionary(
            pair => pair.Value,
            pair => pair.Key,
            StringComparer.Ordinal
        );
    }
}
