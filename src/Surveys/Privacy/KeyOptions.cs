using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Surveys.Privacy;

/// <summary>
/// The secrets of the platform, section <c>Surveys:Keys</c>. Set them from Key Vault or the environment, never from a file
/// in the repository.
/// </summary>
public sealed class KeyOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Surveys:Keys";

    private const int MinSecretBytes = 32;

    /// <summary>
    /// The keys, at least one. The first one is used for new data; the others open data that was made with them.
    /// </summary>
    [Required]
    [MinLength(1)]
    public IList<SecretKey> Ring { get; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var versions = new HashSet<int>();
        for (var index = 0; index < Ring.Count; index++)
        {
            var key = Ring[index];
            var setting = string.Create(CultureInfo.InvariantCulture, $"{Section}:Ring:{index}");
            if (key.Version is < byte.MinValue or > byte.MaxValue)
            {
                yield return Error($"{setting}:Version must be from 0 to 255.");
            }
            else if (!versions.Add(key.Version))
            {
                yield return Error($"{setting}:Version is the version of an earlier key of the ring.");
            }

            if (FindSecretError($"{setting}:Secret", key.Secret) is { } error)
            {
                yield return Error(error);
            }
        }
    }

    private static string? FindSecretError(string setting, string secret) =>
        SecretAttribute.FindReferenceError(setting, secret)
        ?? (
            !Base64.IsValid(secret, out var bytes) || bytes < MinSecretBytes
                ? $"{setting} must be at least {MinSecretBytes} random bytes in base64."
                : null
        );

    private static ValidationResult Error(string message) => new(message, [nameof(Ring)]);
}

/// <summary>One version of the platform's secret.</summary>
public sealed class SecretKey
{
    /// <summary>The version, 0 to 255. A version is never reused for another secret.</summary>
    public int Version { get; set; }

    /// <summary>At least 32 random bytes, in base64.</summary>
    public string Secret { get; set; } = "";
}
