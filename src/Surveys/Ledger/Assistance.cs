using System.Text.Json.Serialization;

namespace Surveys.Ledger;

/// <summary>Who served the citizen.</summary>
public enum Assistance
{
    /// <summary>AI alone.</summary>
    [JsonStringEnumMemberName("ai")]
    Ai,

    /// <summary>AI, then a person.</summary>
    [JsonStringEnumMemberName("ai-handoff")]
    AiHandoff,

    /// <summary>A person alone: the comparison group.</summary>
    [JsonStringEnumMemberName("human")]
    Human,
}
