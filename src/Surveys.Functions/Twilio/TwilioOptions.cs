using System.ComponentModel.DataAnnotations;
using Surveys.Privacy;
using Surveys.Sms.Twilio;

namespace Surveys.Functions.Twilio;

/// <summary>The account at Twilio, section <c>Surveys:Twilio</c>; the secret from Key Vault or the environment.</summary>
internal sealed class TwilioOptions
{
    /// <summary>The section that binds here.</summary>
    public const string Section = "Surveys:Twilio";

    /// <summary>The account, <c>AC</c> and 32 hex digits.</summary>
    [Required]
    [RegularExpression("^AC[0-9a-fA-F]{32}$")]
    public string AccountSid { get; set; } = "";

    /// <summary>An API key of the account, <c>SK</c> and 32 hex digits; revoked by itself when it leaks. Null: the account and its auth token.</summary>
    [RegularExpression("^SK[0-9a-fA-F]{32}$")]
    public string? ApiKeySid { get; set; }

    /// <summary>The API key's secret; null with no API key: <c>Surveys:Sms:AuthToken</c> is used.</summary>
    [Secret(TwilioWebhookOptions.MinTokenLength)]
    public string? ApiKeySecret { get; set; }

    /// <summary>Twilio's region that holds the account's data, such as <c>ie1</c>; null: the United States.</summary>
    public string? Region { get; set; }

    /// <summary>Where requests enter Twilio's network, such as <c>dublin</c>; null: the nearest.</summary>
    public string? Edge { get; set; }

    /// <summary>A gateway that stands before Twilio, or a mock of it: requests go there, path and all. Null: straight to Twilio.</summary>
    public Uri? Gateway { get; set; }
}
