using System.ComponentModel.DataAnnotations;
using Surveys.Privacy;
using Surveys.Sms.Twilio;

namespace Surveys.Functions.Twilio;

/// <summary>The account at Twilio, section <c>Surveys:Twilio</c>.</summary>
internal sealed class TwilioOptions
{
    /// <summary>The section that binds here.</summary>
    public const string Section = "Surveys:Twilio";

    /// <summary>The account: <c>AC</c> and 32 hexadecimal digits.</summary>
    [Required]
    [RegularExpression("^AC[0-9a-fA-F]{32}$")]
    public string AccountSid { get; set; } = "";

    /// <summary>
    /// An API key of the account: <c>SK</c> and 32 hexadecimal digits. Unlike the auth token it can be revoked by
    /// itself. Null: the account SID and the auth token are used.
    /// </summary>
    [RegularExpression("^SK[0-9a-fA-F]{32}$")]
    public string? ApiKeySid { get; set; }

    /// <summary>The secret of the API key. Null without an API key: <c>Surveys:Sms:AuthToken</c> is used.</summary>
    [Secret(TwilioWebhookOptions.MinTokenLength)]
    public string? ApiKeySecret { get; set; }

    /// <summary>Twilio's region that holds the account's data, such as <c>ie1</c>. Null: the United States.</summary>
    public string? Region { get; set; }

    /// <summary>Where requests enter Twilio's network, such as <c>dublin</c>. Null: the nearest location.</summary>
    public string? Edge { get; set; }

    /// <summary>A gateway or a mock that receives the requests in place of Twilio. Null: Twilio itself.</summary>
    public Uri? Gateway { get; set; }
}
