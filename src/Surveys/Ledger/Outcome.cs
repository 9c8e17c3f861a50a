using System.Text.Json.Serialization;

namespace Surveys.Ledger;

/// <summary>The outcome of an interaction, as its service reported it.</summary>
public enum Outcome
{
    /// <summary>The service considers the matter settled.</summary>
    [JsonStringEnumMemberName("resolved")]
    Resolved,

    /// <summary>The matter is not settled.</summary>
    [JsonStringEnumMemberName("unresolved")]
    Unresolved,

    /// <summary>The citizen left before the end.</summary>
    [JsonStringEnumMemberName("abandoned")]
    Abandoned,
}
