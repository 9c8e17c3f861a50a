using System.Text.Json.Serialization;

namespace Surveys.Ledger;

/// <summary>Where an interaction took place.</summary>
public enum Channel
{
    /// <summary>A web site.</summary>
    [JsonStringEnumMemberName("web")]
    Web,

    /// <summary>A mobile app.</summary>
    [JsonStringEnumMemberName("app")]
    App,

    /// <summary>A chat.</summary>
    [JsonStringEnumMemberName("chat")]
    Chat,

    /// <summary>A telephone call.</summary>
    [JsonStringEnumMemberName("voice")]
    Voice,

    /// <summary>A self-service kiosk.</summary>
    [JsonStringEnumMemberName("kiosk")]
    Kiosk,

    /// <summary>Text messages.</summary>
    [JsonStringEnumMemberName("sms")]
    Sms,

    /// <summary>A counter in an office.</summary>
    [JsonStringEnumMemberName("counter")]
    Counter,
}
