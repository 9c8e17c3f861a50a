using System.ComponentModel.DataAnnotations;

namespace Surveys.Sms;

/// <summary>How texts go out and come in, section <c>Surveys:Sms</c>.</summary>
public sealed class SmsOptions
{
    /// <summary>The section that binds here.</summary>
    public const string Section = "Surveys:Sms";

    /// <summary>The token with which the carrier signs its webhooks.</summary>
    public string? AuthToken { get; set; }

    /// <summary>The token before it, taken as well while tokens are changed.</summary>
    public string? PreviousAuthToken { get; set; }

    /// <summary>Texts a second that one host hands over; what is over waits.</summary>
    [Range(1, 10_000)]
    public int TextsPerSecond { get; set; } = 50;

    internal IReadOnlyList<string> Tokens =>
        [.. new[] { AuthToken, PreviousAuthToken }.OfType<string>().Where(token => token.Length > 0)];
}
