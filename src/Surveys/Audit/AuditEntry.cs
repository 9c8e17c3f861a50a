using System.Text.Json;
using System.Text.Json.Serialization;

namespace Surveys.Audit;

/// <summary>One entry of the audit log. It contains no personal data of citizens.</summary>
/// <param name="Actor">The id of a key, <c>bootstrap</c>, <c>jwt:</c> and the subject, or <c>platform</c>.</param>
/// <param name="Role">The role of the actor; null for the platform and for unknown callers.</param>
/// <param name="Action">What was done.</param>
internal sealed record AuditEntry(string Actor, string? Role, AuditAction Action)
{
    /// <summary>The actor of work that no caller asked for.</summary>
    public const string Platform = "platform";

    /// <summary>The maximum length of a reason in characters. Longer ones are cut.</summary>
    public const int MaxReasonLength = 2_000;

    /// <summary>When the entry was written, or the minute of refusals. The log sets it if it is not set.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The service; null if the action does not concern one service.</summary>
    public string? Service { get; init; }

    /// <summary>The month as yyyy-MM; null if the action does not concern a month.</summary>
    public string? Month { get; init; }

    /// <summary>The object of the action, such as a key id or an interaction id; see <see cref="AuditAction"/>.</summary>
    public string? Subject { get; init; }

    /// <summary>The reason that the caller gave. The log masks personal data in it.</summary>
    public string? Reason { get; init; }

    /// <summary>How many objects the action concerns, or how many requests were refused.</summary>
    public int? Count { get; init; }

    /// <summary>The text that is stored and hashed. Null members are left out; the order is that of the declaration.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, AuditJson.Default.AuditEntry);

    /// <summary>Reads a stored entry.</summary>
    public static AuditEntry OfJson(string json) => JsonSerializer.Deserialize(json, AuditJson.Default.AuditEntry)!;
}

/// <summary>Entries as they are stored and as the contract shows them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(AuditEntry))]
[JsonSerializable(typeof(AuditPage))]
internal sealed partial class AuditJson : JsonSerializerContext;
