using Surveys.Privacy;

namespace Surveys.Sms.Twilio;

/// <summary>The tokens with which Twilio signs its webhooks, section <c>Surveys:Sms</c>.</summary>
public sealed class TwilioWebhookOptions
{
    /// <summary>The section that binds here. It also holds <see cref="SmsOptions"/>.</summary>
    public const string Section = SmsOptions.Section;

    /// <summary>The minimum length of a token in characters. Twilio's tokens have 32 hexadecimal digits.</summary>
    public const int MinTokenLength = 32;

    /// <summary>The account's auth token. Null or empty: every webhook is refused.</summary>
    [Secret(MinTokenLength)]
    public string? AuthToken { get; set; }

    /// <summary>The auth token before the current one. It is accepted too, so tokens can be rotated.</summary>
    [Secret(MinTokenLength)]
    public string? PreviousAuthToken { get; set; }

    internal IReadOnlyList<string> Tokens =>
        [.. new[] { AuthToken, PreviousAuthToken }.OfType<string>().Where(token => token.Length > 0)];
}
