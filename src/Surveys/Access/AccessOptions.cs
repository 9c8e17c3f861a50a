using System.ComponentModel.DataAnnotations;

namespace Surveys.Access;

/// <summary>Settings of the room Access, section <c>Surveys:Access</c>.</summary>
public sealed class AccessOptions
{
    /// <summary>The section that binds here.</summary>
    public const string Section = "Surveys:Access";

    /// <summary>The bootstrap admin key: any text of 32 characters or more. Null: only issued keys are admins.</summary>
    [MinLength(32)]
    public string? AdminKey { get; set; }

    /// <summary>Issuer (authority) whose JWTs are taken beside keys, such as a Microsoft Entra ID tenant's. Null: none are.</summary>
    public string? JwtIssuer { get; set; }

    /// <summary>The audience that such a JWT must be for.</summary>
    public string? JwtAudience { get; set; }

    /// <summary>Requests a second for each key, in the long run; what is over is answered 429.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerSecond { get; set; } = 500;

    /// <summary>Failed attempts (wrong keys, unknown codes) a minute for each client address; then 429. High, since thousands share one carrier's address.</summary>
    [Range(1, 1_000_000)]
    public int FailuresPerMinute { get; set; } = 600;
}
