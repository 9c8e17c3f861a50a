using System.Text.Json;

namespace Surveys.Http;

/// <summary>Reads strings of a JSON document. System.Text.Json validates them only when they are read.</summary>
internal static class JsonText
{
    /// <summary>The end of a message about a string that cannot be read.</summary>
    public const string Invalid = "contains an unpaired surrogate or bytes that are not UTF-8.";

    /// <summary>The text of a string value; null if it is not valid Unicode.</summary>
    public static string? TryGetText(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The name of a property; null if it is not valid Unicode.</summary>
    public static string? TryGetName(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
