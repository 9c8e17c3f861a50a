using System.ComponentModel.DataAnnotations;
using Surveys.Privacy;

namespace Surveys.Access;

/// <summary>Settings of authentication and rate limits, section <c>Surveys:Access</c>.</summary>
public sealed class AccessOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Surveys:Access";

    /// <summary>The minimum length of the bootstrap admin key in characters.</summary>
    public const int MinAdminKeyLength = 32;

    /// <summary>
    /// The bootstrap admin key, 32 characters or more. Null: only issued keys have the role admin.
    /// </summary>
    [Secret(MinAdminKeyLength)]
    public string? AdminKey { get; set; }

    /// <summary>
    /// The issuer (authority) whose JWTs are accepted in addition to keys, such as a Microsoft Entra ID tenant. Null:
    /// no JWT is accepted.
    /// </summary>
    public string? JwtIssuer { get; set; }

    /// <summary>The required audience of a JWT. Required with <see cref="JwtIssuer"/>.</summary>
    public string? JwtAudience { get; set; }

    /// <summary>The maximum average number of requests per second for each key. Others are answered with 429.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerSecond { get; set; } = 500;

    /// <summary>
    /// The maximum number of failed attempts (wrong keys, unknown codes) per minute for each client address. Others are
    /// answered with 429. The default is high because thousands of citizens share the address of one carrier.
    /// </summary>
    [Range(1, 1_000_000)]
    public int FailuresPerMinute { get; set; } = 600;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(JwtIssuer) && string.IsNullOrEmpty(JwtAudience))
        {
            yield return new ValidationResult(
                $"{Section}:{nameof(JwtAudience)} is required with {Section}:{nameof(JwtIssuer)}.",
                [nameof(JwtAudience)]
            );
        }
    }
}
