using System.ComponentModel.DataAnnotations;

namespace Surveys.Sms;

/// <summary>How text messages are sent, section <c>Surveys:Sms</c>.</summary>
public sealed class SmsOptions
{
    /// <summary>The section that binds here.</summary>
    public const string Section = "Surveys:Sms";

    /// <summary>Maximum text messages per second per instance; the rest wait in the queue.</summary>
    [Range(1, 10_000)]
    public int TextsPerSecond { get; set; } = 50;
}
